import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "@tillbook/charts";
import { writeLetter } from "./letter.js";
import { makeLetterReport as report } from "./test-report.js";

const german = { title: "Verkaufsbericht", period: "Februar 2026" };

test("a mail says whose report of which period it brings, in English and in German", () => {
  const one = writeLetter({ name: "Erika Groß" }, [report("Köln")], en, false);
  assert.equal(one.subject, "Sales report, February 2026: Köln");
  assert.equal(one.title, "Sales report for Köln, February 2026");
  assert.deepEqual(one.paragraphs, [
    "Dear Erika Groß,",
    "Attached is the sales report of the store Köln for February 2026.",
  ]);
  assert.deepEqual(
    one.parts.map(({ heading }) => heading),
    [undefined],
  );
  const auf = writeLetter({ name: undefined }, [report(undefined, german)], de, true);
  assert.equal(auf.subject, "Aktualisiert: Verkaufsbericht, Februar 2026: Frischmarkt Nord");
  assert.deepEqual(auf.paragraphs, [
    "Guten Tag,",
    "anbei erhalten Sie den Verkaufsbericht von Frischmarkt Nord (Februar 2026). Er ersetzt den Bericht, den Sie zuvor für denselben Zeitraum erhalten haben.",
  ]);
});

test("several reports each have a heading; a subject names three of them", () => {
  const stores = ["Köln", "Bonn", "Essen"].map((store) => report(store));
  const letter = writeLetter({ name: undefined }, [report(), ...stores], en, true);
  assert.equal(letter.subject, "Updated: Sales report, February 2026: Frischmarkt Nord, Köln, Bonn and others");
  assert.deepEqual(
    letter.parts.map(({ heading }) => heading),
    ["Frischmarkt Nord", "Köln", "Bonn", "Essen"],
  );
  assert.equal(letter.title, "Sales report, February 2026");
  assert.match(letter.paragraphs[1] ?? "", /^Attached are 4\u00a0sales reports for February 2026\. They supersede /);
  assert.match(letter.closing[0] ?? "", /^The PDFs have /);
});

test("what must be known of the figures is said once", () => {
  const notices = ["The sales were changed after they were imported."];
  const { paragraphs } = writeLetter(
    { name: undefined },
    [report("A", { notices }), report("B", { notices })],
    en,
    false,
  );
  assert.deepEqual(paragraphs.slice(2), notices);
});

test("a name has no line break in a subject, and one that runs to the left is isolated", () => {
  const { subject } = writeLetter({ name: undefined }, [report("a\r\nBcc: b@example.org")], en, false);
  assert.equal(subject, "Sales report, February 2026: a Bcc: b@example.org");
  assert.match(writeLetter({ name: undefined }, [report("חנות")], en, false).subject, /: \u2068חנות\u2069$/);
});
