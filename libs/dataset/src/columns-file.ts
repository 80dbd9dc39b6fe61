import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { sha256, TillbookError } from "@tillbook/pipeline";
import { type ParseError, parse as parseJson, printParseErrorCode } from "jsonc-parser";
import * as v from "valibot";
import { type ColumnsSpec, columnsKeys, columnsSpec, findSpecProblem } from "./columns-spec.js";
import { normalizeEncoding } from "./csv-bytes.js";
import { columnsFile, isColumnsFile } from "./csv-files.js";
import { normalizeDateFormat } from "./formats.js";
import type { Profile } from "./profiles.js";
import { columnNames } from "./schema.js";

export type { ColumnsSpec } from "./columns-spec.js";

const delimiterNames: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  "\\t": "\t",
  bar: "|",
  pipe: "|",
  caret: "^",
};

/** The `columns.json` files beside the CSV files: their hashes, for the fingerprint, and the settings of each CSV file. */
export interface ColumnsFiles {
  hashes: string[];
  find: (file: { path: string; name?: string }) => ColumnsSpec;
  /** What was read in another way than it was written, for the log. */
  notes: string[];
}

/**
 * Reads the `columns.json` of each folder that has CSV files, where there is one; also `Columns.json`, and the
 * `columns.json.txt` that editors make of it. A folder without one has that of the nearest folder above it, up to `root`.
 * @throws TillbookError CSV_INVALID naming the key, what was expected and what was got
 */
export async function readColumnsFiles(files: readonly { path: string }[], root?: string): Promise<ColumnsFiles> {
  const specs = new Map<string, ColumnsSpec>();
  const hashes: string[] = [];
  const notes: string[] = [];
  const foldersOf = (path: string): string[] => listFolders(dirname(path), root);
  for (const folder of new Set(files.flatMap(({ path }) => foldersOf(path)))) {
    const path = await findColumnsFile(folder);
    if (path === undefined) continue;
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (text === undefined) continue;
    const read = readSpec(text);
    specs.set(folder, read.spec);
    notes.push(...read.notes);
    hashes.push(`${sha256(text)}  ${relative(root ?? folder, join(folder, columnsFile))}\n`);
  }
  const find: ColumnsFiles["find"] = ({ path, name }) => {
    const folder = foldersOf(path).find((folder) => specs.has(folder)) ?? dirname(path);
    // A file in a zip file has its own name, too.
    const names = new Set([relative(folder, path).split(sep).join("/"), basename(path), basename(name ?? path)]);
    return pickSettings(specs.get(folder) ?? {}, [...names]);
  };
  return { hashes, notes, find };
}

/** Lists a folder and those above it, up to `root`. */
export function listFolders(folder: string, root = folder): string[] {
  const isBelow = folder !== root && folder.startsWith(root.endsWith(sep) ? root : root + sep);
  return isBelow ? [folder, ...listFolders(dirname(folder), root)] : [folder];
}

/** Finds the `columns.json` of a folder, where it has one. @throws TillbookError CSV_INVALID where it has several */
export async function findColumnsFile(folder: string): Promise<string | undefined> {
  const [name, ...others] = (await listFolder(folder)).filter(isColumnsFile).sort();
  if (name === undefined) return undefined;
  if (others.length > 0) throw invalid(`expected one file, got ${[name, ...others].join(" and ")}`);
  return join(folder, name);
}

/** Lists a folder; one that may be entered but not listed can still have the file. */
async function listFolder(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EACCES") return [columnsFile];
    throw error;
  });
}

/** Lays the settings of `files` whose pattern matches over the others. */
function pickSettings({ files = {}, ...spec }: ColumnsSpec, names: readonly string[]): ColumnsSpec {
  return Object.entries(files)
    .filter(([pattern]) => names.some((name) => matchesName(pattern, name)))
    .reduce<ColumnsSpec>((all, [, more]) => layOver(all, more), spec);
}

/** Lays settings over others, key by key; of `columns`, name by name. */
export function layOver(base: ColumnsSpec, over: ColumnsSpec): ColumnsSpec {
  const columns = over.columns === undefined ? base.columns : { ...base.columns, ...over.columns };
  return { ...base, ...over, ...(columns !== undefined && { columns }) };
}

/** Whether a file's name matches a pattern, in which `*` is any text and `?` any character; without regard to case. */
export function matchesName(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[\\^$+.()|[\]{}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "isu").test(name.normalize("NFC")) || new RegExp(`^${source}$`, "isu").test(name);
}

/**
 * Parses the text of a `columns.json`.
 * @throws TillbookError CSV_INVALID
 */
