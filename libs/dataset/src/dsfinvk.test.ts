import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findCsvFiles } from "./csv-files.js";
import { type ExportFixture, exportFixture, formatExport } from "./dsfinvk.fixture.js";
import { readParts } from "./dsfinvk-tables.js";
import { writeTableTexts } from "./table-texts.js";
import { writeZip } from "./zip.fixture.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-dsfinvk-"));
after(() => rm(folder, { recursive: true }));

const sales = [
  "sold_on,sold_at,store,article,amount,cashier,receipt,quantity,category",
  '2026-03-01,09:05:00,Köln Süd,"Butter; ""250 g""",11.90,Ada,KASSE1 12 B1,2.500,Molkerei',
  "2026-03-01,09:05:00,Köln Süd,Menü,2.82,Ada,KASSE1 12 B1,,",
  "2026-03-01,09:05:00,Köln Süd,Flasche,0.25,Ada,KASSE1 12 B1,,",
  "2026-03-02,00:30:00,Köln Süd,Milk,1.07,8,KASSE1 12 B2,,",
  "2026-03-01,10:00:00,Köln Süd,Milk,-1.07,8,KASSE1 12 B3,,",
  "",
];

test("lines, amounts, receipts and places are joined; what is no sale is left out, and the closing's sum compared", async () => {
  const { text, log, joined } = await joinTables(exportFixture);
  assert.deepEqual(text.split("\n"), sales);
  assert.deepEqual(joined, {
    leftOut: [
      { reason: "BON_TYP is AVTraining", rows: 1, amount_cents: "107" },
      { reason: "GV_TYP is Geldtransit", rows: 1, amount_cents: "-10000" },
    ],
    closings: { count: 1, amount_cents: "1497" },
    currency: "EUR",
  });
  assert.match(log[0] ?? "", /: the sum of 1 closing is as in businesscases\.csv, to the cent: 14\.97$/);
});

test("a folder and a zip file of it are one file, whose hash is that of its tables", async () => {
  const path = await write(exportFixture);
  const zip = await writeZip(join(folder, "export.zip"), prefix("2026/", formatExport(exportFixture)));
  const [inFolder, inZip] = [await findCsvFiles(path, ""), await findCsvFiles(zip, "")];
  assert.deepEqual([inFolder.files.length, inZip.files.length, inZip.ignored], [1, 1, []]);
  assert.equal(inZip.files[0]?.name, "export.zip/2026");
  assert.equal(inZip.files[0]?.form, "dsfinvk");
  const texts = await mkdtemp(join(folder, "texts-"));
  const [table] = await writeTableTexts(inZip.files, () => ({}), { folder: texts, log: () => {} });
  assert.deepEqual((await readFile(table?.text?.path ?? "", "utf8")).split("\n"), sales);
});

test("a closing whose sum is another stops the import with its name and both sums", async () => {
  const missing = { ...exportFixture, lines: (exportFixture["lines"] ?? []).slice(1) };
  await assert.rejects(joinTables(missing), {
    code: "CSV_INVALID",
    message:
      /: closing 12 of till KASSE1 \(2026-03-01T20:00:00\+01:00\): expected 14\.97 as in businesscases\.csv, got 3\.07 from its lines$/,
  });
  const none = { ...exportFixture, lines: (exportFixture["lines"] ?? []).slice(6) };
  await assert.rejects(joinTables(none), { message: /expected 14\.97 .* got 0\.00/ });
});

test("cancelled receipts that the till does not count are left out, as its sums say", async () => {
  const positive = (exportFixture["lines_vat"] ?? []).map((row) =>
    row["POS_BRUTTO"] === "-1,07000" ? { ...row, POS_BRUTTO: "1,07000" } : row,
  );
  const cases = (exportFixture["businesscases"] ?? []).map((row) =>
    row["UST_SCHLUESSEL"] === "2" ? { ...row, Z_UMS_BRUTTO: "2,10500" } : row,
  );
  const { text, joined } = await joinTables({ ...exportFixture, lines_vat: positive, businesscases: cases });
  assert.deepEqual(text.split("\n"), [...sales.slice(0, 5), ""]);
  assert.deepEqual(joined?.leftOut[0], { reason: "BON_STORNO is 1", rows: 1, amount_cents: "107" });
});

