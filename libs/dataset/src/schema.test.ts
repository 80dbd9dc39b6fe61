import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { type Column, columnNames, createSalesTable, findKind, salesColumns } from "./schema.js";

test("the table has an id, and each column with its type and meaning; an optional one is empty by default", () => {
  const lines = createSalesTable("sales__next").split("\n");
  assert.equal(lines[0], "create table sales__next (");
  assert.equal(lines[1], "    id bigint not null auto_increment primary key,");
  assert.equal(lines[2], "    sold_on date not null comment 'day, ISO 8601',");
  assert.equal(lines[3], "    sold_at time null comment 'time of day, local; null where the file has none',");
  assert.equal(
    lines[4],
    "    store varchar(100) not null default '' comment 'store''s name; empty where the file has none',",
  );
  assert.match(lines[6] ?? "", /^ {4}amount decimal\(10,2\) not null comment 'paid .*',$/);
  assert.match(lines[7] ?? "", /^ {4}cashier varchar\(100\) not null default '' comment '.*'/);
  const options = "engine = InnoDB default character set = utf8mb4 collate = utf8mb4_bin";
  assert.equal(lines.at(-1), `) ${options} comment = 'Tillbook: one row per sale'`);
  assert.equal(lines.length, columnNames.length + 3);
});

test("docs/your-own-data.md lists every column with all names that the importer knows", async () => {
  const page = await readFile(join(findRoot(), "docs", "your-own-data.md"), "utf8");
  const documented = [...page.matchAll(/^\| [a-z]+ \| (`[^|,]*) \|/gm)].map(([, names = ""]) => names);
  const columns = Object.entries<Column>(salesColumns);
  assert.deepEqual(
    documented,
    columns.map(([name, { headers }]) => [name, ...headers].map((header) => `\`${header}\``).join(" or ")),
  );
});

test("no two columns share a header name", () => {
  const names = Object.entries<Column>(salesColumns).flatMap(([name, { headers }]) => [name, ...headers]);
  assert.equal(new Set(names).size, names.length);
});

test("a date is a real one in ISO 8601, from the year 1000 on", () => {
  const check = (text: string) => findKind("sold_on").check(text);
  for (const text of ["1000-01-01", "9999-12-31", "2024-02-29", "2025-01-31"]) assert.equal(check(text), undefined);
  for (const text of [
    "0999-12-31",
    "2025-02-29",
    "2025-13-01",
    "2025-00-10",
    "2025-04-31",
    "2025-01-00",
    "2025-01-32",
  ]) {
    assert.equal(check(text), "be a real date, 1000-01-01 or later", text);
  }
  for (const text of ["", "2025-1-31", "2025-01-31 ", "x2025-01-31", "20250131", "12025-01-31"]) {
    assert.equal(check(text), "be a date such as 2025-01-31", text);
  }
});

test("a time has hours and minutes, and seconds or not", () => {
  const check = (text: string) => findKind("sold_at").check(text);
  for (const text of ["00:00", "9:05", "19:59", "23:59:59", "09:05:00"]) assert.equal(check(text), undefined, text);
  for (const text of ["24:00", "9:5", "09:60", "09:05:60", "09:05:0", "", "x9:05", "09:05:00x", "009:05"]) {
    assert.equal(check(text), "be a time of day such as 09:05 or 09:05:59", text);
  }
});

test("an amount has at most 8 digits and 2 decimals", () => {
  const check = (text: string) => findKind("amount").check(text);
  for (const text of ["0", "7.5", "-3.20", "12345678.99", "-12345678"]) assert.equal(check(text), undefined, text);
  assert.equal(check("123456789"), "have at most 8 digits before the point");
  assert.equal(check("123456789.12"), "have at most 8 digits before the point");
  assert.equal(check("1.234"), "have at most 2 decimals");
  for (const text of ["", "1,5", "+1", "1.", ".5", "x1", "1x", "--1"]) {
    assert.equal(check(text), "be a number such as 12.50", text);
  }
});

test("a name has 1 to 100 characters, and neither control characters nor spaces at its ends", () => {
  const check = (text: string) => findKind("store").check(text);
  for (const text of ["a", "ä".repeat(100), "😀".repeat(100), "a\tb\nc\rd"]) assert.equal(check(text), undefined, text);
  assert.equal(check(""), "not be empty");
  for (const text of ["a\u0000b", "a\u007fb", "a\u0085b", "a\u000bb"])
    assert.equal(check(text), "have no control characters");
  for (const text of [" a", "a ", "\ta", "a\u00a0", "a\n"]) assert.equal(check(text), "not begin or end with a space");
  for (const text of ["a".repeat(101), "😀".repeat(101)]) assert.equal(check(text), "have at most 100 characters");
});
