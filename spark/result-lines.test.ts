import assert from "node:assert/strict";
import { test } from "node:test";
import type { Query } from "@tillbook/queries";
import type { Field } from "@tillbook/spark-connect";
import { cutPackets, expectColumns, formatColumn } from "./result-lines.js";

test("numbers are written as the type of their column, decimals as their currency has them", () => {
  const write = (type: string, currency = "EUR"): string =>
    formatColumn({ name: "a", type, isNullable: false, unit: "" }, currency);
  const wrap = (text: string): string => `ifnull(${text}, '\\\\N')`;
  assert.equal(write("decimal(20,2)"), wrap("cast(cast(a as decimal(20,2)) as string)"));
  assert.equal(write("bigint unsigned"), wrap("cast(cast(a as decimal(20, 0)) as string)"));
  for (const type of ["bigint", "int", "smallint", "int unsigned", "boolean"])
    assert.equal(write(type), wrap("cast(cast(a as bigint) as string)"), type);
});

test("in texts a backslash and what separates columns and rows are escaped", () => {
  const text = formatColumn({ name: "a", type: "varchar(100)", isNullable: true, unit: "" }, "EUR");
  assert.equal(
    text,
    String.raw`ifnull(replace(replace(replace(cast(a as string), '\\', '\\\\'), '\t', '\\t'), '\n', '\\n'), '\\N')`,
  );
  assert.match(formatColumn({ name: "a", type: "date", isNullable: true, unit: "" }, "EUR"), /^ifnull\(replace/);
});

test("a query has to select the columns of its header, in any order and case", () => {
  const query = { name: "x", columns: [{ name: "store" }, { name: "revenue" }] } as Query;
  const check = (...names: string[]) =>
    expectColumns(
      query,
      names.map((name) => ({ name }) as Field),
    );
  assert.doesNotThrow(() => check("Revenue", "STORE"));
  for (const names of [["store"], ["store", "sales"], ["store", "revenue", "sales"]])
    assert.throws(() => check(...names), {
      code: "SQL_FILE_INVALID",
      message: `spark/x.sql: expected the columns of its header, store, revenue, got ${names.join(", ")}`,
      hint: 'name the columns that are selected in "-- columns:"',
    });
});

test("texts are cut into packets of at most 60,000 bytes, from the first to the last of the column", () => {
  const values = Uint8Array.from({ length: 130_010 }, (_, i) => i % 251);
  const cut = (offsets: number[]): Buffer[] => [
    ...cutPackets({ values, valueOffsets: Int32Array.from(offsets), length: offsets.length - 1 } as never),
  ];
  const packets = cut([10, 70_000, 130_005]);
  assert.deepEqual(
    packets.map(({ length }) => length),
    [60_000, 60_000, 9_995],
  );
  assert.ok(Buffer.concat(packets).equals(Buffer.from(values.subarray(10, 130_005))));
  assert.deepEqual(cut([10, 10]), []);
});
