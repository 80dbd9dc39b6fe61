import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { findPaths, readSettings, TillbookError } from "@tillbook/pipeline";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import type { RowDataPacket } from "mysql2/promise";
import { type Dialect, findDialect } from "./dialect.js";
import { importSales } from "./import.js";
import { createRandom, type Random } from "./random.js";

// Files of every form with random damage, each imported into the embedded MariaDB: FUZZ_FILES of them (default 100, `make
// fuzz` takes 10,000), the same ones each time.

const count = Number(process.env["FUZZ_FILES"] || 100);
const seed = Number(process.env["FUZZ_SEED"] || 1);
const longestMs = 20_000;

const temporary = await mkdtemp(join(tmpdir(), "tillbook-fuzz-"));
const paths = { ...findPaths(), data: temporary };
const { mysql } = readSettings({});
await joinEmbeddedMysql(paths, mysql.database);
const connection = await connectMysql(mysql, paths);
after(async () => {
  await connection.end();
  await leaveEmbeddedMysql(paths);
  await rm(temporary, { recursive: true });
});

const folder = join(temporary, "csv");
const rejectsFolder = join(temporary, "rejects");

test("a damaged file is imported with its totals, or refused with a line, and never by half", async () => {
  const sources = await readSources();
  const tally: Record<string, number> = {};
  let before = { rows: 0, cents: 0n };
  await mkdir(folder);
  for (let i = 0; i < count; i++) {
    const random = createRandom(seed, i);
    const [name, bytes] = pick(sources, random);
    const path = join(folder, name);
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await writeFile(path, damage(bytes, random));
    const rejects = i % 2 === 0 ? "stop" : "keep";
    const title = `file ${i} of seed ${seed}`;
    const outcome = await Promise.race([run(rejects), sleep(longestMs, undefined, { ref: false })]);
    if (outcome === undefined) assert.fail(`${title} hangs`);
    if (outcome instanceof TillbookError) {
      // where only refunds are left, no line is wrong
      const place = new RegExp(`^${name.replaceAll(".", "\\.")}:(\\d+:| expected sales with positive amounts,) `);
      assert.match(outcome.message, place, title);
      assert.deepEqual(await readTotals(), before, `${title}: the old table stays`);
    } else {
      const now = await readTotals();
      assert.deepEqual(now, { rows: outcome.rows, cents: outcome.cents }, title);
      assert.equal(await countRejects(), outcome.rejected, title);
      if (outcome.rejected === 0) {
        const { leftOut } = outcome;
        const all = { rows: now.rows + leftOut.rows, cents: now.cents + leftOut.cents };
        const recomputed = await recompute(name, path);
        if (recomputed !== undefined) assert.deepEqual(all, recomputed, title);
      }
      before = now;
    }
    const kind = outcome instanceof TillbookError ? "refused" : outcome.rejected > 0 ? "imported in part" : "imported";
    tally[kind] = (tally[kind] ?? 0) + 1;
  }
  console.log(`${count} files, seed ${seed}: ${JSON.stringify(tally)}`);
  assert.equal(Object.keys(tally).length, 3, "some of each");
});

async function run(rejects: "stop" | "keep") {
  try {
    const result = await importSales(connection, {
      paths,
      source: folder,
      sourceHint: "",
      mode: "always",
      rejectsFolder,
      rejects,
    });
    const [file] = result.files;
    const omissions = file?.left_out ?? [];
    const leftOut = {
      rows: omissions.reduce((sum, { rows }) => sum + rows, 0),
      cents: omissions.reduce((sum, { amount_cents }) => sum + BigInt(amount_cents), 0n),
    };
    return { rows: file?.rows ?? 0, cents: BigInt(file?.amount_cents ?? 0), rejected: file?.rejected ?? 0, leftOut };
  } catch (error) {
    if (error instanceof TillbookError) return error;
    throw error;
  }
}

/** The undamaged files of the contract, one of each form, each with its rows several times. */
async function readSources(): Promise<[name: string, bytes: Buffer][]> {
  const fixtures = join(import.meta.dirname, "fixtures");
  const cases = (await readdir(fixtures)).filter((name) => /^format-(?!columns|slash|mixed)[^.]*$/.test(name)).sort();
  return Promise.all(
    cases.map(async (folder): Promise<[string, Buffer]> => {
      const name = (await readdir(join(fixtures, folder))).find((entry) => /^a\./.test(entry)) ?? "";
      const path = join(fixtures, folder, name);
      const { encoding } = (await findDialect({ name, path }, {})).dialect;
      const packed = await readFile(path);
      const isPacked = name.endsWith(".gz");
      const text = iconv.decode(isPacked ? gunzipSync(packed) : packed, encoding, { stripBOM: false });
      const rowsAt = text.indexOf("\n") + 1;
      const bytes = iconv.encode(text.slice(0, rowsAt) + text.slice(rowsAt).repeat(6), encoding);
      return [name, isPacked ? gzipSync(bytes) : bytes];
    }),
  );
}

