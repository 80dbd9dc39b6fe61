import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en, type Messages } from "@tillbook/charts";
import type { ShownTable } from "@tillbook/provenance";
import { compareTables } from "./compare-tables.js";
import { makeNameTranslator } from "./translate-names.js";

const place = { section: "s", title: "S", name: "t" };
const table = (columns: string[], ...rows: string[][]): ShownTable => ({ ...place, columns, rows });

function compare(was: ShownTable, is: ShownTable, then: Messages = en, now: Messages = en) {
  const translate = makeNameTranslator(then, now, [2025, 2025]);
  const compared = compareTables({ tables: [was], messages: then }, { tables: [is], messages: now }, now, translate);
  return compared.flatMap(({ moves }) =>
    moves.map(({ row, column, was, is, change }) => [row, column, was, is, change]),
  );
}

test("cells are matched by the names of row and column, not by where they stand", () => {
  const was = table(["Article", "Nord (€)", "Süd (€)"], ["Tea", "1.00", "2.00"], ["Rum", "1,003.00", "4.00"]);
  const is = table(["Article", "Süd (€)", "Nord (€)"], ["Rum", "4.00", "1,013.50"], ["Tea", "2.00", "1.00"]);
  assert.deepEqual(compare(was, is), [["Rum", "Nord (€)", "1,003.00", "1,013.50", "+10.50"]]);
});

test("rows that only one report has are named, with their last number", () => {
  const was = table(["Article", "Sales"], ["Tea", "1"], ["Rum", "2"]);
  const is = table(["Article", "Sales"], ["Tea", "1"], ["Gin", "3"]);
  assert.deepEqual(compare(was, is), [
    ["Gin", "", undefined, "3", undefined],
    ["Rum", "", "2", undefined, undefined],
  ]);
});

test("rows are told apart by as many cells as are needed, not by a rank; columns of one head by the column before", () => {
  const was = table(["Cashier", "Store", "Sales"], ["Ada", "Ulm", "1"], ["Ada", "Bonn", "2"]);
  const is = table(["Cashier", "Store", "Sales"], ["Ada", "Bonn", "5"], ["Ada", "Ulm", "1"]);
  assert.deepEqual(compare(was, is), [["Ada, Bonn", "Sales", "2", "5", "+3"]]);
  const ranked = (...names: string[]) =>
    table(["Rank", "Name", "Sales"], ...names.map((name, i) => [`${i + 1}`, name, "7"]));
  assert.deepEqual(compare(ranked("Tea", "Rum"), ranked("Rum", "Tea")), [
    ["Rum", "Rank", "2", "1", "−1"],
    ["Tea", "Rank", "1", "2", "+1"],
  ]);
  const head = ["Month", "Revenue", "Change", "Sales", "Change"];
  assert.deepEqual(
    compare(table(head, ["May", "1", "–", "2", "+1.0%"]), table(head, ["May", "1", "–", "2", "−0.5%"])),
    [["May", "Sales: Change", "+1.0%", "−0.5%", "−1.5\u00a0pp"]],
  );
});

test("units are part of a number, and a text with numbers is compared as a whole", () => {
  const say = (value: string, note: string): ShownTable => table(["", "value", "note"], ["Revenue", value, note]);
  assert.deepEqual(compare(say("€950", "in 1 month"), say("€1.2k", "in 2 months")), [
    ["Revenue", "value", "€950", "€1.2k", undefined],
    ["Revenue", "note", "in 1 month", "in 2 months", undefined],
  ]);
  assert.deepEqual(compare(say("−€1.50", ""), say("€2.25", "")), [["Revenue", "value", "−€1.50", "€2.25", "+€3.75"]]);
});

test("a table that only one report has is named", () => {
  const [gone, added] = compareTables(
    { tables: [{ ...table(["a"]), name: "x" }], messages: en },
    { tables: [{ ...table(["a"]), name: "y" }], messages: en },
    en,
  ).sort((a, b) => a.name.localeCompare(b.name));
  assert.deepEqual([gone?.only, gone?.name, added?.only, added?.name], ["then", "x", "now", "y"]);
});

test("in two languages, numbers are compared by value and names by their translation", () => {
  const german = table(
    ["Monat", "Umsatz (€)", "Verkäufe"],
    ["Januar 2025", "1.234,50", "1.000"],
    ["März 2025", "2,00", "3"],
  );
  const english = table(
    ["Month", "Revenue (€)", "Sales"],
    ["January 2025", "1,234.50", "1,001"],
    ["March 2025", "2.00", "3"],
  );
  assert.deepEqual(compare(german, english, de, en), [["January 2025", "Sales", "1.000", "1,001", "+1"]]);
  assert.deepEqual(compare(english, german, en, de), [["Januar 2025", "Verkäufe", "1,001", "1.000", "−1"]]);
  const short = (label: string, value: string, note: string) => table(["", "value", "note"], [label, value, note]);
  assert.deepEqual(
    compare(
      short("Umsatz", "69,3\u00a0Tsd.\u00a0€", "in 12 Monaten"),
      short("Revenue", "€69.3k", "in 12 months"),
      de,
      en,
    ),
    [],
  );
  assert.deepEqual(
    compare(short("Durchschnittsbon", "Dezember 2025", ""), short("Average receipt", "November 2025", ""), de, en)
      .length,
    1,
  );
});
