import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { ColumnsSpec } from "./columns-file.js";
import { findCsvFiles } from "./csv-files.js";
import { writeTableTexts } from "./table-texts.js";
import { type WorkbookFixture, writeWorkbook, writeZip } from "./zip.fixture.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-texts-"));
after(() => rm(folder, { recursive: true }));

const header = `<row r='1'>${["Datum", "Uhrzeit", "Supermarkt", "Artikelnummer", "Umsatz"].map(inline).join("")}</row>`;
const sale = `<row r="2"><c s="1"><v>46082</v></c><c s="2"><v>0.378472222</v></c>${inline("Köln")}<c><v>4711</v></c><c><v>12.5</v></c></row>`;
const formats = ["dd.mm.yyyy", "hh:mm"];

test("cells are read as Excel means them, in the lines of their rows", async () => {
  const { text } = await read("cells", {
    formats,
    texts: ["<t>Köln</t>", "<r><t>Butter </t></r><r><t>250 g</t></r><rPh><t>x</t></rPh>", "<t>a_x000D_,\nb</t>"],
    sheets: {
      Sales: `${header}${sale}<row r="4"><c r="C4" t="s"><v>0</v></c><c r="A4" s="1"><v>46083</v></c>
        <c r="D4" t="s"><v>1</v></c><c r="E4"><f>1+1</f><v>2</v></c></row>
        <row r="5"><c r="B5" t="b"><v>1</v></c><c r="C5" t="s"><v>2</v></c><c r="D5" t="e"><v>#N/A</v></c>
        <c r="E5"><f>A1</f></c></row>
        <row r="6"><c r="A6" t="d"><v>2026-03-01T09:05:00</v></c><c r="D6" t="str"><f>A1</f><v>x</v></c></row>`,
    },
  });
  assert.deepEqual(text.split("\n"), [
    "Datum,Uhrzeit,Supermarkt,Artikelnummer,Umsatz",
    "2026-03-01,09:05:00,Köln,4711,12.5",
    "",
    "2026-03-02,,Köln,Butter 250 g,2",
    ',TRUE,"a , b",#N/A,=formula without a result',
    "2026-03-01 09:05:00,,,x,",
    "",
  ]);
});

test("names with prefixes, cells without places and days from 1904 are read", async () => {
  const prefixed = `${header}${sale}`.replaceAll("<", "<x:").replaceAll("<x:/", "</x:").replace("46082", "44620");
  const sheets = { S: `</sheetData></worksheet>` };
  const path = await writeWorkbook(join(folder, "x.xlsx"), { formats, isFrom1904: true, sheets });
  const { files } = await findCsvFiles(path, "");
  assert.equal(files[0]?.form, "workbook");
  await assert.rejects(write(path, {}), { message: /^x\.xlsx: expected an Excel workbook, got one that is damaged/ });
  const { text } = await read("y", { formats, isFrom1904: true, sheets: { S: prefixed } });
  assert.equal(text.split("\n")[1], "2026-03-01,09:05:00,Köln,4711,12.5");
});

test("the sheet with the sales is found, hidden sheets are not read, hidden rows are; the log says so", async () => {
  const { text, log } = await read("sheets", {
    formats,
    hidden: ["Old"],
    sheets: {
      Info: `<row>${inline("Report of March")}</row>`,
      Sales: header + sale.replace('<row r="2"', '<row r="2" hidden="1"'),
      Old: header + sale,
    },
  });
  assert.equal(text.split("\n")[1], "2026-03-01,09:05:00,Köln,4711,12.5");
  assert.deepEqual(log, [
    'sheets.xlsx: sheet "Sales"; not read: "Info", "Old"',
    "sheets.xlsx: 1 hidden row is read as well",
  ]);
});

test("two sheets with sales are asked about, and a setting answers", async () => {
  const fixture = { formats, sheets: { Jan: header + sale, Feb: header + sale.replace("46082", "46083") } };
  await assert.rejects(read("two", fixture), {
    code: "CSV_INVALID",
    message: 'two.xlsx: expected one sheet with sales, got "Jan", "Feb"',
    hint: 'set it in a columns.json beside the file: {"sheet":"Jan"} (Jan) or {"sheet":"Feb"} (Feb) or {"sheet":["Jan","Feb"]} (all of them); `make inspect` asks and writes it',
  });
  assert.match((await read("two", fixture, { sheet: "feb" })).text, /^2026-03-02/m);
  await assert.rejects(read("two", fixture, { sheet: "Mar" }), {
    message: 'two.xlsx: expected sheet "Mar", got "Jan", "Feb"',
  });
  await assert.rejects(read("two", fixture, { sheet: ["Jan", "Mar"] }), { message: /expected sheet \["Jan","Mar"\]/ });
  const { tables } = await read("two", fixture, { sheet: ["Jan", "Feb"] });
  assert.deepEqual(
    tables.map(({ name }) => name),
    ["two.xlsx/Jan", "two.xlsx/Feb"],
  );
  assert.equal((await read("two", fixture, { sheet: "Jan" })).tables[0]?.name, "two.xlsx");
});

test("settings of texts are not applied to what a workbook knows", async () => {
  const spec: ColumnsSpec = { encoding: "windows-1252", delimiter: ";", date: "DD.MM.YYYY", decimal: ",", trim: true };
  assert.deepEqual((await read("known", { formats, sheets: { S: header + sale } }, spec)).spec, {
    ...{ encoding: "utf-8", delimiter: ",", trim: true },
  });
  const texts = `${header}<row>${["01.03.2026", "09:05", "Köln", "1", "12,50"].map(inline).join("")}</row>`;
  const { spec: kept } = await read("kept", { sheets: { S: texts } }, spec);
  assert.deepEqual(kept, { encoding: "utf-8", delimiter: ",", date: "DD.MM.YYYY", decimal: ",", trim: true });
});

test("a workbook in a zip file is read, and one with a damaged part is an error", async () => {
  const path = await writeWorkbook(join(folder, "inner.xlsx"), { formats, sheets: { S: header + sale } });
  const bytes = await readFile(path);
  const [table] = await write(await writeZip(join(folder, "outer.zip"), { "2026/a.xlsx": bytes }), {});
  assert.equal(table?.name, "outer.zip/2026/a.xlsx");
  assert.match(await readFile(table?.text?.path ?? "", "utf8"), /12\.5/);
  await writeZip(join(folder, "bad.xlsx"), { "xl/workbook.xml": "<workbook><sheets>" });
  await assert.rejects(write(join(folder, "bad.xlsx"), {}), { message: /^bad\.xlsx: expected an Excel workbook/ });
});

function inline(text: string): string {
  return `<c t="inlineStr"><is><t>${text}</t></is></c>`;
}

async function read(name: string, fixture: WorkbookFixture, spec: ColumnsSpec = {}) {
  const path = await writeWorkbook(join(folder, `${name}.xlsx`), fixture);
  const log: string[] = [];
  const tables = await write(path, spec, log);
  const [table] = tables;
  return { text: await readFile(table?.text?.path ?? "", "utf8"), spec: table?.spec, log, tables };
}

async function write(path: string, spec: ColumnsSpec, log: string[] = []) {
  const { files } = await findCsvFiles(path, "");
  const texts = await mkdtemp(join(folder, "texts-"));
  return writeTableTexts(files, () => spec, { folder: texts, log: (line) => void log.push(line) });
}
