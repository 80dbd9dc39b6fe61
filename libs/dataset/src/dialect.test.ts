import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import type { ColumnsSpec } from "./columns-file.js";
import { readBytes } from "./csv-bytes.js";
import { closeFindings, findDialect, formatDialect } from "./dialect.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-dialect-"));
after(() => rm(folder, { recursive: true }));

test("a value that fits only one way decides the whole column", async () => {
  assert.equal((await detect(["01/02/2026", "31/01/2026"])).date, "DD/MM/YYYY");
  assert.equal((await detect(["01/02/2026", "01/31/2026"])).date, "MM/DD/YYYY");
  assert.equal((await detect(["01-02-2026", "01-31-2026"])).date, "MM-DD-YYYY");
  assert.equal((await detect(["01.02.2026"])).date, "DD.MM.YYYY");
  assert.equal((await detect(["2026-02-01"], "1,50")).decimal, ",");
  assert.equal((await detect(["2026-02-01"], "1.50")).decimal, ".");
});

test("most of the dates decide the format, whatever the first one is", async () => {
  assert.equal((await detect(["2026-02-01", "01.02.2026", "03.02.2026"])).date, "DD.MM.YYYY");
});

test("where nothing decides, another file with the same header does", async () => {
  const open = await find(["01/02/2026"]);
  assert.deepEqual(open.open, { date: { example: "01/02/2026", choices: ["DD/MM/YYYY", "MM/DD/YYYY"] } });
  const decided = await find(["01/31/2026"]);
  assert.equal(closeFindings([open, decided])[0]?.date, "MM/DD/YYYY");
  const other = { ...decided, header: { ...decided.header, names: ["other"] } };
  assert.throws(() => closeFindings([open, other]), { message: /sold_on may have the day or the month first/ });
  const against = await find(["31/01/2026"]);
  assert.throws(() => closeFindings([open, decided, against]), {
    code: "CSV_INVALID",
    message: 'a.csv:1: sold_on may have the day or the month first, e.g. "01/02/2026", and no value decides it',
    hint: 'set it in a columns.json beside the file: {"date":"DD/MM/YYYY"} (1 February 2026) or {"date":"MM/DD/YYYY"} (2 January 2026); `make inspect` asks and writes it',
  });
  const iso = await find(["2026-01-31"]);
  assert.throws(() => closeFindings([open, iso]), { code: "CSV_INVALID" }, "a file with another shape of dates");
});

test("the same goes for the decimal mark", async () => {
  const open = await find(["2026-01-31"], "1.234");
  assert.deepEqual(open.open, { decimal: { example: "1.234", choices: [".", ","] } });
  const decided = await find(["2026-01-31"], "1,50");
  assert.equal(closeFindings([open, decided])[0]?.decimal, ",");
  assert.throws(() => closeFindings([open]), {
    message: 'a.csv:1: amount may have a decimal or a thousands separator, e.g. "1.234", and no value decides it',
    hint: 'set it in a columns.json beside the file: {"decimal":"."} (1.234) or {"decimal":","} (1,234.00); `make inspect` asks and writes it',
  });
});

test("columns.json overrides what would be detected", async () => {
  const dialect = await detect(["01/02/2026"], "1.234", {
    date: "MM/DD/YYYY",
    decimal: ",",
    encoding: "windows-1252",
    trim: true,
  });
  assert.deepEqual(
    [dialect.date, dialect.decimal, dialect.encoding, dialect.trim],
    ["MM/DD/YYYY", ",", "windows-1252", true],
  );
});

test("dates with a time take the place of a column of times, when at least half of them have one", async () => {
  const dates = ["2026-01-31 09:05", "2026-01-31"];
  const { dialect } = await find(dates, "1", {}, "sold_on;store;article;amount");
  assert.deepEqual(dialect.fields.slice(0, 2), [
    { column: "sold_on", at: 0 },
    { column: "sold_at", at: 0 },
  ]);
  assert.equal(dialect.width, 4);
  const { dialect: without } = await find([...dates, "2026-01-31"], "1", {}, "sold_on;store;article;amount");
  assert.equal(
    without.fields.some(({ column }) => column === "sold_at"),
    false,
  );
});

