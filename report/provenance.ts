import type { Receipt } from "@tillbook/pipeline";
import type { Table } from "./figure.js";
import type { KeyFigure } from "./notebook.js";

/** The receipts of the stages that made the numbers; a stage that has not run has none. */
export type Receipts = Partial<Record<"generate" | "import" | "aggregate" | "plot", Receipt>>;

/** A part of the last section: what one stage read and made. */
export interface Part {
  title: string;
  facts: KeyFigure[];
  tables: { caption: string; table: Table }[];
}

const titles = {
  generate: "Generated files",
  import: "Import",
  aggregate: "Aggregation",
  plot: "Notebooks and charts",
} as const;

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

/**
 * Lays out whatever receipts hold: single values as facts, lists and maps of objects as a table each, in
 * the order of the stages. Versions are left to `listVersions`; generated files that were not imported are left out,
 * and those that were are listed once.
 */
export function describeReceipts(receipts: Receipts): Part[] {
  const stages = ["generate", "import", "aggregate", "plot"] as const;
  return stages.flatMap((stage) => {
    const receipt = receipts[stage];
    if (!receipt || (stage === "generate" && !isSynthetic(receipts))) return [];
    const { files, ...withoutFiles } = receipt;
    const isRepeated = stage === "import" && files !== undefined && isSynthetic(receipts);
    return [{ title: titles[stage], ...layOut(isRepeated ? withoutFiles : receipt) }];
  });
}

/** Lists the versions that receipts name, e.g. `spark_version`, in the order of the stages, and then `more`. */
export function listVersions(receipts: Receipts, more: Record<string, string>): KeyFigure[] {
  const found = Object.values(receipts).flatMap((receipt) =>
    Object.entries(receipt ?? {}).flatMap(([key, value]): [string, string][] => {
      if (key === "versions") return Object.entries(value as object).map(([name, v]) => [labelOf(name), String(v)]);
      return isVersion(key) ? [[nameVersion(key), String(value)]] : [];
    }),
  );
  return listFacts(new Map([...found, ...Object.entries(more)]));
}

function layOut(receipt: Receipt): Omit<Part, "title"> {
  const facts = new Map<string, string>();
  const tables: Part["tables"] = [];
  for (const [key, value] of Object.entries(receipt)) {
    if (isVersion(key) || key === "versions") continue;
    const rows = listRows(value);
    if (rows) tables.push({ caption: labelOf(key), table: tabulate(rows, key === "wrote" ? "Table" : "File") });
    else if (!isObject(value)) facts.set(labelOf(key), formatValue(key, value));
    else for (const [k, v] of Object.entries(value)) facts.set(labelOf(k), formatValue(k, v));
  }
  return { facts: listFacts(facts), tables };
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
function tabulate(rows: readonly Record<string, unknown>[], nameLabel: string): Table {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort((a, b) => rankKey(a) - rankKey(b));
  const isNumeric = (key: string): boolean => rows.every((row) => /^[\d.,€\s–−]*$/.test(formatValue(key, row[key])));
  return {
    columns: keys.map((key) => ({
      label: key === "name" ? nameLabel : key === "amount_cents" ? "Amount" : labelOf(key),
      align: isNumeric(key) ? "right" : "left",
    })),
    rows: rows.map((row) => keys.map((key) => formatValue(key, row[key]))),
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

/** Formats a value for reading: counts with thousands, cents as euros, yes and no. */
function formatValue(key: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  const print = parseFingerprint(value);
  if (print) {
    const { rows, amount, checksum } = print;
    return `${groupThousands(String(rows))} rows, ${formatValue("amount", amount)}, checksum ${checksum}`;
  }
  const text = typeof value === "object" ? formatNested(value) : String(value);
  if (/cents$/.test(key) && /^-?\d+$/.test(text)) return formatCents(BigInt(text));
  if (/^(amount|revenue)$/.test(key) && /^-?\d+\.\d\d$/.test(text)) return formatCents(BigInt(text.replace(".", "")));
  const isCount = typeof value === "number" && Number.isInteger(value) && !/seed|port|year/.test(key);
  return isCount ? groupThousands(text) : text;
}

function formatNested(value: object): string {
  if (Array.isArray(value)) return value.map((item) => formatValue("", item)).join(", ");
  return Object.entries(value)
    .map(([k, v]) => `${lowerFirst(labelOf(k))} ${formatValue(k, v)}`)
    .join(", ");
}

function formatCents(cents: bigint): string {
  const [sign, size] = cents < 0n ? ["−", -cents] : ["", cents];
  return `€\u00a0${sign}${groupThousands(String(size / 100n))}.${String(size % 100n).padStart(2, "0")}`;
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

const labels: Record<string, string> = {
  amount_cents: "Sum of the amounts",
  changed_since_import: "Changed since the import",
  queries: "SQL files, SHA-256",
  read: "Sales, as read",
  seed: "Random seed",
  sha256: "SHA-256",
  start: "First day",
  table_fingerprint: "Sales, as stored",
  wrote: "Tables written",
};

/** Makes a label of a key: a known one, or its words, e.g. "Server version" of `server_version`. */
function labelOf(key: string): string {
  const words = key
    .replace(/_cents$/, "")
    .replace(/sha256/, "SHA-256")
    .replaceAll("_", " ");
  return labels[key] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function isVersion(key: string): boolean {
  return /_version$|^version$/.test(key);
}

const products: Record<string, string> = {
  server: "MySQL server",
  mysql: "MySQL server",
  spark: "Apache Spark",
  node: "Node.js",
  chromium: "Chromium",
  tslab: "tslab",
};

function nameVersion(key: string): string {
  const name = key.replace(/_version$/, "");
  return products[name] ?? labelOf(name);
}

function listHashes(receipt: Receipt | undefined): string[] {
  const files = receipt?.["files"];
  return Array.isArray(files) ? files.map((file) => String(file?.sha256)).sort() : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
