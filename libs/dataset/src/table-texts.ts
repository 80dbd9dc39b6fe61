import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { TillbookError } from "@tillbook/pipeline";
import type { ColumnsSpec } from "./columns-file.js";
import { readStored } from "./content.js";
import { type CsvFile, hashTable } from "./csv-files.js";
import { type JoinedExport, joinExport } from "./dsfinvk.js";
import { findTable } from "./find-table.js";
import type { KeptTexts } from "./kept-texts.js";
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
  /** Those of earlier runs, where they are kept. */
  kept?: KeptTexts;
  log: (line: string) => void;
  signal?: AbortSignal | undefined;
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
    const write = file.form === "workbook" ? writeSheets : file.form === "dsfinvk" ? writeExport : undefined;
    if (write === undefined) tables.push({ ...file, spec });
    else if (options.kept === undefined)
      tables.push(...(await write(file, spec, join(options.folder, `${i}.csv`), options)));
    else
      tables.push(
        ...(await options.kept.find(file, spec, options.log, (folder, log) =>
          write(file, spec, join(folder, "text.csv"), { ...options, log }),
        )),
      );
  }
  return tables;
}

async function writeSheets(file: CsvFile, spec: ColumnsSpec, path: string, options: TextOptions): Promise<TextTable[]> {
  const workbook = await openWorkbook(await storeWorkbook(file, `${path}.xlsx`), file.name);
  const sheets = await findSheets(workbook, file.name, spec, options.log);
  const tables: TextTable[] = [];
  for (const [i, { sheet, width }] of sheets.entries()) {
    // A slash would be a folder of build/rejects.
    const name = sheets.length === 1 ? file.name : `${file.name}/${sheet.name.replace(/[\\/]/g, "_")}`;
    const text = await writeSheet(workbook, { sheet, width, name }, spec, `${path}.${i}`, options);
    tables.push({ ...file, ...text });
  }
  await expectUnchanged(file);
  return tables;
}

async function writeSheet(
  workbook: Workbook,
  { sheet, width, name }: { sheet: Sheet; width: number; name: string },
  spec: ColumnsSpec,
  path: string,
  { log, signal }: TextOptions,
) {
  const writer = await TableWriter.open(path);
  let [hidden, hasDate, hasDecimals] = [0, false, false];
  try {
    for await (const rows of readSheet(workbook, sheet, name)) {
      signal?.throwIfAborted();
      for (const row of rows) {
        if (row.cells.length === 0) continue;
        if (row.isHidden) hidden++;
        hasDate ||= row.hasDate;
        hasDecimals ||= row.hasDecimals;
        while (row.cells.length < width) row.cells.push("");
        await writer.write(row.cells, row.number);
      }
    }
    const text = { path, sha256: await writer.end() };
    if (hidden > 0) log(`${name}: ${hidden} hidden ${hidden === 1 ? "row is" : "rows are"} read as well`);
    const { date, time, decimal, ...rest } = spec;
    // What the text decides, whatever the settings are for other files beside it.
    const known = { ...rest, encoding: "utf-8" as const, delimiter: "," };
    return {
      ...{ name, text, sizeBytes: writer.sizeBytes },
      spec: {
        ...known,
        ...(date && !hasDate && { date }),
        ...(time && !hasDate && { time }),
        ...(decimal && !hasDecimals && { decimal }),
      },
    };
  } finally {
    await writer.close();
  }
}

async function writeExport(
  file: CsvFile,
  spec: ColumnsSpec,
  path: string,
  { log, signal }: TextOptions,
): Promise<TextTable[]> {
  const writer = await TableWriter.open(path);
  try {
    const { notes, ...joined } = await joinExport(file, writer, signal);
    for (const note of notes) log(note);
    file.text = { path, sha256: await writer.end() };
    await expectUnchanged(file);
    const { days, equalRows } = spec;
    const kept = { encoding: "utf-8" as const, delimiter: ",", ...(days && { days }), ...(equalRows && { equalRows }) };
    return [{ ...file, sizeBytes: writer.sizeBytes, spec: kept, joined }];
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

/** Finds the sheets with the sales, and how many columns the first rows of each have. */
async function findSheets(workbook: Workbook, name: string, spec: ColumnsSpec, log: TextOptions["log"]) {
  const wanted = spec.sheet === undefined ? undefined : [spec.sheet].flat().map((sheet) => sheet.trim().toLowerCase());
  const isWanted = (sheet: Sheet): boolean => wanted?.includes(sheet.name.trim().toLowerCase()) ?? !sheet.isHidden;
  const heads: { sheet: Sheet; text: string; width: number }[] = [];
  for (const sheet of workbook.sheets.filter(isWanted)) {
    const head = await readHead(workbook, sheet, name);
    if (wanted !== undefined || head.width > 0) heads.push({ sheet, ...head });
  }
  const isOne = wanted === undefined && heads.length > 1;
  const found = isOne ? heads.filter(({ text }) => hasTable(name, text, spec)) : heads;
  const isClear = found.length === (wanted === undefined ? 1 : new Set(wanted).size);
  if (!isClear || found.length === 0) throw askForSheet(workbook, name, spec, found.length > 1 ? found : heads);
  const others = workbook.sheets.filter((sheet) => !found.some((one) => one.sheet === sheet));
  if (others.length > 0)
    log(`${name}: sheet ${quoteNames(found.map(({ sheet }) => sheet))}; not read: ${quoteNames(others)}`);
  return found;
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
  const some = sheet === undefined && found.length > 0 ? found.map(({ sheet }) => sheet) : sheets;
  const expected = sheet === undefined ? "one sheet with sales" : `sheet ${JSON.stringify(sheet)}`;
  const problem = `expected ${expected}, got ${quoteNames(some) || "no sheets with cells"}`;
  const names = some.map((one) => one.name);
  const all = { label: "all of them", settings: { sheet: names } };
  return new OpenQuestion({
    files: [name],
    problem,
    ask: "Which sheet has the sales?",
    choices: [...names.map((one) => ({ label: one, settings: { sheet: one } })), ...(names.length > 1 ? [all] : [])],
    ...(names.length === 0 && { otherwise: "export it again, with the sales in a sheet" }),
  });
}

function quoteNames(sheets: readonly Sheet[]): string {
  return sheets.map(({ name }) => JSON.stringify(name)).join(", ");
}
