import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { parseDataCheck, readDataChecks } from "./data-checks.js";

const text = `-- severity: stop
-- expect: no sale is of tomorrow
select * from sales where sold_on > current_date()
`;

test("a check of one's own has a severity and a sentence", () => {
  assert.deepEqual(parseDataCheck("tomorrow", text), {
    name: "tomorrow",
    severity: "stop",
    expect: "no sale is of tomorrow",
    text,
  });
});

test("the sentence may be there in other languages", () => {
  const translated = text.replace("\nselect", "\n-- expect de: kein Verkauf ist von morgen\nselect");
  assert.deepEqual(parseDataCheck("tomorrow", translated).expectIn, { de: "kein Verkauf ist von morgen" });
});

test("a header that lacks one of them, or has another severity, names file and line", () => {
  const parse = (from: string, to: string) => () => parseDataCheck("tomorrow", text.replace(from, to));
  assert.throws(parse("-- severity: stop\n", ""), {
    code: "SQL_FILE_INVALID",
    message: 'checks/tomorrow.sql: expected a header line "-- severity: warn" or "-- severity: stop", got none',
  });
  assert.throws(parse("stop", "error"), /got error$/);
  assert.throws(
    parse("no sale is of tomorrow", ""),
    /expected a header line "-- expect: …" that says what holds, got none/,
  );
});

test("the checks of the folder can be read; without a folder there are none", async () => {
  const checks = await readDataChecks(join(findRoot(), "checks"));
  assert.ok(checks.length > 0);
  assert.deepEqual(await readDataChecks(join(findRoot(), "no-such-folder")), []);
});
