import assert from "node:assert/strict";
import test from "node:test";
import { de, en, inCurrency } from "@tillbook/charts";
import { type Period, parsePeriod } from "@tillbook/pipeline";
import type { CompleteEntry } from "./entries.js";
import { type IndexContent, renderIndex } from "./index-page.js";
import type { Part } from "./parts.js";

const period = parsePeriod("2026-02") as Period;
const scope = { period, data: { first: "2026-01-01", last: "2026-02-28", closedWeekdays: [7] }, store: undefined };
const hash = "0".repeat(64);

function makePart(name: string | undefined, cents: bigint, before?: bigint): Part {
  const sums = { cents, sales: cents / 100n };
  return { name, scope, sums, ...(before !== undefined && { before: { cents: before, sales: 1n } }) };
}

function makeEntry(slug: string): CompleteEntry {
  const files = { html: { file: `${slug}.html`, sha256: hash }, pdf: { file: `${slug}.pdf`, sha256: hash } };
  return { inputs: hash, ...files, revenue_cents: "0", sales: "0" };
}

function render(change: Partial<IndexContent> = {}, messages = inCurrency(en, "EUR")): string {
  const parts = [makePart("<b>Köln</b>", 250_00n, 200_00n), makePart("12", 1_250_00n), makePart("", 100n, 0n)];
  const content: IndexContent = {
    parts: { by: "store", whole: makePart(undefined, 1_501_00n), parts },
    entries: new Map(parts.map(({ name }, i) => [name ?? "", makeEntry(`part ${i}`)])),
    whole: makeEntry("all"),
    failures: [],
    look: {
      messages,
      paper: "a4",
      theme: { name: "A & B", logo: undefined, accent: "#000000", accentDark: "#ffffff", charts: [] },
    },
    root: "",
    ...change,
  };
  return renderIndex(content, { css: "", script: "" });
}

test("the page names each part with its key figures, and leads to its files by relative links", () => {
  const page = render();
  const rows = [...page.matchAll(/<tr><th[\s\S]*?<\/tr>/g)]
    .slice(1)
    .map(([row]) => row.replace(/<[^>]*>|\s+/g, " ").trim());
  assert.deepEqual(
    rows.map((row) => row.replace(/ +/g, " ")),
    [
      "&lt;b&gt;Köln&lt;/b&gt; €250.00 250 +25.0% HTML PDF",
      "Store 12 €1,250.00 1,250 – HTML PDF",
      "(no store) €1.00 1 – HTML PDF",
    ],
  );
  assert.deepEqual(
    [...page.matchAll(/href="([^"]*)"/g)].map(([, link]) => link),
    ["all", "part%200", "part%201", "part%202"].flatMap((name) => [`stores/${name}.html`, `stores/${name}.pdf`]),
  );
  assert.match(page, /add up to €1,501\.00 and 1,501.sales: exactly/);
  assert.doesNotMatch(page, /(src|href)="(https?:)?\/\//);
});

test("the page is in the language of the reports", () => {
  const page = render({}, inCurrency(de, "EUR"));
  assert.match(page, /<html lang="de">[\s\S]*<h1>Verkaufsberichte nach Filialen<\/h1>[\s\S]*>Umsatz</);
});

test("what could not be made is named and not linked, and nothing is said to add up", () => {
  const failures = [{ name: "12", error: new Error("no") }];
  const entries = new Map([["", makeEntry("unnamed")]]);
  const page = render({ failures, entries });
  assert.match(page, /Could not be made: Store 12\./);
  assert.doesNotMatch(page, /add up|part/);
});

test("each column has the places by which it is sorted", () => {
  const keys = [...render().matchAll(/data-key="(\d+)"/g)].map(([, key]) => Number(key));
  assert.deepEqual(keys, [...[1, 1, 1, 2], ...[2, 2, 2, 0], ...[0, 0, 0, 1]]);
});
