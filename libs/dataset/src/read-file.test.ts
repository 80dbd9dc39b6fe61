import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openBlockReaders } from "./block-readers.js";
import type { ColumnsSpec } from "./columns-file.js";
import { findDialect } from "./dialect.js";
import { readFile } from "./read-file.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-read-file-"));
after(() => rm(folder, { recursive: true }));

test("a last row with the sum of all others is asked about, where there are more than ten", async () => {
  const error = {
    code: "CSV_INVALID",
    message: "a.csv:13: expected a sale in the last row, got the sum of all 11 rows above it",
  };
  await assert.rejects(read(11, "11.00"), error);
  await assert.rejects(read(11, "11.00", ";"), error);
  assert.equal(await read(11, "11.01"), 2201);
  assert.equal(await read(9, "9.00"), 1800);
  assert.equal(await read(11, "11.00", ",", { totals: "sales" }), 2200);
});

test("rows in groups that end with their sum are refused, unless they are said to be sales", async () => {
  const amounts = ["12.50", "2.50", "15.00", "3.00", "4.00", "7.00"];
  await assert.rejects(readAmounts(amounts), {
    message: /^a\.csv: expected sales only, got 6 rows in groups.*2 rows are/,
  });
  assert.equal(await readAmounts(amounts, { totals: "sales" }), 4400);
  assert.equal(await readAmounts([...amounts, "1.00"]), 4500);
});

async function readAmounts(amounts: readonly string[], spec: ColumnsSpec = {}): Promise<number> {
  const path = join(folder, "a.csv");
  await writeFile(path, `sold_on,amount\n${amounts.map((amount) => `2026-03-31,${amount}\n`).join("")}`);
  return sumFile(path, spec);
}

async function sumFile(path: string, spec: ColumnsSpec): Promise<number> {
  const { dialect } = await findDialect({ name: "a.csv", path }, spec);
  let cents = 0;
  const options = { readers: openBlockReaders(0), mostInvalid: 1, onBytes: () => {} };
  for await (const { amountCents } of readFile({ path, dialect }, options)) cents += amountCents;
  return cents;
}

/** Reads rows of 1.00 and a last one; returns the sum in cents. */
async function read(rows: number, last: string, delimiter = ",", spec: ColumnsSpec = {}): Promise<number> {
  const path = join(folder, "a.csv");
  const row = (amount: string): string => ["2026-03-31", "09:05", "Köln", "Butter", amount, "Ada\n"].join(delimiter);
  const header = ["sold_on", "sold_at", "store", "article", "amount", "cashier\n"].join(delimiter);
  await writeFile(path, header + row("1.00").repeat(rows) + row(last));
  return sumFile(path, spec);
}
