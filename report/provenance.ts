import { formatCount, formatEuros, nameDay, type Words } from "@tillbook/charts";
import type { Receipt } from "@tillbook/pipeline";
import type { Origin } from "@tillbook/verify";
import type { Table } from "./figure.js";
import type { KeyFigure } from "./notebook.js";

/** The receipts of the stages that made the numbers; a stage that has not run has none. */
export type Receipts = Partial<Record<"generate" | "import" | "aggregate" | "plot", Receipt>>;

/** A part of the last section: what one stage read and made. */
export interface Part {
  /** The stage, or the program that ran them all. */
  stage: keyof Receipts | "program";
  title: string;
  facts: KeyFigure[];
  tables: { caption: string; table: Table }[];
}

/** Whether the table of sales has been changed by somebody else since the import. */
export function isChangedSinceImport(receipts: Receipts): boolean {
  return [receipts.import, receipts.aggregate].some((receipt) => receipt?.["changed_since_import"] === true);
}

/** Whether the imported files are those that `generate` made; undefined when there is nothing to compare. */
export function isSynthetic(receipts: Receipts): boolean {
  const made = listHashes(receipts.generate);
  const read = receipts.import ? listHashes(receipts.import) : made;
  return made.length > 0 && made.join() === read.join();
}

/** So many files are listed; of more, the last row sums up the rest. */
const mostFiles = 50;

/**
 * Lays out whatever receipts hold: single values as facts, lists and maps of objects as a table each, in
 * the order of the stages. Versions are left to `listVersions`; generated files that were not imported are left out,
 * and those that were are listed once.
 */
export function describeReceipts(receipts: Receipts, words: Words): Part[] {
  const stages = ["generate", "import", "aggregate", "plot"] as const;
  return stages.flatMap((stage) => {
    const receipt = receipts[stage];
    if (!receipt || (stage === "generate" && !isSynthetic(receipts))) return [];
    const { files, ...withoutFiles } = receipt;
    const isRepeated = stage === "import" && files !== undefined && isSynthetic(receipts);
    return [{ stage, title: words.receipts.stages[stage], ...layOut(isRepeated ? withoutFiles : receipt, words) }];
  });
}

/** Lays out which program made the report. */
export function describeOrigin({ commit, tree, lockfiles }: Omit<Origin, "versions">, words: Words): Part {
  const { program, file } = words.receipts;
  return {
    stage: "program",
    title: program.title,
    facts: [
      { label: program.commit, value: commit },
      { label: program.tree, value: program.trees[tree] },
    ],
    tables: [{ caption: program.lockfiles, table: tabulate(listRows(lockfiles) ?? [], file, words) }],
  };
}

/** Lists the versions that receipts name, e.g. `spark_version`, in the order of the stages, and then `more`. */
export function listVersions(receipts: Receipts, more: Record<string, string>, words: Words): KeyFigure[] {
  const found = Object.values(receipts).flatMap((receipt) =>
    Object.entries(receipt ?? {}).flatMap(([key, value]): [string, string][] => {
      if (key === "versions")
        return Object.entries(value as object).map(([name, v]) => [labelOf(name, words), String(v)]);
      return isVersion(key) ? [[nameVersion(key, words), String(value)]] : [];
    }),
  );
  return listFacts(new Map([...found, ...Object.entries(more)]));
}

function layOut(receipt: Receipt, words: Words): Omit<Part, "stage" | "title"> {
  const facts = new Map<string, string>();
  const tables: Part["tables"] = [];
  for (const [key, value] of Object.entries(receipt)) {
    if (isVersion(key) || key === "versions") continue;
    const rows = listRows(value);
    const { file, table } = words.receipts;
    if (rows) {
      const nameLabel = key === "wrote" ? table : file;
      const shown = key === "files" ? sumUpRest(rows, words) : rows;
      tables.push({ caption: labelOf(key, words), table: tabulate(shown, nameLabel, words) });
    } else if (!isObject(value)) facts.set(labelOf(key, words), formatValue(key, value, words));
    else for (const [k, v] of Object.entries(value)) facts.set(labelOf(k, words), formatValue(k, v, words));
  }
  return { facts: listFacts(facts), tables };
}

/** Sums up all files but the first of a long list: their names would fill pages, and the report's record has each. */
function sumUpRest(files: Record<string, unknown>[], words: Words): Record<string, unknown>[] {
  if (files.length <= mostFiles) return files;
  const rest = files.slice(mostFiles - 1);
  const sum = (key: string): bigint => rest.reduce((total, file) => total + BigInt(String(file[key] ?? 0)), 0n);
  const rejected = Number(sum("rejected"));
  const sums = {
    rows: Number(sum("rows")),
    amount_cents: String(sum("amount_cents")),
    ...(rejected > 0 && { rejected }),
  };
  return [...files.slice(0, mostFiles - 1), { name: words.receipts.moreFiles(rest.length), ...sums }];
}