test("a file of a header only has no rows", async () => {
  assert.equal((await find([])).hasRows, false);
  assert.equal((await find(["2026-01-31"])).hasRows, true);
});

test("a dialect is formatted for the log", async () => {
  const { dialect } = await find(["31.01.2026"], "1,50");
  assert.equal(formatDialect(dialect), "semicolon, DD.MM.YYYY, decimal comma, utf-8, no cashiers");
  const fields = [
    { column: "sold_on", at: 0 },
    { column: "sold_at", at: 0 },
    { column: "cashier", at: 1 },
  ] as const;
  assert.equal(
    formatDialect({ ...dialect, delimiter: "~", decimal: ".", trim: false, fields: [...fields] }),
    'delimiter "~", DD.MM.YYYY with the time, decimal point, utf-8, not trimmed, no stores, no articles',
  );
  assert.match(formatDialect({ ...dialect, delimiter: "\t" }), /^tab,/);
  assert.match(formatDialect({ ...dialect, delimiter: "|" }), /^bar,/);
  assert.match(formatDialect({ ...dialect, delimiter: "," }), /^comma,/);
});

test("chunks come without the mark, unpacked, and in UTF-8", async () => {
  assert.equal(await read(Buffer.from("\uFEFFä\n"), "utf-8"), "ä\n");
  assert.equal(await read(gzipSync("ä\n"), "utf-8"), "ä\n");
  assert.equal(await read(iconv.encode("\uFEFFä😀\n", "utf-16le", { addBOM: false }), "utf-16le"), "ä😀\n");
  assert.equal(await read(iconv.encode("ä\n", "utf-16be", { addBOM: false }), "utf-16be"), "ä\n");
  assert.equal(
    await read(Buffer.from([0x41, 0, 0x0a, 0, 0x42]), "utf-16le"),
    "A\n\uFFFD",
    "half a character at the end",
  );
});

test("a damaged gzip file is refused with its line", async () => {
  const packed = gzipSync("a\nb\n");
  await assert.rejects(read(packed.subarray(0, -9), "utf-8"), {
    code: "CSV_INVALID",
    message: /^a\.csv:\d: expected a whole gzip file, got one that is damaged here: /,
    hint: "copy a.csv again, then run `make import`",
  });
  await assert.rejects(read(Buffer.concat([packed, Buffer.alloc(10, 1)]), "utf-8"), {
    message: /^a\.csv:\d: expected a whole gzip file, got one that is damaged here: /,
  });
  assert.equal(await read(Buffer.concat([packed, Buffer.alloc(10)]), "utf-8"), "a\nb\n", "padded with zeros");
});

async function read(bytes: Buffer, encoding: "utf-8" | "utf-16le" | "utf-16be"): Promise<string> {
  const path = join(folder, "a.csv");
  await writeFile(path, bytes);
  const [chunks, raw]: [Buffer[], Buffer[]] = [[], []];
  for await (const chunk of readBytes({ path }, { encoding }, (piece) => raw.push(piece))) chunks.push(chunk);
  assert.deepEqual(Buffer.concat(raw), bytes, "every byte is seen as it is on disk");
  return Buffer.concat(chunks).toString();
}

async function find(
  dates: readonly string[],
  amount = "1.50",
  spec: ColumnsSpec = {},
  header = "sold_on;sold_at;store;article;amount",
) {
  const path = join(folder, "a.csv");
  const time = header.includes("sold_at") ? "09:05;" : "";
  await writeFile(path, `${header}\n${dates.map((date) => `${date};${time}Köln;Butter;${amount}\n`).join("")}`);
  return findDialect({ name: "a.csv", path }, spec);
}

async function detect(dates: readonly string[], amount?: string, spec?: ColumnsSpec) {
  const [dialect] = closeFindings([await find(dates, amount, spec)]);
  assert.ok(dialect);
  return dialect;
}