test("parts of a cent are rounded so that the closing keeps its sum", async () => {
  const third = (exportFixture["lines_vat"] ?? []).map((row) =>
    row["BON_ID"] === "B1" ? { ...row, POS_BRUTTO: row["POS_ZEILE"] === "2" ? "2,49500" : "4,99000" } : row,
  );
  const { text, log } = await joinTables({ ...exportFixture, lines_vat: third });
  const cents = text
    .split("\n")
    .slice(1, 6)
    .map((line) => Math.round(Number(line.split(",").at(-5)) * 100));
  assert.equal(
    cents.reduce((sum, amount) => sum + amount),
    1497,
  );
  assert.equal(log.length, 1);
  const halves = (exportFixture["lines_vat"] ?? []).map((row) =>
    row["POS_BRUTTO"] === "11,90000"
      ? { ...row, POS_BRUTTO: "11,90333" }
      : row["POS_BRUTTO"] === "0,25000"
        ? { ...row, POS_BRUTTO: "0,24667" }
        : row,
  );
  assert.match(
    (await joinTables({ ...exportFixture, lines_vat: halves })).log[1] ?? "",
    /2 lines have parts of a cent/,
  );
});

test("an export without sums is imported, and the log says that they were not compared", async () => {
  const { businesscases: _, location: __, ...rest } = exportFixture;
  const { text, log, joined } = await joinTables(rest);
  assert.equal(text, sales.join("\n").replaceAll("Köln Süd", "KASSE1"));
  assert.equal(joined?.closings, undefined);
  assert.match(log[0] ?? "", /no businesscases\.csv, so the sums of the closings were not compared/);
  const lines = exportFixture["lines"] ?? [];
  await assert.rejects(joinTables({ ...rest, lines: [...lines, ...lines.slice(0, 1)] }), { message: /line 1 twice/ });
});

test("rows that do not fit together are refused with file and line", async () => {
  const refuse = async (table: string, change: Record<string, string>, message: RegExp): Promise<void> => {
    const [first = {}, ...rows] = exportFixture[table] ?? [];
    await assert.rejects(joinTables({ ...exportFixture, [table]: [{ ...first, ...change }, ...rows] }), { message });
  };
  await refuse("lines", { BON_ID: "B9" }, /lines\.csv:2: expected receipt "B9" in transactions\.csv, got none/);
  await refuse("lines", { GV_TYP: "Verkauf" }, /lines\.csv:2: expected a business case of DSFinV-K .* got "Verkauf"/);
  await refuse(
    "transactions",
    { BON_START: "01.03.2026" },
    /transactions\.csv:2: expected a time .* got "01\.03\.2026"/,
  );
  await refuse(
    "lines_vat",
    { POS_BRUTTO: "1.190" },
    /lines_vat\.csv:2: expected an amount such as 12,50, got "1\.190"/,
  );
});

test("places of one name at different addresses are different stores", async () => {
  const other = (rows: Record<string, string>[] = []) => rows.map((row) => ({ ...row, Z_NR: "13" }));
  const tables = Object.fromEntries(
    Object.entries(exportFixture).map(([name, rows]) => [name, [...rows, ...other(rows)]]),
  );
  tables["location"] = (tables["location"] ?? []).map((row) => ({
    ...row,
    LOC_ORT: row["Z_NR"] === "13" ? "Bonn" : "Köln",
  }));
  const { text, joined } = await joinTables(tables);
  assert.deepEqual(joined?.closings, { count: 2, amount_cents: "2994" });
  assert.match(text, /"Köln Süd, Köln".*\n(.*\n)*.*"Köln Süd, Bonn"/);
});

test("an amount is read with up to five decimals, by either mark, where it can be read in one way only", () => {
  const read = (text: string): number => readParts(text, "lines_vat.csv:2", ",");
  assert.deepEqual(["11,90000", "11.90", "-1,5", "12", "1.234,50", "1.234.567,00", "0,12345"].map(read), [
    ...[1_190_000, 1_190_000, -150_000, 1_200_000, 123_450_000, 123_456_700_000, 12_345],
  ]);
  assert.equal(read("1,900"), 190_000);
  for (const text of ["", "x", "1.234", "1,234,567", "0,123456", "1.2.3", "1,23.4"])
    assert.throws(() => read(text), { code: "CSV_INVALID" }, text);
});

function prefix(start: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [start + name, text]));
}

async function write(tables: ExportFixture): Promise<string> {
  const path = await mkdtemp(join(folder, "export-"));
  await mkdir(path, { recursive: true });
  for (const [name, text] of Object.entries(formatExport(tables))) await writeFile(join(path, name), text);
  return path;
}

async function joinTables(tables: ExportFixture) {
  const { files } = await findCsvFiles(await write(tables), "");
  const texts = await mkdtemp(join(folder, "texts-"));
  const log: string[] = [];
  const [table] = await writeTableTexts(files, () => ({}), { folder: texts, log: (line) => void log.push(line) });
  return { text: await readFile(table?.text?.path ?? "", "utf8"), log, joined: table?.joined };
}
