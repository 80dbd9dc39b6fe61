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

test("where nothing decides, the day and the decimal mark are asked for, whatever other files have", async () => {
  const open = await find(["01/02/2026"]);
  assert.deepEqual(open.open, { date: { example: "01/02/2026", choices: ["DD/MM/YYYY", "MM/DD/YYYY"] } });
  const decided = await find(["01/31/2026"], "1,50");
  assert.throws(() => closeFindings([open, decided]), {
    code: "CSV_INVALID",
    message: 'a.csv:1: sold_on may have the day or the month first, e.g. "01/02/2026", and no value decides it',
    hint: 'set it in a columns.json beside the file: {"date":"DD/MM/YYYY"} (1 February 2026) or {"date":"MM/DD/YYYY"} (2 January 2026); `make inspect` asks and writes it',
  });
  const mark = await find(["2026-01-31"], "1.234");
  assert.deepEqual(mark.open, { decimal: { example: "1.234", choices: [".", ","] } });
  assert.throws(() => closeFindings([mark, decided]), {
    message: 'a.csv:1: amount may have a decimal or a thousands separator, e.g. "1.234", and no value decides it',
    hint: 'set it in a columns.json beside the file: {"decimal":"."} (1.234) or {"decimal":","} (1,234.00); `make inspect` asks and writes it',
  });
  assert.equal((await detect(["01/02/2026"], "0,250", { date: "MM/DD/YYYY" })).decimal, ",", "a zero decides");
});

test("a year of two digits is none before there were tills, nor one of the future", async () => {
  assert.equal((await detect(["01.03.26"])).date, "DD.MM.YY");
  assert.equal((await detect(["15.03.26"])).date, "DD.MM.YY", "between points the day is first");
  assert.equal((await detect(["26.03.01"])).date, "YY.MM.DD");
  await assert.rejects(detect(["26.03.11"]), { message: /the day or the year first, e\.g\. "26\.03\.11"/ });
  await assert.rejects(detect(["01/03/26"]), {
    hint: /\{"date":"DD\/MM\/YY"\} \(1 March 2026\) or \{"date":"MM\/DD\/YY"\} \(3 January 2026\);/,
  });
  await assert.rejects(detect(["01032026"]), {
    hint: /\{"date":"DDMMYYYY"\} \(1 March 2026\) or \{"date":"MMDDYYYY"\}/,
  });
});

test("in a currency without decimals, a mark before three digits is one of thousands", async () => {
  assert.equal((await detect(["2026-01-31"], "¥1,234")).decimal, ".");
  assert.equal((await detect(["2026-01-31"], "1.234", { currency: "CLP" })).decimal, ",");
  assert.equal((await find(["2026-01-31"], "€1,234")).open.decimal?.example, "€1,234");
});

test("whole numbers alone are asked about, unless a currency or another file shows that they are no cents", async () => {
  await assert.rejects(detect(["2026-01-31"], "1250"), {
    message: /^a\.csv:1: all amounts are whole numbers: .*, e\.g\. "1250"/,
    hint: /\{"unit":1\} \(1,250\.00\) or \{"unit":0\.01\} \(12\.50\);/,
  });
  assert.equal((await detect(["2026-01-31"], "1250", { unit: 0.01 })).unit, 0.01);
  assert.equal((await detect(["2026-01-31"], "1250", { currency: "JPY" })).unit, undefined);
  assert.equal((await detect(["2026-01-31"], "€1250")).currency, "EUR");
  assert.equal((await detect(["2026-01-31"], "0")).unit, undefined);
  const [whole, decimals] = [await find(["2026-01-31"], "1250"), await find(["2026-01-31"], "12.50")];
  assert.equal(closeFindings([whole, decimals])[0]?.unit, 1);
});

test("where the name of the amounts, or a title above them, speaks of thousands, that is asked, whatever other files have", async () => {
  const header = "sold_on;store;article;Umsatz (TEUR)";
  const open = await find(["2026-01-31"], "1.234,5", {}, header);
  const other = await find(["2026-01-31"], "12,50");
  assert.throws(() => closeFindings([open, other]), {
    code: "CSV_INVALID",
    message: 'a.csv:1: "Umsatz (TEUR)" may say that amounts are in thousands, e.g. "1.234,5", and no value decides it',
    hint: /: \{"unit":1000\} \(1,234,500\.00\) or \{"unit":1\} \(1,234\.50\);/,
  });
  assert.equal(open.dialect.currency, "EUR");
  const answered = await detect(["2026-01-31"], "1.234,5", { unit: 1000 }, header);
  assert.match(formatDialect(answered), /, amounts in thousands,/);
  assert.equal((await detect(["2026-01-31"], "1.234,5", { unit: 1 }, header)).unit, 1);
  const titled = await find(
    ["2026-01-31"],
    "12.50",
    {},
    "Sales by day\nin millions of euros\nsold_on;store;article;amount",
  );
  assert.throws(() => closeFindings([titled, other]), {
    message:
      'a.csv:3: "in millions of euros" may say that amounts are in millions, e.g. "12.50", and no value decides it',
  });
});

test("times in UTC need a time zone, but not the midnight of a date beside a column of times", async () => {
  const header = "sold_on;store;article;amount";
  const utc = await find(["2026-01-31T09:05:00Z", "2026-07-31T09:05:00+01:00"], "1.50", {}, header);
  assert.throws(() => closeFindings([utc]), {
    hint: /\{"timezone":"Europe\/Berlin"\} \(.*\) or \{"timezone":"UTC"\} \(.*\), or another;/,
  });
  assert.equal((await detect(["2026-01-31T00:00:00.000Z"])).timezone, undefined);
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

test("numbers of days are asked about, and counted from the day that is named", async () => {
  await assert.rejects(find(["1", "711"]), { hint: /\{"firstDay": "2017-01-01"\}/ });
  assert.equal((await find(["1", "711"], "1,50", { firstDay: "2017-01-01" })).dialect.firstDay, "2017-01-01");
  await assert.doesNotReject(find(["46112"]), "a spreadsheet's day");
});

test("a format that columns.json names and no date of the file has is asked about, for this file alone", async () => {
  await assert.rejects(find(["2026-03-01"], "1,50", { date: "DD.MM.YY" }), {
    message: 'a.csv: expected dates as DD.MM.YY, as columns.json says, got "2026-03-01"',
    hint: 'set it for this file alone in columns.json: {"files":{"a.csv":{"date":"YYYY-MM-DD"}}}',
  });
  await assert.doesNotReject(find(["01.03.26"], "1,50", { date: "DD.MM.YY" }));
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

async function detect(dates: readonly string[], amount?: string, spec?: ColumnsSpec, header?: string) {
  const [dialect] = closeFindings([await find(dates, amount, spec, header)]);
  assert.ok(dialect);
  return dialect;
}

test("a quantity may be missing at the end of a row, though its sign is looked at", async () => {
  const path = join(folder, "quantity.csv");
  await writeFile(path, "sold_on,amount,quantity\n2026-03-31,1.50\n");
  const { dialect } = await findDialect({ name: "quantity.csv", path }, {});
  assert.equal(dialect.alsoRead, undefined);
  assert.equal(dialect.layout?.doubts?.[0]?.kind, "quantity");
});
