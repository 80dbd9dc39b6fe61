import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnsSpec } from "./columns-spec.js";
import { findTable } from "./find-table.js";

const ours = "sold_on,sold_at,store,article,amount,cashier";

test("our columns are found in any order, by either name, among others", () => {
  assert.deepEqual(findTable("a.csv", "Umsatz;Kasse;Datum;store;Artikelnummer;Uhrzeit\n1;2\n", {}), {
    delimiter: ";",
    line: 1,
    isSpaced: false,
    names: ["Umsatz", "Kasse", "Datum", "store", "Artikelnummer", "Uhrzeit"],
    fields: [
      { column: "amount", at: 0 },
      { column: "sold_on", at: 2 },
      { column: "store", at: 3 },
      { column: "article", at: 4 },
      { column: "sold_at", at: 5 },
    ],
    ignored: ["Kasse"],
    settings: {},
  });
});

test("the delimiter is the one that finds most of our columns, or else most names", () => {
  for (const delimiter of [",", ";", "\t", "|"]) {
    assert.equal(findTable("a.csv", ours.replaceAll(",", delimiter), {}).delimiter, delimiter);
  }
  assert.equal(findTable("a.csv", `"a,b,c,d,e,f,g";${ours.replaceAll(",", ";")}`, {}).delimiter, ";");
  const columns = { a: "sold_on", b: "store", c: "article", d: "amount" } as const;
  assert.equal(findTable("a.csv", "a~b~c~d", { columns, delimiter: "~" }).delimiter, "~");
  assert.throws(() => findTable("a.csv", "x;y;z", {}), /it has "x", "y", "z"/);
});

test("spaces around names, quotes and CR LF are not part of a name", () => {
  assert.deepEqual(findTable("a.csv", `${ours.replace("store", ' "store" ').replaceAll('"', "")}\r\n`, {}).ignored, []);
  assert.deepEqual(findTable("a.csv", `${ours.replace("store", '"store"')}\r\n`, {}).names, ours.split(","));
});

test("columns.json names a column in place of its usual names", () => {
  const { fields, ignored } = findTable("a.csv", "sold_on,store,Filiale,article,amount", {
    columns: { Filiale: "store" },
  });
  assert.deepEqual(fields[1], { column: "store", at: 2 });
  assert.deepEqual(ignored, ["store"]);
  assert.equal(findTable("a.csv", ours, { columns: { Filiale: "store" } }).fields.length, 6);
  const { fields: others } = findTable("a.csv", ours, { columns: { store: "article" } });
  assert.deepEqual(
    others.filter(({ column }) => column === "article"),
    [{ column: "article", at: 2 }],
  );
});

test("only the day and the amount are needed; which column has them is asked for with what can be written", () => {
  assert.equal(findTable("a.csv", "sold_on,amount", {}).fields.length, 2);
  assert.throws(() => findTable("a.csv", "sold_on,Sortiment,x\n2026-01-01,Obst,7\n", {}), {
    code: "CSV_INVALID",
    message: 'a.csv:1: header lacks a column that is known for amount; it has "sold_on", "Sortiment", "x"',
    hint: 'name the column in a columns.json beside the file: {"columns":{"NAME":"amount"}}, where NAME is one of "Sortiment", "x"; see docs/your-own-data.md',
  });
});

test("two columns that could be one of ours are a question, and #5 names one of two with the same name", () => {
  assert.throws(() => findTable("a.csv", "Date,Net sales,Gross sales", {}), {
    code: "CSV_INVALID",
    message: 'a.csv:1: amount may be "Net sales" or "Gross sales"',
    hint: 'set it in a columns.json beside the file: {"columns":{"Net sales":"amount"}} ("Net sales") or {"columns":{"Gross sales":"amount"}} ("Gross sales"); `make inspect` asks and writes it',
  });
  assert.throws(() => findTable("a.csv", "Datum;Umsatz;Umsatz", {}), {
    hint: /\{"#2":"amount"\}.* or .*\{"#3":"amount"\}/,
  });
  const { fields } = findTable("a.csv", "Datum;Umsatz;Umsatz", { columns: { "#3": "amount" } });
  assert.deepEqual(fields[1], { column: "amount", at: 2 });
});

test("an empty file, and one without a readable header, has no names", () => {
  assert.throws(() => findTable("a.csv", "", {}), /it has no names$/);
  assert.throws(() => findTable("a.csv", 'a"b"c,d', {}), /it has no names$/);
});

test("a long name is shortened in the message, and the example is one that can be written", () => {
  const [long, control] = ["x".repeat(61), "a\u0001"];
  assert.throws(() => findTable("a.csv", `${control},${long}`, {}), {
    message: new RegExp(`it has "a\\\\u0001", "${"x".repeat(60)}…"$`),
    hint: /\{"NAME":"sold_on"\}/,
  });
});

test("a value may be a part of the file's name, or the same in all rows", () => {
  const read = (name: string, spec: ColumnsSpec) =>
    findTable(name, "article,amount,sold_on", spec).fields.flatMap(({ column, text }) =>
      text === undefined ? [] : [[column, text]],
    );
  assert.deepEqual(read("2026/Halle-Saale-1.csv", { name: "{store}-*.csv" }), [["store", "Halle"]]);
  assert.deepEqual(read("x.zip/Köln/2026-03-31.csv.gz", { name: "{store}/{sold_on}.csv" }), [
    ["store", "Köln"],
    ["sold_on", "2026-03-31"],
  ]);
  assert.deepEqual(read("till-north-20260331.csv", { name: "{store}-{sold_on}.csv" }), [
    ["store", "till-north"],
    ["sold_on", "20260331"],
  ]);
  assert.deepEqual(read("a.csv", { values: { store: "Köln" } }), [["store", "Köln"]]);
  assert.throws(() => read("a.csv", { name: "{store}-*.csv" }), /a\.csv: expected a name such as \{store\}-\*\.csv/);
});

test("rows are never chosen, nor amounts computed, by a column that a file lacks", () => {
  const find = (spec: ColumnsSpec) => () => findTable("a.csv", "Date,Total,Qty,Price", spec);
  assert.throws(find({ rows: { Status: "paid" } }), {
    message:
      'a.csv:1: columns.json names the column "Status" in "rows", which this file lacks; it has "Date", "Total", "Qty", "Price"',
    hint: 'write the name as it is in the file, or, where that is not meant for this file, {"files":{"a.csv":{"rows":{}}}}',
  });
  assert.throws(find({ amount: { quantity: "Qty", price: "Price", discount: "Rebate" } }), /"Rebate" in "amount"/);
  assert.doesNotThrow(find({ rows: {}, amount: {} }));
});
