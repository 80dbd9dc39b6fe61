import assert from "node:assert/strict";
import { test } from "node:test";
import { findTable } from "./find-table.js";

const ours = "sold_on,sold_at,store,article,amount,cashier";
const row = "2026-03-01,09:05,Köln,Butter,12.50,Ada\n";

test("titles, filters, comments, blank lines and a row of groups may be above the header", () => {
  const at = (above: string): number => findTable("a.csv", `${above}${ours}\n${row}`, {}).line;
  assert.equal(at(""), 1);
  assert.equal(at("\n\r\n"), 3);
  assert.equal(at("Sales report\nStore: all, Period: 2026\n\n"), 4);
  assert.equal(at('# exported, by "X" Y\n'), 2);
  assert.equal(at("Sale,,,,Money,\n"), 2);
  assert.equal(at(`${"title\n".repeat(50)}`), 51);
});

test("the first of two headers is the header", () => {
  assert.equal(findTable("a.csv", `${ours}\n${row}${ours}\n`, {}).line, 1);
  const short = ours.replace(",cashier", ",note");
  assert.equal(findTable("a.csv", `${short}\n2026-03-01,09:05,Köln,Butter,12.50,5" x\n${ours}\n`, {}).line, 1);
});

test("sep= names the delimiter", () => {
  const table = findTable("a.csv", `sep=|\r\n${ours.replaceAll(",", "|")}\r\n`, {});
  assert.deepEqual([table.line, table.delimiter, table.names], [2, "|", ours.split(",")]);
  assert.equal(findTable("a.csv", `"sep=^"\n${ours.replaceAll(",", "^")}\n`, {}).delimiter, "^");
});

test("columns.json names the line of the header, or how many are above it", () => {
  const text = `${ours}\nDatum,Uhrzeit,Supermarkt,Artikelnummer,Umsatz\n${row}`;
  assert.equal(findTable("a.csv", text, { header: 2 }).names[0], "Datum");
  assert.equal(findTable("a.csv", text, { skip: 1 }).names[0], "Datum");
  assert.throws(
    () => findTable("a.csv", text, { header: 3 }),
    /^TillbookError: a\.csv:3: header lacks a column that is known for sold_on/,
  );
  assert.throws(() => findTable("a.csv", text, { header: 30 }), /a\.csv:30: header lacks .*it has no names/);
});

test("names are handed on as a reader sees them", () => {
  const header = 'sold_on\u00a0,\u200bsold_at,store,"article\r\n (name)",amount,\ufeffcashier,,';
  const { names } = findTable("a.csv", `${header}\n${row}`, { columns: { "article\n(name)": "article" } });
  assert.deepEqual(names, ["sold_on", "sold_at", "store", "article (name)", "amount", "cashier"]);
});

test("spaces may stand between a delimiter and a quote", () => {
  const { isSpaced, names } = findTable("a.csv", `"${ours.replaceAll(",", '", "')}"\n`, {});
  assert.deepEqual([isSpaced, names], [true, ours.split(",")]);
  assert.equal(findTable("a.csv", `${ours}\n${row}`, {}).isSpaced, false);
});

test("where no row has our columns, the names of the first row of a table are listed", () => {
  const text = "My shop\nAll, of March\nDay;Shop;Sum\n1;2;3\n";
  assert.throws(() => findTable("a.csv", text, {}), /a\.csv:3: header lacks .* it has "Day", "Shop", "Sum"$/);
});
