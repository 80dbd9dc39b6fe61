import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { BlockRead, InvalidRow } from "./read-block.js";
import { Rejects } from "./rejects.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-rejects-"));
after(() => rm(folder, { recursive: true }));

test("one invalid row stops the import with its line alone", async () => {
  const rejects = new Rejects(undefined);
  assert.equal(rejects.isStopped, false);
  assert.equal(await rejects.add("a.csv", makeBlock([makeRow(7, "store must not be empty")])), 1);
  assert.equal(rejects.isStopped, true);
  const { code, message, details, hint } = rejects.makeError();
  assert.deepEqual(
    { code, message, details },
    { code: "CSV_INVALID", message: 'a.csv:7: store must not be empty, got "x"', details: [] },
  );
  assert.equal(
    hint,
    "fix them, then run `make import`; or run `SALES_REJECTS=keep make import` to import the valid rows and write the invalid ones to build/rejects" +
      '; or say what an empty one is in a columns.json beside the file: {"empty":{"store":"unknown"}}',
  );
});

test("the error lists the first 20 rows of all files, and counts all by kind, the most frequent first", async () => {
  const rejects = new Rejects(undefined);
  assert.equal(rejects.mostInvalid, 20);
  const rows = Array.from({ length: 12 }, (_, i) => makeRow(i + 2, i < 3 ? "b" : i < 6 ? "a" : "c"));
  assert.equal(await rejects.add("a.csv", makeBlock(rows)), 12);
  assert.equal(await rejects.add("b.csv", { ...makeBlock(rows), invalidCounts: { c: 100 } }), 100);
  assert.equal(rejects.rows, 112);
  const { message, details } = rejects.makeError();
  assert.equal(message, 'a.csv:2: b, got "x"');
  assert.equal(details.length, 20);
  assert.equal(details[0], 'a.csv:3: b, got "x"');
  assert.equal(details[11], 'b.csv:2: b, got "x"');
  assert.equal(details[18], 'b.csv:9: c, got "x"');
  assert.equal(details[19], "112 invalid rows: 106 × c; 3 × a; 3 × b");
});

test("with a folder, invalid rows stop nothing and go to a file each, as they are", async () => {
  const rejects = new Rejects(folder);
  assert.equal(rejects.mostInvalid, Number.POSITIVE_INFINITY);
  await rejects.add("2025/a.csv.gz", makeBlock([makeRow(2, "b", 'x,"y"')]));
  await rejects.add("2025/a.csv.gz", makeBlock([makeRow(9, "c", "plain")]));
  await rejects.add("b.TXT", makeBlock([makeRow(3, "d", "=SUM(A1)")]));
  await rejects.add("c.csv", makeBlock([]));
  assert.deepEqual([rejects.rows, rejects.isStopped], [3, false]);
  assert.equal(
    await readFile(join(folder, "2025", "a.csv"), "utf8"),
    'file,line,reason,row\n2025/a.csv.gz,2,"b, got ""x""","x,""y"""\n2025/a.csv.gz,9,"c, got ""x""",plain\n',
  );
  assert.equal(
    await readFile(join(folder, "b.csv"), "utf8"),
    'file,line,reason,row\nb.TXT,3,"d, got ""x""",\'=SUM(A1)\n',
  );
  assert.equal(existsSync(join(folder, "c.csv")), false);
});

test("where a problem says what to write, that is the next step, and no part of the lines", async () => {
  const question = new Rejects(undefined);
  await question.add(
    "a.csv",
    makeBlock([makeRow(2, "Status must be that of a sale: write A, or B"), makeRow(3, "c: write C")]),
  );
  const { message, details, hint } = question.makeError();
  assert.equal(message, 'a.csv:2: Status must be that of a sale, got "x"');
  assert.equal(details.at(-1), "2 invalid rows: 1 × Status must be that of a sale; 1 × c");
  assert.equal(hint, "write A, or B; and write C");
  const mixed = new Rejects(undefined);
  await mixed.add("a.csv", makeBlock([makeRow(2, "d"), makeRow(3, "c: write C")]));
  assert.match(mixed.makeError().hint ?? "", /^fix them, then run `make import`.*; write C$/);
});

function makeRow(line: number, expected: string, text = "x"): InvalidRow {
  return { line, column: "", expected, got: '"x"', text };
}

function makeBlock(invalid: InvalidRow[]): BlockRead {
  const invalidCounts: Record<string, number> = {};
  for (const { expected } of invalid) invalidCounts[expected] = (invalidCounts[expected] ?? 0) + 1;
  return {
    bytes: Buffer.alloc(0),
    rows: 0,
    amountCents: 0,
    hashes: new BigUint64Array(),
    days: new Int32Array(),
    cents: new Float64Array(),
    unread: 0,
    invalid,
    invalidCounts,
    leftOut: {},
  };
}
