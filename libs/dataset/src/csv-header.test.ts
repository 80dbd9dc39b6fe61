import assert from "node:assert/strict";
import { test } from "node:test";
import { findTable } from "./find-table.js";

const ours = "sold_on,sold_at,store,article,amount,cashier";

test("our columns are found in any order, by either name, among others", () => {
  assert.deepEqual(findTable("a.csv", "Umsatz;Bon;Datum;store;Artikelnummer;Uhrzeit\n1;2\n", {}), {
    delimiter: ";",
    line: 1,
    isSpaced: false,
    names: ["Umsatz", "Bon", "Datum", "store", "Artikelnummer", "Uhrzeit"],
    fields: [
      { column: "amount", at: 0 },
      { column: "sold_on", at: 2 },
      { column: "store", at: 3 },
      { column: "article", at: 4 },
      { column: "sold_at", at: 5 },
    ],
    ignored: ["Bon"],
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
  assert.throws(() => findTable("a.csv", ours, { columns: { store: "article" } }), /header lacks store/);
});

test("a cashier and a time may be missing; every other column that is missing is listed", () => {
  assert.equal(findTable("a.csv", "sold_on,store,article,amount", {}).fields.length, 4);
  assert.throws(() => findTable("a.csv", "sold_on,Filiale,article", {}), {
    code: "CSV_INVALID",
    message: 'a.csv:1: header lacks store or Supermarkt, amount or Umsatz; it has "sold_on", "Filiale", "article"',
    hint: 'name the columns in a columns.json beside the file, e.g. {"columns":{"Filiale":"store"}}; see docs/your-own-data.md',
  });
});

test("a column that occurs twice is refused", () => {
  assert.throws(() => findTable("a.csv", `${ours},Umsatz`, {}), {
    code: "CSV_INVALID",
    message: /^a\.csv:1: expected one column amount, got more than one; it has/,
  });
});

test("an empty file, and one without a readable header, has no names", () => {
  assert.throws(() => findTable("a.csv", "", {}), /it has no names$/);
  assert.throws(() => findTable("a.csv", 'a"b"c,d', {}), /it has no names$/);
});

test("a long name is shortened in the message, and the example is one that can be written", () => {
  const [long, control] = ["x".repeat(61), "a\u0001"];
  assert.throws(() => findTable("a.csv", `${control},${long}`, {}), {
    message: new RegExp(`it has "a\\\\u0001", "${"x".repeat(60)}…"$`),
    hint: /\{"Filiale":"sold_on"\}/,
  });
});
