import {
  formatCount,
  formatMoney,
  isolateName,
  type KeyFigure,
  type Messages,
  nameDay,
  type Table,
  translateText,
} from "@tillbook/charts";
import type { Manifests } from "@tillbook/pipeline";
import type { Origin, Receipt } from "@tillbook/provenance";
import { tabulateReceipts } from "./restated.js";

/** The manifests of the stages that made the numbers; a stage that has not run has none. */
export type StageManifests = Partial<Pick<Manifests, "generate" | "import" | "aggregate" | "plot">>;

/** A part of the last section: what one stage read and made. */
export interface Part {
  /** The stage, or the program that ran them all. */
  stage: keyof StageManifests | "program" | "superseded";
  title: string;
  facts: KeyFigure[];
  tables: { caption: string; table: Table }[];
}

/** Whether the table of sales was changed after the import. */
export function isChangedSinceImport(manifests: StageManifests): boolean {
  return manifests.import?.changed_since_import === true;
}

/** Whether the imported files are those that `generate` made. */
export function isSynthetic(manifests: StageManifests): boolean {
  const made = listHashes(manifests.generate?.files);
  const read = manifests.import ? listHashes(manifests.import.files) : made;
  return made.length > 0 && made.join() === read.join();
}

/**
 * Describes what each stage read and made. Generated files that were not imported are left out, those that were are listed
 * once. In a store's report, files are only counted, and no row that a check found is shown: both may name other stores.
 */
export function describeManifests(manifests: StageManifests, messages: Messages): Part[] {
  const { generate, import: imported, aggregate, plot } = manifests;
  const isGenerated = isSynthetic(manifests);
  const isOfStore = plot?.store !== undefined;
  const parts = [
    generate && isGenerated && describeGenerate(generate, isOfStore, messages),
    imported && describeImport(imported, isGenerated ? [] : imported.files, isOfStore, messages),
    aggregate && describeAggregate(aggregate, isOfStore, messages),
    plot && describePlot(plot, messages),
  ];
  return parts.filter((part) => !!part);
}

/** Describes the program that made the report. */
export function describeOrigin({ commit, tree, lockfiles }: Omit<Origin, "versions">, messages: Messages): Part {
  const { program } = messages.manifests;
  return {
    stage: "program",
    title: program.title,
    facts: [
      { label: program.commit, value: commit },
      { label: program.tree, value: program.trees[tree] },
    ],
    tables: [{ caption: program.lockfiles, table: tabulateHashes(lockfiles, messages) }],
  };
}

/** Names the reports that this one replaces, the newest first; of many the first. */
export function describeSuperseded(receipts: readonly Receipt[], messages: Messages): Part {
  const { supersedes, receipts: caption } = messages.restated;
  const table = tabulateReceipts(receipts.slice(0, mostReceipts), messages);
  return { stage: "superseded", title: supersedes, facts: [], tables: [{ caption, table }] };
}

/** Most reports that are listed; the provenance lists all. */
const mostReceipts = 10;

/** Lists the versions of the servers, and then `more`. */
export function listVersions(manifests: StageManifests, more: Record<string, string>, messages: Messages): KeyFigure[] {
  const versions = {
    [messages.manifests.mysqlServer]: manifests.import?.server_version,
    "Apache Spark": manifests.aggregate?.spark_version,
    ...more,
  };
  return Object.entries(versions).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

type Label = keyof Messages["manifests"]["labels"];

function describeGenerate(manifest: Manifests["generate"], isOfStore: boolean, messages: Messages): Part {
  const { settings, files, rows, amount_cents } = manifest;
  const facts = {
    amount_cents: formatMoney(BigInt(amount_cents), messages),
    rows: formatCount(rows, messages),
    days: formatCount(settings.days, messages),
    seed: String(settings.seed),
    start: nameDay(settings.start, messages),
    stores: formatCount(settings.stores, messages),
  };
  return makeFilesPart("generate", facts, files, isOfStore, messages);
}

/** Describes files by a table, or in a store's report by their number. */
function makeFilesPart(
  stage: "generate" | "import",
  facts: Partial<Record<Label, string>>,
  files: readonly ImportedFile[],
  isOfStore: boolean,
  messages: Messages,
): Part {
  if (files.length === 0) return makePart(stage, facts, {}, messages);
  return isOfStore
    ? makePart(stage, { ...facts, files: formatCount(files.length, messages) }, {}, messages)
    : makePart(stage, facts, { files: tabulateFiles(files, messages) }, messages);
}

function describeImport(
  manifest: Manifests["import"],
  files: ImportedFile[],
  isOfStore: boolean,
  messages: Messages,
): Part {
  const { changed_since_import, duplicates, first_day, last_day, rejected, table_fingerprint } = manifest;
  const facts = {
    changed_since_import: changed_since_import ? messages.manifests.yes : messages.manifests.no,
    duplicates: duplicates === undefined ? undefined : formatCount(duplicates, messages),
    first_day: first_day === null ? none : nameDay(first_day, messages),
    last_day: last_day === null ? none : nameDay(last_day, messages),
    rejected: rejected === undefined ? undefined : formatCount(rejected, messages),
    table_fingerprint: formatFingerprint(table_fingerprint, messages),
  };
  return makeFilesPart("import", facts, files, isOfStore, messages);
}

function describeAggregate(
  { queries, read, wrote, checks }: Manifests["aggregate"],
  isOfStore: boolean,
  messages: Messages,
): Part {
  const facts = { queries, read: formatFingerprint(read, messages) };
  const tables = {
    wrote: tabulateFingerprints(wrote, messages),
    ...(checks && { checks: tabulateChecks(checks, isOfStore, messages) }),
  };
  return makePart("aggregate", facts, tables, messages);
}

function tabulateChecks(
  checks: NonNullable<Manifests["aggregate"]["checks"]>,
  isOfStore: boolean,
  messages: Messages,
): Table {
  const { name, expected, found, nothing, rows } = messages.manifests.check;
  return {
    columns: [name, expected, found].map((label) => ({ label, align: "left" })),
    rows: checks.map((check) => [
      check.name,
      check.expect_in?.[messages.language] ?? translateText(check.expect, messages),
      check.rows === 0 ? nothing : rows(check.rows, isOfStore ? undefined : describeRow(check.first[0] ?? [])),
    ]),
  };
}

/** e.g. "store Nord, month 3" */
function describeRow(values: readonly [column: string, value: string][]): string {
  return values.map(([column, value]) => `${column} ${isolateName(value)}`).join(", ");
}

function describePlot({ charts, notebooks }: Manifests["plot"], messages: Messages): Part {
  const tables = { charts: tabulateHashes(charts, messages), notebooks: tabulateHashes(notebooks, messages) };
  return makePart("plot", {}, tables, messages);
}

/** Labels facts and tables; a fact that is undefined is left out. */
function makePart(
  stage: keyof StageManifests,
  facts: Partial<Record<Label, string>>,
  tables: Partial<Record<Label, Table>>,
  { manifests }: Messages,
): Part {
  const labelled = <T>(values: Partial<Record<Label, T>>): [string, T][] =>
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined ? [] : [[manifests.labels[key as Label], value as T]],
    );
  return {
    stage,
    title: manifests.stages[stage],
    facts: labelled(facts).map(([label, value]) => ({ label, value })),
    tables: labelled(tables).map(([caption, table]) => ({ caption, table })),
  };
}

