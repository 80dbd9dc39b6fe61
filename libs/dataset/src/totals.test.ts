import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dialect } from "./dialect.js";
import { type BlockRead, BlockReader } from "./read-block.js";
import { decideTotals } from "./totals.js";

const ours: Dialect = {
  encoding: "utf-8",
  delimiter: ",",
  date: "YYYY-MM-DD",
  decimal: ".",
  trim: true,
  width: 6,
  fields: ["sold_on", "sold_at", "store", "article", "amount", "cashier"].map((column, at) => ({
    column: column as Dialect["fields"][number]["column"],
    at,
  })),
};
const sale = (article: string, amount: string, store = "Köln"): string =>
  `2026-03-01,09:05,${store},${article},${amount},Ada\n`;

test("a complete row with a word for a sum and the sum of all rows before is a row of totals", async () => {
  const rows = sale("Butter", "12.50") + sale("Milk", "1.00");
  assert.deepEqual(await decide([rows + sale("TOTAL", "13.50")]), [
    1350,
    { "row of totals": { rows: 1, cents: 1350 } },
  ]);
  assert.deepEqual(await decide([rows, sale("Gesamt:", "13.50")]), [
    1350,
    { "row of totals": { rows: 1, cents: 1350 } },
  ]);
});

test("sums of parts and of all are rows of totals, also with returns", async () => {
  const first = sale("Butter", "12.50") + sale("Milk", "-1.00") + sale("Subtotal", "11.50");
  const second = sale("Butter", "2.50") + sale("Milk", "1.00") + sale("Subtotal", "3.50");
  const got = await decide([first, second + sale("Total", "15.00")]);
  assert.deepEqual(got, [1500, { "row of totals": { rows: 3, cents: 3000 } }]);
});

test("a sale whose article is named like a sum stays a sale", async () => {
  assert.deepEqual(await decide([sale("Butter", "12.50") + sale("Total", "4.20")]), [1670, {}]);
  assert.deepEqual(await decide([sale("Total", "4.20")]), [420, {}]);
});

test("a row with a word for a sum, and nearly the sum of the rows before, is left to a person", async () => {
  const rows = sale("Butter", "12.50") + sale("Milk", "1.00") + sale("Tea", "3.00");
  assert.deepEqual(await ask([rows + sale("Total", "16.51")]), [5], "rounded by the till");
  assert.deepEqual(await ask([rows, sale("Total", "14.20")]), [5], "less a discount");
  assert.deepEqual(await ask([rows + sale("Rye", "1.005") + sale("Total", "99.00")]), [5, 6], "a row is invalid");
  assert.deepEqual(await ask([rows + sale("Total", "4.20")]), []);
});

test("a name with a word for a sum is a sale, but where it has the sum of the rows before, a person is asked", async () => {
  const rows = sale("Butter", "12.50") + sale("Milk", "1.00");
  for (const name of ["Köln Total", "Köln Ergebnis", "Summe Köln", "Total sales", "Total Clean"]) {
    assert.deepEqual(await ask([rows + sale(name, "13.50")]), [4], name);
    assert.deepEqual(await decide([rows + sale(name, "9.99")]), [2349, {}], name);
  }
  assert.deepEqual(await decide([rows + sale("Gesamtergebnis", "13.50")]), [
    1350,
    { "row of totals": { rows: 1, cents: 1350 } },
  ]);
  assert.deepEqual(await decide([sale("Butter", "1.00") + sale("Total Clean", "1.00")]), [200, {}]);
});

test("a row of all stores, a closing or a payment with the sum of the rows before is left to a person, who can leave it out", async () => {
  const rows = sale("Butter", "12.50") + sale("Milk", "1.00");
  for (const name of ["ALL", "*", "Z-Report", "Übertrag", "Cash", "(EC-Karte)"]) {
    assert.deepEqual(await ask([rows + sale(name, "13.50")]), [4], name);
    assert.deepEqual(await decide([rows + sale(name, "9.99")]), [2349, {}], name);
    const told = await decide([rows + sale(name, "13.50")], { ...ours, totals: "left out" });
    assert.deepEqual(told, [1350, { "row of totals": { rows: 1, cents: 1350 } }], name);
  }
  assert.deepEqual(await ask([rows + sale("Butter", "13.50", "All stores")]), [4]);
  assert.deepEqual(await ask([rows + sale("Butter", "13.50", "Bar")]), [], "a store may be a bar");
  const named = rows + sale("Köln Total", "13.50") + sale("Tea", "3.00") + sale("Halle Total", "3.00");
  assert.deepEqual(await decide([named], { ...ours, totals: "left out" }), [
    1350 + 300,
    { "row of totals": { rows: 2, cents: 1650 } },
  ]);
});

