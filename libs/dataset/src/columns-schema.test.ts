import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { toJsonSchema } from "@valibot/to-json-schema";
import { columnsKeys, columnsSpec } from "./columns-spec.js";

const schemaFile = join(findRoot(), "docs", "columns.schema.json");

test("docs/columns.schema.json, which completes a columns.json in editors, says what import accepts", async () => {
  // JSON Schema has no words for the checks of dates and currencies; import names what is wrong with them.
  const schema = {
    title: "columns.json of Tillbook",
    ...toJsonSchema(columnsSpec, { errorMode: "ignore", typeMode: "input" }),
  };
  if (process.env["UPDATE_EXPECTED"]) await writeFile(schemaFile, `${JSON.stringify(schema, undefined, 2)}\n`);
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), JSON.parse(await readFile(schemaFile, "utf8")));
});

test("docs/your-own-data.md lists every key", async () => {
  const page = await readFile(join(findRoot(), "docs", "your-own-data.md"), "utf8");
  const keys = ["files", ...Object.keys(columnsKeys)];
  assert.deepEqual(
    keys.filter((key) => !page.includes(`| \`${key}\` |`)),
    [],
  );
});
