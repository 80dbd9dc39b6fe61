import { formatCount, formatEuros, type Messages, nameDay } from "@tillbook/charts";
import type { Manifests } from "@tillbook/pipeline";
import type { Origin } from "@tillbook/provenance";
import type { Table } from "./figure.js";
import type { KeyFigure } from "./notebook.js";

/** The manifests of the stages that made the numbers; a stage that has not run has none. */
export type StageManifests = Partial<Pick<Manifests, "generate" | "import" | "aggregate" | "plot">>;

/** A part of the last section: what one stage read and made. */
export interface Part {
  /** The stage, or the program that ran them all. */
  stage: keyof StageManifests | "program";
  title: string;
  facts: KeyFigure[];
  tables: { caption: string; table: Table }[];
}

/** Whether the table of sales has been changed by somebody else since the import. */
export function isChangedSinceImport(manifests: StageManifests): boolean {
  return manifests.import?.changed_since_import === true;
}

/** Whether the imported files are those that `generate` made. */
export function isSynthetic(manifests: StageManifests): boolean {
  const made = listHashes(manifests.generate?.files);
  const read = manifests.import ? listHashes(manifests.import.files) : made;
  return made.length > 0 && made.join() === read.join();
}

/** So many files are listed; of more, the last row sums up the rest. */
const mostFiles = 50;

/**
 * Lays out whatever manifests hold: single values as facts, lists and maps of objects as a table each, in
 * the order of the stages. Versions are left to `listVersions`; generated files that were not imported are left out,
 * and those that were are listed once.
 */
export function describeManifests(manifests: StageManifests, messages: Messages): Part[] {
  const stages = ["generate", "import", "aggregate", "plot"] as const;
  return stages.flatMap((stage) => {
    const manifest = manifests[stage];
    if (!manifest || (stage === "generate" && !isSynthetic(manifests))) return [];
    const isRepeated = stage === "import" && isSynthetic(manifests);
    const shown = isRepeated ? { ...manifest, files: undefined } : manifest;
    return [{ stage, title: messages.manifests.stages[stage], ...layOut(shown, messages) }];
  });
}

/** Lays out which program made the report. */
export function describeOrigin({ commit, tree, lockfiles }: Omit<Origin, "versions">, messages: Messages): Part {
  const { program, file } = messages.manifests;
  return {
    stage: "program",
    title: program.title,
    facts: [
      { label: program.commit, value: commit },
      { label: program.tree, value: program.trees[tree] },
    ],
    tables: [{ caption: program.lockfiles, table: tabulate(listRows(lockfiles) ?? [], file, messages) }],
  };
}

/** Lists the versions that manifests name, e.g. `spark_version`, in the order of the stages, and then `more`. */
export function listVersions(manifests: StageManifests, more: Record<string, string>, messages: Messages): KeyFigure[] {
  const found = Object.values(manifests).flatMap((manifest) =>
    Object.entries(manifest)
      .filter(([key]) => isVersion(key))
      .map(([key, value]): [string, string] => [nameVersion(key, messages), String(value)]),
  );
  return listFacts(new Map([...found, ...Object.entries(more)]));
}

function layOut(manifest: Record<string, unknown>, messages: Messages): Omit<Part, "stage" | "title"> {
  const facts = new Map<string, string>();
  const tables: Part["tables"] = [];
  for (const [key, value] of Object.entries(manifest)) {
    if (value === undefined || isVersion(key)) continue;
    const rows = listRows(value);
    const { file, table } = messages.manifests;
    if (rows) {
      const nameLabel = key === "wrote" ? table : file;
      const shown = key === "files" ? sumUpRest(rows, messages) : rows;
      tables.push({ caption: labelOf(key, messages), table: tabulate(shown, nameLabel, messages) });
    } else if (!isObject(value)) facts.set(labelOf(key, messages), formatValue(key, value, messages));
    else for (const [k, v] of Object.entries(value)) facts.set(labelOf(k, messages), formatValue(k, v, messages));
  }
  return { facts: listFacts(facts), tables };
}

/** Sums up all files but the first of a long list: their names would fill pages, and the report's provenance has each. */
function sumUpRest(files: Record<string, unknown>[], messages: Messages): Record<string, unknown>[] {
  if (files.length <= mostFiles) return files;
  const rest = files.slice(mostFiles - 1);
  const sum = (key: string): bigint => rest.reduce((total, file) => total + BigInt(String(file[key] ?? 0)), 0n);
  const rejected = Number(sum("rejected"));
  const sums = {
    rows: Number(sum("rows")),
    amount_cents: String(sum("amount_cents")),
    ...(rejected > 0 && { rejected }),
  };
  return [...files.slice(0, mostFiles - 1), { name: messages.manifests.moreFiles(rest.length), ...sums }];
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

/** Reads a table's fingerprint, `rows:amount:checksum`. */
function parseFingerprint(value: unknown): { rows: number; amount: string; checksum: string } | undefined {
  const [, rows, amount, checksum] = /^(\d+):(-?\d+\.\d\d):(\d+)$/.exec(String(value)) ?? [];
  return rows && amount && checksum ? { rows: Number(rows), amount, checksum } : undefined;
}

/** Makes a table with the name first and hashes last. */
function tabulate(rows: readonly Record<string, unknown>[], nameLabel: string, messages: Messages): Table {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort((a, b) => rankKey(a) - rankKey(b));
  const isNumeric = (key: string): boolean =>
    rows.every((row) => /^[\d.,€\s–−]*$/.test(formatValue(key, row[key], messages)));
  return {
    columns: keys.map((key) => ({
      label: key === "name" ? nameLabel : key === "amount_cents" ? messages.manifests.amount : labelOf(key, messages),
      align: isNumeric(key) ? "right" : "left",
    })),
    rows: rows.map((row) => keys.map((key) => formatValue(key, row[key], messages))),
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
function formatValue(key: string, value: unknown, messages: Messages): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? messages.manifests.yes : messages.manifests.no;
  const print = parseFingerprint(value);
  if (print) {
    const { rows, amount, checksum } = print;
    return messages.manifests.fingerprint(
      formatCount(rows, messages),
      formatValue("amount", amount, messages),
      checksum,
    );
  }
  const text = String(value);
  if (/cents$/.test(key) && /^-?\d+$/.test(text)) return formatEuros(BigInt(text), messages);
  if (/^(amount|revenue)$/.test(key) && /^-?\d+\.\d\d$/.test(text))
    return formatEuros(BigInt(text.replace(".", "")), messages);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return nameDay(text, messages);
  const isCount = typeof value === "number" && Number.isInteger(value) && !/seed|port|year/.test(key);
  return isCount ? formatCount(value, messages) : text;
}

/** Makes a label of a key: a known one, or its words, e.g. "Server version" of `server_version`. */
function labelOf(key: string, { manifests }: Messages): string {
  const messages = key
    .replace(/_cents$/, "")
    .replace(/sha256/, "SHA-256")
    .replaceAll("_", " ");
  return manifests.labels[key] ?? messages.charAt(0).toUpperCase() + messages.slice(1);
}

function isVersion(key: string): boolean {
  return key.endsWith("_version");
}

function nameVersion(key: string, messages: Messages): string {
  return key === "server_version" ? messages.manifests.mysqlServer : "Apache Spark";
}

function listHashes(files: readonly { sha256: string }[] = []): string[] {
  return files.map(({ sha256 }) => sha256).sort();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