export function parseColumnsFile(text: string): ColumnsSpec {
  return readSpec(text).spec;
}

/** Parses a profile: a `columns.json` with a name, a source, and the header by which its files are known. */
export function parseProfile(file: string, text: string): Profile {
  const { name, system, header, source, ...settings } = v.parse(
    v.looseObject({
      name: v.string(),
      system: v.optional(v.string()),
      header: v.array(v.string()),
      source: v.string(),
    }),
    parseJson(text, [], { allowTrailingComma: true }),
  );
  const problem = source === "" ? "expected a source" : findSpecProblem(settings);
  if (problem !== undefined) throw new Error(`${basename(file)}: ${problem}`);
  return { name, ...(system !== undefined && { system }), header, settings: v.parse(columnsSpec, settings) };
}

/** Reads JSON with comments, trailing commas, curly quotes, and keys and choices in any case. */
function readSpec(text: string): { spec: ColumnsSpec; notes: string[] } {
  const notes: string[] = [];
  const plain = text.replace(/^\uFEFF/, "");
  if (plain.trim() === "") return { spec: {}, notes: [`${columnsFile} is empty`] };
  let { value, error } = parseForgiving(plain);
  if (error !== undefined && /[“”„«»]/.test(plain)) {
    const straight = parseForgiving(plain.replace(/[“”„«»]/g, '"'));
    if (straight.error === undefined) {
      notes.push(`${columnsFile} has curly quotes, which were read as straight ones`);
      [value, error] = [straight.value, undefined];
    }
  }
  if (error !== undefined) throw invalid(`expected JSON, got ${describeError(plain, error)}`);
  const spec = normalize(value);
  const problem = findSpecProblem(spec);
  if (problem !== undefined) throw invalid(problem);
  return { spec: v.parse(columnsSpec, spec), notes };
}

function parseForgiving(text: string): { value: unknown; error: ParseError | undefined } {
  const errors: ParseError[] = [];
  const value: unknown = parseJson(text, errors, { allowTrailingComma: true });
  return { value, error: errors[0] };
}

function describeError(text: string, { error, offset }: ParseError): string {
  const before = text.slice(0, offset).split("\n");
  const line = text.split("\n")[before.length - 1] ?? "";
  return `${printParseErrorCode(error)} in line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${line.trim().slice(0, 60)}`;
}

const keys = new Map([...Object.keys(columnsKeys), "files"].map((key) => [key.toLowerCase(), key]));
const choices = new Set(["decimal", "rounding", "amounts", "totals"]);

/** Brings keys and choices into their own case, and takes `{ "Filiale": "store" }` without `columns` for a column. */
function normalize(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const spec: Record<string, unknown> = {};
  const columns: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(value)) {
    const key = keys.get(name.trim().toLowerCase());
    if (typeof setting === "string" && isColumn(setting)) columns[name] = setting.trim().toLowerCase();
    else spec[key ?? name] = key === undefined ? setting : normalizeSetting(key, setting);
  }
  if (Object.keys(columns).length === 0) return spec;
  const named = spec["columns"];
  if (named !== undefined && (typeof named !== "object" || named === null)) return spec;
  return { ...spec, columns: { ...named, ...columns } };
}

function normalizeSetting(key: string, setting: unknown): unknown {
  if (typeof setting === "string") {
    if (key === "currency") return setting.trim().toUpperCase();
    if (key === "encoding") return normalizeEncoding(setting);
    if (key === "delimiter") return delimiterNames[setting.toLowerCase()] ?? setting;
    if (key === "date") return normalizeDateFormat(setting);
    return choices.has(key) ? setting.trim().toLowerCase() : setting;
  }
  if (typeof setting !== "object" || setting === null || Array.isArray(setting)) return setting;
  const entries = Object.entries(setting);
  if (key === "columns") return Object.fromEntries(entries.map(([name, column]) => [name, foldColumn(column)]));
  if (key === "values" || key === "empty")
    return Object.fromEntries(entries.map(([column, text]) => [foldColumn(column), text]));
  if (key === "files") return Object.fromEntries(entries.map(([pattern, spec]) => [pattern, normalize(spec)]));
  return setting;
}

function isColumn(text: string): boolean {
  return (columnNames as string[]).includes(text.trim().toLowerCase());
}

function foldColumn(column: unknown): unknown {
  return typeof column === "string" && isColumn(column) ? column.trim().toLowerCase() : column;
}

function invalid(problem: string): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${columnsFile}: ${problem}`,
    "fix it, then run `make import`; docs/your-own-data.md lists its keys",
  );
}