/** Takes a list of objects, or a map of objects, hashes or fingerprints by name, as rows; undefined for anything else. */
function listRows(value: unknown): Record<string, unknown>[] | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(isObject) ? value : undefined;
  const entries = isObject(value) ? Object.entries(value) : [];
  const rows = entries.map(([name, row]): Record<string, unknown> | undefined => {
    if (isObject(row)) return { name, ...row };
    if (typeof row === "string" && /^[0-9a-f]{64}$/.test(row)) return { name, sha256: row };
    const print = parseFingerprint(row);
    return print && { name, rows: print.rows, amount: print.amount, checksum: print.checksum };
  });
  return rows.length > 0 && rows.every(isObject) ? rows : undefined;
}

/** Reads a table's fingerprint, rows, amount and checksum with ":" or "/" between. */
function parseFingerprint(value: unknown): { rows: number; amount: string; checksum: string } | undefined {
  const [, rows, amount, checksum] = /^(\d+)[:/](-?\d+\.\d\d)[:/](\d+)$/.exec(String(value)) ?? [];
  return rows && amount && checksum ? { rows: Number(rows), amount, checksum } : undefined;
}

/** Makes a table with the name first and hashes last. */
function tabulate(rows: readonly Record<string, unknown>[], nameLabel: string, words: Words): Table {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort((a, b) => rankKey(a) - rankKey(b));
  const isNumeric = (key: string): boolean =>
    rows.every((row) => /^[\d.,€\s–−]*$/.test(formatValue(key, row[key], words)));
  return {
    columns: keys.map((key) => ({
      label: key === "name" ? nameLabel : key === "amount_cents" ? words.receipts.amount : labelOf(key, words),
      align: isNumeric(key) ? "right" : "left",
    })),
    rows: rows.map((row) => keys.map((key) => formatValue(key, row[key], words))),
  };
}

function rankKey(key: string): number {
  const rank = ["name", "rows", "amount_cents", "amount", "revenue"].indexOf(key);
  if (rank >= 0) return rank;
  return /sha256|fingerprint|checksum/.test(key) ? 20 : 10;
}

function listFacts(facts: ReadonlyMap<string, string>): KeyFigure[] {
  return [...facts].map(([label, value]) => ({ label, value }));
}

/** Formats a value for reading: counts with thousands, cents as euros, days, yes and no. */
function formatValue(key: string, value: unknown, words: Words): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? words.receipts.yes : words.receipts.no;
  const print = parseFingerprint(value);
  if (print) {
    const { rows, amount, checksum } = print;
    return words.receipts.fingerprint(formatCount(rows, words), formatValue("amount", amount, words), checksum);
  }
  const text = typeof value === "object" ? formatNested(value, words) : String(value);
  if (/cents$/.test(key) && /^-?\d+$/.test(text)) return formatEuros(BigInt(text), words);
  if (/^(amount|revenue)$/.test(key) && /^-?\d+\.\d\d$/.test(text))
    return formatEuros(BigInt(text.replace(".", "")), words);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return nameDay(text, words);
  const isCount = typeof value === "number" && Number.isInteger(value) && !/seed|port|year/.test(key);
  return isCount ? formatCount(value, words) : text;
}

function formatNested(value: object, words: Words): string {
  if (Array.isArray(value)) return value.map((item) => formatValue("", item, words)).join(", ");
  return Object.entries(value)
    .map(([k, v]) => `${lowerFirst(labelOf(k, words))} ${formatValue(k, v, words)}`)
    .join(", ");
}

/** Makes a label of a key: a known one, or its words, e.g. "Server version" of `server_version`. */
function labelOf(key: string, { receipts }: Words): string {
  const words = key
    .replace(/_cents$/, "")
    .replace(/sha256/, "SHA-256")
    .replaceAll("_", " ");
  return receipts.labels[key] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function isVersion(key: string): boolean {
  return /_version$|^version$/.test(key);
}

const products: Record<string, string> = {
  spark: "Apache Spark",
  node: "Node.js",
  chromium: "Chromium",
  tslab: "tslab",
};

function nameVersion(key: string, words: Words): string {
  const name = key.replace(/_version$/, "");
  if (name === "server" || name === "mysql") return words.receipts.mysqlServer;
  return products[name] ?? labelOf(name, words);
}

function listHashes(receipt: Receipt | undefined): string[] {
  const files = receipt?.["files"];
  return Array.isArray(files) ? files.map((file) => String(file?.sha256)).sort() : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
