import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "@tillbook/charts";
import type { Letter } from "./letter.js";
import { renderText } from "./mail-text.js";

const letter: Letter = {
  messages: en,
  subject: "S",
  title: "Sales report, February 2026",
  paragraphs: ["Dear Erika,"],
  parts: [
    {
      heading: undefined,
      keyFigures: [
        { label: "Revenue", value: "€1,234.56", note: "3.1% more than in January 2026" },
        { label: "Strongest month", value: "February 2026" },
      ],
    },
  ],
  closing: ["Closing."],
  footer: "Frischmarkt",
  accent: "#000000",
  accentDark: "#ffffff",
  company: "Frischmarkt",
};

test("labels and values stand in two columns", () => {
  assert.equal(
    renderText(letter),
    `Sales report, February 2026
===========================

Dear Erika,

Key figures
-----------
Revenue          €1,234.56
                 3.1% more than in January 2026
Strongest month  February 2026

Closing.

-- 
Frischmarkt
`,
  );
});

test("no line is wider than 72 columns, and no word is lost", () => {
  const words = Array.from({ length: 60 }, (_, i) => `word${i}`).join(" ");
  const long = "x".repeat(200);
  const wide = "東京".repeat(60);
  const text = renderText({
    ...letter,
    title: `${words} title`,
    paragraphs: [words, long, wide],
    parts: [{ heading: words, keyFigures: [{ label: words, value: words, note: long }] }],
  });
  for (const line of text.split("\n")) {
    const width = [...line].length + (line.match(/[東京]/g)?.length ?? 0);
    assert.ok(width <= 72, line);
  }
  assert.equal(text.replaceAll(/[\s=-]/g, "").match(/x/g)?.length, 400);
  assert.equal(text.match(/word59/g)?.length, 5);
});
