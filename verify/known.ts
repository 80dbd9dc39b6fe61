import { isDeepStrictEqual } from "node:util";
import { compareKnownParts } from "@tillbook/dataset";
import {
  type Fingerprint,
  type Fingerprinted,
  findKnown,
  fingerprintTable,
  formatFingerprint,
} from "@tillbook/services";
import type { Check } from "./verify.js";

/**
 * Scans the tables, and compares what the stages would take for their content without a scan: they differ where a write to a table
 * was not seen.
 */
export const checkKnown: Check = async ({ connection, paths, queries }, findings) => {
  const say = (table: string, difference: string): void => {
    findings.push(
      `table ${table} was changed in a way that was not seen: ${difference}; remove .data/known-tables.json, then run \`make report\``,
    );
  };
  const sales = await compareKnownParts(connection, paths);
  let count = sales === undefined ? 0 : 1;
  if (sales?.isSame === false) {
    const [known, computed] = [formatFingerprint(sales.known), formatFingerprint(sales.computed)];
    say("sales", known === computed ? "rows of other files or months" : `expected ${known}, got ${computed}`);
  }
  for (const { name } of queries) {
    const question = (await findKnown(connection, paths, name))?.question;
    if (question === undefined) continue;
    const { columns, amountColumn, nullable }: Fingerprinted = JSON.parse(question);
    const computed = await fingerprintTable(connection, name, columns, amountColumn || undefined, nullable);
    const known = await findKnown(connection, paths, name);
    if (known === undefined) continue;
    count++;
    const answer = known.answer as Fingerprint;
    if (!isDeepStrictEqual(answer, computed))
      say(name, `expected ${formatFingerprint(answer)}, got ${computed && formatFingerprint(computed)}`);
  }
  return `${count} tables hold what is known of them without a scan`;
};
