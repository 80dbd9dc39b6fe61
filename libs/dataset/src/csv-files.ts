import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { sha256, TillbookError } from "@tillbook/pipeline";
import { glob } from "tinyglobby";
import { type ContentFile, readStored } from "./content.js";
import { exportFiles, findExport } from "./dsfinvk-files.js";
import { columnsFile, expectRegularFile, type FileTree, isColumnsFile, isDataName, walkFolder } from "./file-tree.js";
import { refuseOfficeFile } from "./foreign-formats.js";
import { KnownHashes } from "./known-hashes.js";
import { listEntries, type ZipEntry } from "./zip-entries.js";

export { columnsFile, isColumnsFile };

/** A table of sales to import, with its hash: a file, or a file in a zip file. */
export interface CsvFile extends ContentFile {
  /** Relative to the folder that has all files, e.g. `store-3.csv`, `2025/store-3.csv` or `export.zip/items.csv`. */
  name: string;
  /** Of the file's content; of a DSFinV-K, over the names and hashes of its files. */
  sha256: string;
  sizeBytes: number;
  /** What it is, where it is no text: text is then made of it, see `table-texts.ts`. */
  form?: "workbook" | "dsfinvk";
  /** The files of a DSFinV-K, by their names in lower case. */
  parts?: CsvFile[];
}

/** The files of a source, ordered by name, and the names beside them that are not read. */
export interface FoundFiles {
  /** The folder that was walked, where the source is one. */
  folder?: string;
  files: CsvFile[];
  ignored: string[];
}

/** Where a table is. */
export type TableFile = Omit<CsvFile, "sha256" | "sizeBytes" | "parts"> & { parts?: TableFile[] };

/** Files that are hashed at the same time. */
const hashedAtOnce = 8;
const zipStarts = ["PK\x03\x04", "PK\x05\x06"];

/**
 * Finds and hashes the files of `source`, an absolute path: those of a folder and its subfolders by their names, one file, or
 * those that a glob matches; of a zip file those in it.
 * @param hashesFile  where hashes are kept, so that files to which nobody has written are not read again; by default, all are read
 * @throws TillbookError CSV_MISSING with `hint` when there is none, or where one cannot be read; CSV_INVALID for a damaged zip
 */
export async function findCsvFiles(source: string, hint: string, hashesFile?: string): Promise<FoundFiles> {
  const { root, paths, exports, ignored } = await listPaths(source);
  const folder = findFolder([...paths, ...exports.map((path) => join(path, "index.xml"))]);
  const nameOf = (path: string): string => escapeControls(relative(folder, path).split(sep).join("/"));
  const named: TableFile[] = [];
  for (const path of exports) named.push(await nameExport(path, nameOf(path)));
  for (const path of paths) named.push(...(await listTables(path, nameOf(path), ignored)));
  if (named.length === 0) {
    const others = ignored.length > 0 ? `; not read: ${formatNames(ignored)}` : "";
    throw new TillbookError("CSV_MISSING", `expected CSV files in ${source}, found none${others}`, hint);
  }
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const hashes = hashesFile === undefined ? undefined : await KnownHashes.open(hashesFile);
  const files: CsvFile[] = [];
  for (let at = 0; at < named.length; at += hashedAtOnce) {
    files.push(...(await Promise.all(named.slice(at, at + hashedAtOnce).map((table) => hashTable(table, hashes)))));
  }
  if (hashesFile !== undefined) await hashes?.keep(hashesFile);
  return { ...(root !== undefined && { folder: root }), files, ignored };
}

/** Computes one hash over the names and hashes of all files, and over `more` that affects the import. */
export function fingerprintFiles(
  files: readonly Pick<CsvFile, "name" | "sha256">[],
  more: readonly string[] = [],
): string {
  return sha256([...files.map(({ name, sha256 }) => `${sha256}  ${name}\n`), ...more].join(""));
}

/** Formats names for a message or the log, the first 20 of them. */
export function formatNames(names: readonly string[]): string {
  const more = names.length > 20 ? ` and ${names.length - 20} more` : "";
  return names.slice(0, 20).map(escapeControls).join(", ") + more;
}

/** Line breaks in a file's name must not break a line of the log. */
function escapeControls(name: string): string {
  return name.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
}

async function listPaths(source: string): Promise<FileTree & { root?: string }> {
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "ELOOP") return undefined;
    throw error;
  });
  if (found?.isDirectory()) {
    await readdir(source).catch((error: NodeJS.ErrnoException) => {
      throw failUnreadable(basename(source), error);
    });
    return { root: source, ...(await walkFolder(source)) };
  }
  const paths = found === undefined ? await glob(source, { absolute: true, dot: true }) : [source];
  const read = paths.filter((path) => found !== undefined || isSales(basename(path)));
  for (const path of read) await expectRegularFile(path);
  return { paths: read, exports: [], ignored: [] };
}

