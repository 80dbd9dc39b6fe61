import { open, readdir, realpath, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import { findExport } from "./dsfinvk-files.js";

/** The paths below a folder that may hold sales, and what else is there, with the reason. */
export interface FileTree {
  paths: string[];
  /** Folders with a DSFinV-K, each read as one file. */
  exports: string[];
  ignored: string[];
}

/** The file beside CSV files that describes their format. */
export const columnsFile = "columns.json";

/** Names of files that hold a table, or that would if they were read: those are refused with the next step. */
const dataName =
  /\.(csv|tsv|tab|txt|dat|xls|xls[xmb]|ods|numbers|zip|7z|rar|tar|tgz)(\.(gz|zst|bz2|xz))?$|\.(gz|zst|bz2|xz)$/i;
/** Whether a file's name is the one of `columns.json`, also as editors change it. */
export function isColumnsFile(name: string): boolean {
  return /^columns\.json(c|\.txt)?$/i.test(name);
}

/** Files that systems and office programs leave beside others. */
const leftName = /^(\.|~\$)|^(thumbs\.db|desktop\.ini|__MACOSX)$/i;
const readmeName = /^(read.?me|lies.?mich|lisez.?moi|leggimi|leesmij|l[eé]ame|czytaj.?to|licen[cs]e|changelog)\b/i;
const headBytes = 65_536;

/** Whether a file of this name is read. */
export function isDataName(name: string): boolean {
  return dataName.test(name) && !leftName.test(name);
}

/**
 * Walks a folder and its subfolders. Only regular files are read: nothing waits for a pipe, follows links in a circle, or fails
 * at a folder that it may not read.
 */
export async function walkFolder(root: string): Promise<FileTree> {
  const tree: FileTree = { paths: [], exports: [], ignored: [] };
  const seen = new Set<string>();
  const ignore = (path: string, reason?: string): void => {
    const name = relative(root, path).split(sep).join("/");
    tree.ignored.push(reason === undefined ? name : `${name} (${reason})`);
  };
  const walk = async (folder: string): Promise<void> => {
    const real = await realpath(folder);
    if (seen.has(real)) return ignore(folder, "a link to a folder that is read");
    seen.add(real);
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      ignore(folder, `a folder that cannot be read: ${error.code}`);
      return [];
    });
    const exported = new Set(findExport(names));
    if (exported.size > 0) tree.exports.push(folder);
    for (const name of names.sort()) {
      const path = join(folder, name);
      if (isColumnsFile(name) || exported.has(name)) continue;
      if (leftName.test(name)) {
        ignore(path);
        continue;
      }
      const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
      if (found instanceof Error) ignore(path, found.code === "ENOENT" ? "a link to nothing" : String(found.code));
      else if (found.isDirectory()) await walk(path);
      else if (!found.isFile()) ignore(path, "no regular file");
      else if (dataName.test(name)) tree.paths.push(path);
      else ignore(path);
    }
  };
  await walk(root);
  await dropTexts(tree, ignore);
  tree.ignored.sort();
  return tree;
}

/** Leaves out the texts that hold no table, such as a README.txt, where there are other files. */
async function dropTexts(tree: FileTree, ignore: (path: string, reason: string) => void): Promise<void> {
  const texts: string[] = [];
  for (const path of tree.paths) if (/\.txt$/i.test(path) && !(await hasTable(path))) texts.push(path);
  if (texts.length === tree.paths.length && tree.exports.length === 0) return;
  for (const path of texts) ignore(path, "text without a table");
  tree.paths = tree.paths.filter((path) => !texts.includes(path));
}

/**
 * Whether a text file may have a table: two lines in a row with as many delimiters, or, unless it is a README, two lines with
 * numbers. Where that cannot be told, it may.
 */
async function hasTable(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return true;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0).finally(() => file.close());
  const text = buffer.subarray(0, bytesRead).toString("latin1");
  if (text.includes("\0") || text.startsWith("\x1f\x8b") || text.startsWith("PK")) return true;
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== "");
  const isTable = [",", ";", "\t", "|"].some((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length);
    return counts.some((count, i) => count > 1 && count === counts[i + 1]);
  });
  if (isTable || readmeName.test(basename(path))) return isTable;
  return lines.filter((line) => /\d.*\d.*\d.*\d/.test(line)).length > 1;
}

/** @throws TillbookError CSV_MISSING where `path` is a pipe, a socket or a device, which might never end */
export async function expectRegularFile(path: string): Promise<void> {
  if ((await stat(path)).isFile()) return;
  throw new TillbookError(
    "CSV_MISSING",
    `expected a file, got ${basename(path)}, which is a pipe, a socket or a device`,
    "write its content into a file, then run `make import`",
  );
}