/** Shown for a missing value. */
const none = "–";

type ImportedFile = Manifests["import"]["files"][number];

function tabulateFiles(files: readonly ImportedFile[], messages: Messages): Table {
  const { file, amount, labels } = messages.manifests;
  const hasRejected = files.some(({ rejected }) => rejected !== undefined);
  const rows = sumUpRest(files, messages).map(({ name, rows, amount_cents, rejected, sha256 }) => [
    name,
    formatCount(rows, messages),
    formatMoney(BigInt(amount_cents), messages),
    ...(hasRejected ? [rejected === undefined ? none : formatCount(rejected, messages)] : []),
    sha256,
  ]);
  return {
    columns: [
      { label: file, align: "left" },
      { label: labels.rows, align: "right" },
      { label: amount, align: "right" },
      ...(hasRejected ? [{ label: labels.rejected, align: "right" as const }] : []),
      { label: labels.sha256, align: "left" },
    ],
    rows,
  };
}

/** Most rows of the table of files. */
const mostFiles = 50;

/** Sums up all files but the first, since a long list would fill pages; the provenance lists each. */
function sumUpRest(files: readonly ImportedFile[], { manifests }: Messages): readonly ImportedFile[] {
  if (files.length <= mostFiles) return files;
  const rest = files.slice(mostFiles - 1);
  const sum = {
    name: manifests.moreFiles(rest.length),
    rows: rest.reduce((total, { rows }) => total + rows, 0),
    amount_cents: String(rest.reduce((total, { amount_cents }) => total + BigInt(amount_cents), 0n)),
    rejected: rest.reduce((total, { rejected = 0 }) => total + rejected, 0) || undefined,
    sha256: none,
  };
  return [...files.slice(0, mostFiles - 1), sum];
}

function tabulateHashes(hashes: Readonly<Record<string, string>>, { manifests }: Messages): Table {
  return {
    columns: [
      { label: manifests.file, align: "left" },
      { label: manifests.labels.sha256, align: "left" },
    ],
    rows: Object.entries(hashes),
  };
}

function tabulateFingerprints(fingerprints: Readonly<Record<string, string>>, messages: Messages): Table {
  const { table, amount, labels } = messages.manifests;
  return {
    columns: [
      { label: table, align: "left" },
      { label: labels.rows, align: "right" },
      { label: amount, align: "right" },
      { label: labels.checksum, align: "right" },
    ],
    rows: Object.entries(fingerprints).map(([name, fingerprint]) => [name, ...readFingerprint(fingerprint, messages)]),
  };
}

function formatFingerprint(fingerprint: string, messages: Messages): string {
  return messages.manifests.fingerprint(...readFingerprint(fingerprint, messages));
}

/** Reads a table's fingerprint, `rows:amount:checksum`. */
function readFingerprint(fingerprint: string, messages: Messages): [rows: string, amount: string, checksum: string] {
  const [rows = "", amount = "", checksum = ""] = fingerprint.split(":");
  return [formatCount(Number(rows), messages), formatMoney(BigInt(amount.replace(".", "")), messages), checksum];
}

function listHashes(files: readonly { sha256: string }[] = []): string[] {
  return files.map(({ sha256 }) => sha256).sort();
}
