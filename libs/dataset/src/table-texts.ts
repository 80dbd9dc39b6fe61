import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { TillbookError } from "@tillbook/pipeline";
import type { ColumnsSpec } from "./columns-file.js";
import { readStored } from "./content.js";
import { type CsvFile, hashTable } from "./csv-files.js";
import { type JoinedExport, joinExport } from "./dsfinvk.js";
import { findTable } from "./find-table.js";
import { OpenQuestion } from "./questions.js";
import { TableWriter } from "./table-writer.js";
import { openWorkbook, readSheet, type Sheet, type Workbook } from "./workbook.js";

/** A table as text, and what is known about how it is written. */
export interface TextTable extends CsvFile {
  /** The file's settings, but for those that the text decides. */
  spec: ColumnsSpec;
  /** What is known of a DSFinV-K. */
  joined?: Omit<JoinedExport, "notes">;
}

/** Where texts go, and who hears what was chosen. */
export interface TextOptions {
  /** A folder of its own, removed by whoever made it. */
  folder: string;
  log: (line: string) => void;
}

/** Rows among which the header is looked for. */
const headRows = 200;

/**
 * Makes a text of each table that is none: the sheet of an Excel workbook, and the joined lines of a DSFinV-K. Others stay as they are.
 * @throws TillbookError CSV_INVALID where a file is damaged, or a setting must say which sheet is meant
 */
export async function writeTableTexts(
  files: readonly CsvFile[],
  findSpec: (file: CsvFile) => ColumnsSpec,
  options: TextOptions,
): Promise<TextTable[]> {
  const tables: TextTable[] = [];
  for (const [i, file] of files.entries()) {
    const spec = findSpec(file);
    const path = join(options.folder, `${i}.csv`);
    if (file.form === "workbook") tables.push(await writeSheet(file, spec, path, options));
    else if (file.form === "dsfinvk") tables.push(await writeExport(file, spec, path, options));
    else tables.push({ ...file, spec });
  }
  return tables;
}

async function writeSheet(file: CsvFile, spec: ColumnsSpec, path: string, { log }: TextOptions): Promise<TextTable> {
  const workbook = await openWorkbook(await storeWorkbook(file, `${path}.xlsx`), file.name);
  const { sheet, width } = await findSheet(workbook, file.name, spec, log);
  const writer = await TableWriter.open(path);
  let [hidden, hasDate, hasDecimals] = [0, false, false];
  try {
    for await (const rows of readSheet(workbook, sheet, file.name)) {
      for (const row of rows) {
        if (row.cells.length === 0) continue;
        if (row.isHidden) hidden++;
        hasDate ||= row.hasDate;
        hasDecimals ||= row.hasDecimals;
        while (row.cells.length < width) row.cells.push("");
        await writer.write(row.cells, row.number);
      }
    }
    file.text = { path, sha256: await writer.end() };
  } finally {
    await writer.close();
  }
  await expectUnchanged(file);
  if (hidden > 0) log(`${file.name}: ${hidden} hidden ${hidden === 1 ? "row is" : "rows are"} read as well`);
  const { encoding: _, delimiter: __, date, decimal, ...rest } = spec;
  return {
    ...file,
    sizeBytes: writer.sizeBytes,
    spec: { ...rest, ...(date && !hasDate && { date }), ...(decimal && !hasDecimals && { decimal }) },
  };
}

async function writeExport(file: CsvFile, spec: ColumnsSpec, path: string, { log }: TextOptions): Promise<TextTable> {
  const writer = await TableWriter.open(path);
  try {
    const { notes, ...joined } = await joinExport(file, writer);
    for (const note of notes) log(note);
    file.text = { path, sha256: await writer.end() };
    await expectUnchanged(file);
    const { days, equalRows } = spec;
    const kept = { ...(days && { days }), ...(equalRows && { equalRows }) };
    return { ...file, sizeBytes: writer.sizeBytes, spec: kept, joined };
  } finally {
    await writer.close();
  }
}

/** A workbook in a zip file is copied out of it, since it is a zip file itself. */
async function storeWorkbook(file: CsvFile, path: string): Promise<string> {
  if (file.entry === undefined) return file.path;
  await pipeline(readStored(file), createWriteStream(path, { flags: "wx", mode: 0o600 }));
  return path;
}

/** @throws TillbookError CSV_INVALID where the file is no longer the one that was hashed */
async function expectUnchanged(file: CsvFile): Promise<void> {
  const { text: _, ...stored } = file;
  if ((await hashTable(stored)).sha256 === file.sha256) return;
  const hint = "run `make import` to read it again";
  throw new TillbookError("CSV_INVALID", `${file.name} changed while it was read`, hint);
}

/** Finds the sheet with the sales, and how many columns its first rows have. */
async function findSheet(workbook: Workbook, name: string, spec: ColumnsSpec, log: TextOptions["log"]) {
  const heads: { sheet: Sheet; text: string; width: number }[] = [];
  const wanted = spec.sheet?.trim().toLowerCase();
  for (const sheet of workbook.sheets) {
    if (wanted === undefined ? sheet.isHidden : sheet.name.trim().toLowerCase() !== wanted) continue;
    const head = await readHead(workbook, sheet, name);
    if (wanted !== undefined || head.width > 0) heads.push({ sheet, ...head });
  }
  const found = heads.length === 1 ? heads : heads.filter(({ text }) => hasTable(name, text, spec));
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw askForSheet(workbook, name, spec, found.length > 1 ? found : heads);
  const others = workbook.sheets.filter((sheet) => sheet !== first.sheet).map((sheet) => JSON.stringify(sheet.name));
  if (others.length > 0) log(`${name}: sheet ${JSON.stringify(first.sheet.name)}; not read: ${others.join(", ")}`);
  return first;
}

async function readHead(workbook: Workbook, sheet: Sheet, name: string): Promise<{ text: string; width: number }> {
  const lines: string[] = [];
  let width = 0;
  for await (const rows of readSheet(workbook, sheet, name)) {
    for (const { cells } of rows) {
      width = Math.max(width, cells.length);
      lines.push(cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","));
    }
    if (lines.length > headRows) break;
  }
  return { text: lines.join("\n"), width };
}

function hasTable(name: string, text: string, spec: ColumnsSpec): boolean {
  try {
    return findTable(name, text, { ...spec, delimiter: "," }).fields.length > 0;
  } catch (error) {
    if (error instanceof TillbookError) return false;
    throw error;
  }
}

function askForSheet(
  { sheets }: Workbook,
  name: string,
  { sheet }: ColumnsSpec,
  found: readonly { sheet: Sheet }[],
): TillbookError {
  const some = found.length > 0 ? found.map(({ sheet }) => sheet) : sheets;
  const names = some.map(({ name }) => JSON.stringify(name)).join(", ") || "no sheets with cells";
  const problem =
    sheet === undefined
      ? `expected one sheet with sales, got ${names}`
      : `expected a sheet ${JSON.stringify(sheet)}, got ${names}`;
  if (some.length === 0)
    return new TillbookError("CSV_INVALID", `${name}: ${problem}`, "export it again, with the sales in a sheet");
  return new OpenQuestion({
    files: [name],
    problem,
    ask: "Which sheet has the sales?",
    choices: some.map(({ name }) => ({ label: name, settings: { sheet: name } })),
  });
}
