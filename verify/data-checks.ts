import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { listValues, readDataChecks, shadowTables } from "@tillbook/queries";
import { readOnly } from "@tillbook/services";
import { listUnconfirmed } from "./sources.js";
import type { Check } from "./verify.js";

/** Runs the checks of one's own again, on results that are confirmed or that the second path computes, and compares what they find. */
export const checkDataChecks: Check = async ({ connection, paths, secondPath, seen, manifests }, findings) => {
  const checks = await readDataChecks(join(paths.root, "checks"));
  const path = listUnconfirmed(secondPath, seen.confirmed);
  const reported = manifests.aggregate.checks ?? [];
  for (const { name, severity, expect, expectIn, text } of checks) {
    const got = reported.find((check) => check.name === name);
    const expected = await readOnly(connection, shadowTables(text, path)).catch((error: Error) => error);
    if (expected instanceof Error) findings.push(`checks/${name}.sql: MySQL says ${expected.message}`);
    else if (got?.severity !== severity || got.expect !== expect || !isDeepStrictEqual(got.expect_in, expectIn))
      findings.push(`checks/${name}.sql differs from build/manifests/aggregate.json; run \`make aggregate\``);
    else if (got.rows !== expected[0].length)
      findings.push(
        `checks/${name}.sql: expected ${expected[0].length} rows, got ${got.rows} in build/manifests/aggregate.json`,
      );
    else {
      const rows = new Set(expected[0].map((row) => JSON.stringify(listValues(row))));
      const wrong = got.first.find((row) => !rows.has(JSON.stringify(row)));
      if (wrong !== undefined)
        findings.push(`checks/${name}.sql: expected no row ${wrong.map((pair) => pair.join(" ")).join(", ")}`);
    }
  }
  for (const { name } of reported)
    if (!checks.some((check) => check.name === name))
      findings.push(`build/manifests/aggregate.json: expected checks/${name}.sql, which it names, found no such file`);
  return `${checks.length} checks of the data find what the report says`;
};
