import assert from "node:assert/strict";
import { test } from "node:test";
import { explainRefusal } from "./query-failure.js";

test("a header that MySQL can't parse says that a column may have a reserved name", () => {
  const hintOf = (code: string) =>
    (explainRefusal({ code, sqlMessage: "near 'change decimal'" }, "spark/x.sql") as { hint?: string }).hint;
  assert.match(hintOf("ER_PARSE_ERROR") ?? "", /a name that MySQL reserves/);
  assert.equal(hintOf("ER_TABLE_MUST_HAVE_COLUMNS"), "see docs/sql.md");
});