/** Whether a glob that matches the file means it: any name but those that programs leave beside others. */
function isSales(name: string): boolean {
  return !isColumnsFile(name) && !/^(\._|~\$|\.~lock|\.DS_Store)/.test(name);
}

/** Lists the tables of a file: itself, or the files of a zip file. */
async function listTables(path: string, name: string, ignored: string[]): Promise<TableFile[]> {
  if (!zipStarts.includes(await readStart(path, name))) return [{ name, path }];
  const entries = await listEntries(path);
  const isIn = (entry: string): boolean => entries.some((file) => file.name === entry);
  if (isIn("xl/workbook.xml")) return [{ name, path, form: "workbook" }];
  refuseOfficeFile(name, isIn);
  const tables: TableFile[] = [];
  for (const [folder, files] of groupByFolder(entries)) {
    const exported = findExport([...files.keys()]);
    if (exported.length > 0) {
      const parts = [...files].filter(([file]) => exportFiles.includes(file.toLowerCase() as never));
      tables.push({
        name: folder === "" ? name : `${name}/${folder}`,
        path,
        form: "dsfinvk",
        parts: parts.map(([file, { entry }]) => ({ name: `${name}/${folder}${folder && "/"}${file}`, path, entry })),
      });
    }
    for (const [file, { name: full, entry }] of files) {
      if (exported.includes(file)) continue;
      const inner = `${name}/${escapeControls(full)}`;
      const isLeft = full.split("/").some((part) => part === "__MACOSX" || part.startsWith("."));
      if (isLeft || isColumnsFile(file) || !isDataName(file)) ignored.push(inner);
      else tables.push({ name: inner, path, entry, ...(/\.xls[xm]$/i.test(file) && { form: "workbook" as const }) });
    }
  }
  if (tables.length > 0) return tables;
  const names = entries.length === 0 ? "an empty one" : `one with ${formatNames(entries.map((entry) => entry.name))}`;
  throw new TillbookError(
    "CSV_INVALID",
    `${name}: expected a zip file with tables, got ${names}`,
    "set SALES_CSV to files with sales, then run `make import`",
  );
}

function groupByFolder(entries: readonly ZipEntry[]): Map<string, Map<string, ZipEntry>> {
  const folders = new Map<string, Map<string, ZipEntry>>();
  for (const entry of entries) {
    const at = entry.name.lastIndexOf("/");
    const folder = entry.name.slice(0, Math.max(at, 0));
    folders.set(folder, (folders.get(folder) ?? new Map()).set(entry.name.slice(at + 1), entry));
  }
  return folders;
}

async function nameExport(folder: string, name: string): Promise<TableFile> {
  const names = (await readdir(folder)).filter((file) => exportFiles.includes(file.toLowerCase() as never));
  const own = name === "" ? basename(folder) : name;
  const parts = names.sort().map((file) => ({ name: `${own}/${file}`, path: join(folder, file) }));
  return { name: own, path: join(folder, "index.xml"), form: "dsfinvk", parts };
}

/** Finds the innermost folder that holds all paths. */
function findFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? "");
  while (!paths.every((path) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep)))
    folder = dirname(folder);
  return folder;
}

async function readStart(path: string, name: string): Promise<string> {
  try {
    for await (const bytes of readStored({ path })) return bytes.toString("latin1", 0, 4);
    return "";
  } catch (error) {
    throw failUnreadable(name, error);
  }
}

/**
 * Hashes a table.
 * @param hashes  those that are known; by default, it is read
 * @throws TillbookError CSV_MISSING where it cannot be read, CSV_INVALID where its zip file is damaged
 */
export async function hashTable({ parts, ...table }: TableFile, hashes?: KnownHashes): Promise<CsvFile> {
  if (parts === undefined) {
    const read = () => hashContent(table);
    const part = table.entry === undefined ? "" : table.name;
    return { ...table, ...(hashes === undefined ? await read() : await hashes.find(table.path, part, read)) };
  }
  const files: CsvFile[] = [];
  for (const part of parts) files.push(await hashTable(part, hashes));
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return { ...table, sha256: fingerprintFiles(files), sizeBytes, parts: files };
}

async function hashContent(file: TableFile) {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  try {
    for await (const bytes of readStored(file)) {
      hash.update(bytes);
      sizeBytes += bytes.length;
    }
  } catch (error) {
    throw failUnreadable(file.name, error);
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}

function failUnreadable(name: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== "EACCES" && code !== "EISDIR" && code !== "EPERM" && code !== "EIO") return error;
  const hint = "make it readable, then run `make import`";
  return new TillbookError("CSV_MISSING", `cannot read ${name}: ${message}`, hint, { cause: error });
}
