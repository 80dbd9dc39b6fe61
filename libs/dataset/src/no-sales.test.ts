import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dialect } from "./dialect.js";
import { findOmission } from "./no-sales.js";

test("a row of an order #1001 is no comment, though its amount is computed", () => {
  const fields: Dialect["fields"] = [
    { column: "sold_on", at: 1 },
    { column: "amount", at: 3 },
  ];
  const dialect = { fields, names: ["Created at", ""] } as Partial<Dialect> as Dialect;
  assert.equal(findOmission(["#1001", "2026-09-13", "5.00"], dialect), undefined);
  assert.equal(findOmission(["# exported by hand", "", ""], dialect), "comment");
});