test("a store named like a sum stays a store, even where an amount repeats", async () => {
  const rows = sale("a", "1.00", "Total") + sale("b", "1.00", "Total") + sale("c", "3.00", "Total");
  assert.deepEqual(await decide([rows]), [500, {}]);
  const later = sale("a", "1.00", "Shell") + sale("b", "1.00", "Total") + sale("c", "3.00", "Total");
  assert.deepEqual(await decide([later]), [500, {}]);
});

test("a word that is a sum here and no sum there is left to a person", async () => {
  const rows = sale("a", "1.00") + sale("b", "2.00") + sale("Total", "3.00");
  const expected =
    'article "Total" must be a name or a row of totals, but not both (set {"totals": "sales"} or {"totals": "left out"} in columns.json)';
  for (const text of [rows + sale("Total", "9.00"), sale("Total", "9.00") + rows]) {
    const blocks = await read([text], ours);
    const invalid = blocks.flatMap((block) => block.invalid);
    const sums = text.startsWith("2026-03-01,09:05,Köln,Total") ? [] : [[4, expected]];
    assert.deepEqual(
      invalid.map((row) => [row.line, row.expected]),
      sums,
    );
  }
  assert.deepEqual(await decide([rows + sale("Total", "9.00")], { ...ours, totals: "sales" }), [1500, {}]);
  assert.deepEqual(await decide([rows + sale("Total", "9.00")], { ...ours, totals: "left out" }), [
    300,
    { "row of totals": { rows: 2, cents: 1200 } },
  ]);
});

test("a row without a date and with a word for a sum is left out whatever its amount", async () => {
  const left = { "row of totals": { rows: 1, cents: 999 } };
  for (const row of ["Total,,,,9.99,\n", ",,,Summe 03/2026,9.99,\n", "Razem:,,,,9.99\n", "合計,,,,9.99,\n"]) {
    assert.deepEqual(await decide([sale("a", "1.00") + row]), [100, left], row);
  }
  assert.deepEqual(
    await decide([`${sale("a", "1.00")}Totally,,,,9.99,\n`]),
    "sold_on must be a date such as 2025-01-31",
  );
});

test("repeated headers, comments and lines of text are left out; the end of a row is not", async () => {
  const header = "sold_on,sold_at,store,article,amount,cashier\n";
  const none = { rows: 1, cents: 0 };
  assert.deepEqual(await decide([`${sale("a", "1.00")}\ufeff${header}`]), [100, { "repeated header": none }]);
  assert.deepEqual(await decide([`${sale("a", "1.00")}# a, comment\n`]), [100, { comment: none }]);
  assert.deepEqual(await decide([`${sale("a", "1.00")}Printed by Till Pro 3\n,,,,,\n`]), [
    100,
    { "line of text": none },
  ]);
  assert.match(String(await decide([`${sale("a", "1.00")}2026-03-0\n`])), /^expected 6 fields/);
  for (const title of ["Refunds", "Voided sales:", "Stornos"])
    assert.match(
      String(await decide([`${sale("a", "1.00")}${title}\n${sale("b", "1.00")}`])),
      /^expected 6 fields/,
      title,
    );
});

/** Reads rows; returns cents and what is left out, or the first problem. */
async function decide(texts: string[], dialect = ours) {
  const blocks = await read(texts, dialect);
  const problem = blocks.flatMap((block) => block.invalid)[0];
  if (problem !== undefined) return problem.expected;
  const leftOut = blocks.map((block) => block.leftOut).filter((sums) => Object.keys(sums).length > 0);
  const cents = blocks.reduce((sum, block) => sum + block.amountCents, 0);
  const rows = blocks.map(({ bytes }) => Buffer.from(bytes).toString()).join("");
  const hashes = blocks.flatMap((block) => [...block.hashes]);
  const lines = rows.split("\n").slice(0, -1);
  assert.equal(
    blocks.reduce((sum, block) => sum + block.rows, 0),
    lines.length,
  );
  assert.equal(hashes.length, lines.length);
  return [cents, leftOut.length > 1 ? leftOut : (leftOut[0] ?? {})];
}

async function read(texts: string[], dialect: Dialect): Promise<BlockRead[]> {
  const reader = new BlockReader(dialect);
  let line = 2;
  const blocks = async function* () {
    for (const text of texts) {
      yield reader.read({ bytes: Buffer.from(text), line, mostInvalid: 20 });
      line += text.split("\n").length - 1;
    }
  };
  const decided: BlockRead[] = [];
  for await (const block of decideTotals(blocks(), dialect.totals)) decided.push(block);
  return decided;
}

/** The lines of the rows that are invalid. */
async function ask(texts: string[]): Promise<number[]> {
  const blocks = await read(texts, ours);
  return blocks.flatMap((block) => block.invalid.map(({ line }) => line));
}