const tempting = [
  '"',
  '""',
  ",",
  ";",
  "\n",
  "\r\n",
  "\r",
  "\t",
  "\0",
  "\uFEFF",
  "-",
  "€",
  "é",
  "1,5",
  "2026-02-30",
  " ",
  "(",
  "$",
  "Z",
  "Mar",
];

/** One to three random changes: a byte, a tempting text, a piece that is lost, doubled or moved. */
function damage(bytes: Buffer, random: Random): Buffer {
  let damaged = bytes;
  for (let changes = 1 + (random() % 3); changes > 0; changes--) {
    const at = random() % (damaged.length + 1);
    const to = Math.min(damaged.length, at + (random() % 40));
    const [head, piece, tail] = [damaged.subarray(0, at), damaged.subarray(at, to), damaged.subarray(to)];
    const kinds = [
      () => [head, Buffer.from([random() % 256]), damaged.subarray(at + 1)],
      () => [head, Buffer.from([random() % 256]), damaged.subarray(at)],
      () => [head, Buffer.from(pick(tempting, random)), damaged.subarray(at)],
      () => [head, tail],
      () => [head, piece, piece, tail],
      () => [tail, head, piece],
      () => [head],
    ];
    // Most damage is small.
    damaged = Buffer.concat(pick(random() % 4 === 0 ? kinds : kinds.slice(0, 3), random)());
  }
  return damaged;
}

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[random() % choices.length] as T;
}

async function readTotals(): Promise<{ rows: number; cents: bigint }> {
  const sql = "select count(*) as rows_, coalesce(sum(amount), 0.00) as amount from sales";
  const [[row]] = await connection.query<RowDataPacket[]>(sql).catch(() => [[]]);
  return { rows: Number(row?.["rows_"] ?? 0), cents: BigInt(String(row?.["amount"] ?? "0").replace(".", "")) };
}

async function countRejects(): Promise<number> {
  if (!existsSync(rejectsFolder)) return 0;
  const files = await Promise.all((await readdir(rejectsFolder)).map((name) => readFile(join(rejectsFolder, name))));
  return files.reduce((sum, bytes) => sum + parse(bytes).length - 1, 0);
}

/** Adds a file up a second time, all at once: by csv-parse and the sums of whole cents. Not one with broken quotes. */
async function recompute(name: string, path: string): Promise<{ rows: number; cents: bigint } | undefined> {
  const { dialect } = await findDialect({ name, path }, {});
  const packed = await readFile(path);
  const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed) : packed;
  const records = parseAll(iconv.decode(bytes, dialect.encoding).replace(/\r(?!\n)/g, "\n"), dialect);
  const at = dialect.fields.find(({ column }) => column === "amount")?.at ?? 0;
  const cents = records?.reduce((sum, record) => sum + toCents(record[at] ?? "", dialect), 0n) ?? 0n;
  return records && { rows: records.length, cents };
}

/** Parses the rows below the header that are not empty. */
function parseAll(text: string, { delimiter, headerLine = 1 }: Dialect): string[][] | undefined {
  try {
    const records: string[][] = parse(
      text
        .split("\n")
        .slice(headerLine - 1)
        .join("\n"),
      {
        delimiter,
        record_delimiter: ["\r\n", "\n"],
        skip_empty_lines: true,
        relax_column_count: true,
      },
    );
    return records.slice(1).filter((record) => record.some((cell) => cell.trim() !== ""));
  } catch {
    return undefined;
  }
}

function toCents(text: string, { decimal }: Dialect): bigint {
  // 12.- is a whole amount.
  const plain = text.replace(/([.,])-+(?=\D*$)/, "$1");
  const [whole = "", part = ""] = plain.split(decimal);
  const digits = whole.replace(/\D/g, "") + part.replace(/\D/g, "").padEnd(2, "0").slice(0, 2);
  return /[-−(]/.test(plain) ? -BigInt(digits) : BigInt(digits);
}
