import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "@tillbook/pipeline";
import {
  isChecksumValid,
  type Provenance,
  type Receipt,
  readChecksum,
  readHtmlProvenance,
  readMonths,
  readPdf,
} from "@tillbook/provenance";

/** What a report is about: two reports of the same can be compared. */
export interface Subject {
  /** As REPORT_PERIOD is written, e.g. "2026-01"; "all" for all the data. */
  period: string;
  /** Undefined for the chain. */
  store: string | undefined;
}

/** A report in the archive. */
export interface ArchivedReport {
  /** Its folder, from the archive on, e.g. "2026-01/2026-02-28-1a2b3c4d". */
  folder: string;
  provenance: Provenance;
  receipt: Receipt;
}

/** Reads what a report is about; those of versions without periods are about all the data. */
export function readSubject({ manifests }: Pick<Provenance, "manifests">): Subject {
  const { period, store } = (manifests["plot"] ?? {}) as { period?: { name?: unknown }; store?: unknown };
  return {
    period: typeof period?.name === "string" ? period.name : "all",
    store: typeof store === "string" ? store : undefined,
  };
}

/** Names a subject for people, e.g. "2026-01, store Köln". */
export function nameSubject({ period, store }: Subject): string {
  return store === undefined ? period : `${period}, store ${store}`;
}

/** Names the folder of a subject's reports: "2026-01", or "2026-01/stores/koln-1a2b3c" of a store. */
export function nameSubjectFolder({ period, store }: Subject): string {
  const folder = period.replace("/", "--");
  if (store === undefined) return folder;
  const plain = store
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return `${folder}/stores/${plain.replace(/^-|-$/g, "").slice(0, 40) || "store"}-${sha256(store).slice(0, 6)}`;
}

/** Names the folder of one report: the last day of its data and the start of the checksum in its HTML. */
export function nameReportFolder({ last_day, checksums }: Receipt): string {
  const checksum = checksums["tillbook.html"] ?? Object.values(checksums)[0] ?? "";
  return `${last_day ?? "empty"}-${checksum.slice(0, 8)}`;
}

/** Makes the receipt of a report from its provenance and the checksums in its files, by their names. */
export function makeReceipt({ manifests, origin }: Provenance, checksums: Record<string, string>): Receipt {
  const last = manifests["import"]?.["last_day"];
  return { last_day: typeof last === "string" ? last : null, commit: origin.commit, checksums };
}

/** Reads the provenance of a report, HTML or PDF; undefined where it has none that can be read. */
export async function readProvenance(bytes: Uint8Array): Promise<Provenance | undefined> {
  if (Buffer.from(bytes.subarray(0, 5)).toString("latin1") !== "%PDF-")
    return readHtmlProvenance(Buffer.from(bytes).toString());
  return (await readPdf(bytes).catch(() => undefined))?.provenance;
}

/**
 * Reads the reports of a subject in an archive, in the order of their folders. A folder may hold HTML, PDF or both.
 * @param archive  absolute; undefined for none
 * @param onProblem  is told why a report can't be compared: damaged, of something else, or made by a version without sums of months
 */
export async function readArchive(
  archive: string | undefined,
  subject: Subject,
  onProblem: (problem: string) => void,
): Promise<ArchivedReport[]> {
  if (archive === undefined) return [];
  const home = nameSubjectFolder(subject);
  const folders = (await listEntries(join(archive, home))).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).filter((name) => name !== "stores" && !name.startsWith("."));
  const reports: ArchivedReport[] = [];
  for (const folder of names.sort().map((name) => `${home}/${name}`)) {
    const { provenance: first, checksums } = await readReport(join(archive, folder), (problem) =>
      onProblem(`${folder}/${problem}`),
    );
    if (first === undefined) continue;
    const got = readSubject(first);
    if (got.period !== subject.period || got.store !== subject.store)
      onProblem(`${folder} is a report of ${nameSubject(got)}, not of ${nameSubject(subject)}`);
    else if (readMonths(first) === undefined)
      onProblem(`${folder} was made by a version of Tillbook that kept no sums of months; it is not compared`);
    else reports.push({ folder, provenance: first, receipt: makeReceipt(first, checksums) });
  }
  return reports;
}

/**
 * Reads the files of a report in a folder, HTML first.
 * @param onProblem  is told what is wrong with a file, which is then left out
 */
async function readReport(
  folder: string,
  onProblem: (problem: string) => void,
): Promise<{ provenance: Provenance | undefined; checksums: Record<string, string> }> {
  const files = (await listEntries(folder)).map(({ name }) => name).filter((name) => /\.(html|pdf)$/.test(name));
  let first: Provenance | undefined;
  const checksums: Record<string, string> = {};
  for (const name of files.sort()) {
    const bytes = await readFile(join(folder, name));
    // the provenance of a PDF is that of its HTML, and slow to read
    const provenance = first ?? (await readProvenance(bytes));
    if (provenance === undefined) onProblem(`${name} is no report: it has no provenance`);
    else if (isChecksumValid(bytes) !== true)
      onProblem(`${name} is damaged: its SHA-256 differs from the checksum in it; it is not compared`);
    else {
      first ??= provenance;
      checksums[name] = String(readChecksum(bytes));
    }
  }
  return { provenance: first, checksums };
}

/**
 * Lists the reports in an archive that a new one supersedes, the newest first: all that it takes from the archive follows from them.
 * @param manifests  of the new report
 * @param onProblem  as of `readArchive`
 */
export async function listSuperseded(
  archive: string | undefined,
  manifests: Provenance["manifests"],
  onProblem: (problem: string) => void,
): Promise<Receipt[]> {
  const reports = await readArchive(archive, readSubject({ manifests }), onProblem);
  return findSuperseded(reports, manifests).map(({ receipt }) => receipt);
}

async function listEntries(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });
}

/**
 * Finds the reports that a new one replaces: those of other data in the same currency, the newest first. One that another
 * supersedes is older than that; of those that no other supersedes, the newest is that of the latest day, then the one with most of the
 * files that there are now, then that of the highest checksum.
 */
export function findSuperseded(
  reports: readonly ArchivedReport[],
  manifests: Provenance["manifests"],
): ArchivedReport[] {
  const data = describeData(manifests);
  const candidates = reports.filter(
    ({ provenance }) =>
      describeData(provenance.manifests) !== data && currencyOf(provenance.manifests) === currencyOf(manifests),
  );
  const names = new Set(listFileNames(manifests));
  const ranks = new Map(candidates.map((report) => [report, rank(report, names)]));
  const older = new Map(candidates.map((report) => [report, findOlder(report, candidates)]));
  // how many of those that are left supersede a report
  const left = new Map(candidates.map((report) => [report, 0]));
  const count = (reports: readonly ArchivedReport[], by: number): void => {
    for (const report of reports) if (left.has(report)) left.set(report, left.get(report)! + by);
  };
  for (const reports of older.values()) count(reports, 1);
  const ordered: ArchivedReport[] = [];
  while (left.size > 0) {
    const heads = [...left].filter(([, superseders]) => superseders === 0).map(([report]) => report);
    const newest = (heads.length > 0 ? heads : [...left.keys()]).reduce((a, b) =>
      ranks.get(a)! >= ranks.get(b)! ? a : b,
    );
    ordered.push(newest);
    left.delete(newest);
    count(older.get(newest)!, -1);
  }
  return ordered.slice(0, mostSuperseded);
}

/** Most reports that one names as superseded; those name the ones before. */
const mostSuperseded = 100;

/** Finds the reports that one supersedes. */
function findOlder({ provenance }: ArchivedReport, reports: readonly ArchivedReport[]): ArchivedReport[] {
  const known = new Set(provenance.supersedes?.flatMap(({ checksums }) => Object.values(checksums)));
  return reports.filter(({ receipt }) => Object.values(receipt.checksums).some((checksum) => known.has(checksum)));
}

/** What is greater for a newer report. */
function rank({ receipt, provenance }: ArchivedReport, names: ReadonlySet<string>): string {
  const common = listFileNames(provenance.manifests).filter((name) => names.has(name)).length;
  return `${receipt.last_day ?? ""} ${String(common).padStart(9, "0")} ${Object.values(receipt.checksums).join()}`;
}

/** Lists the names of the imported files. */
export function listFileNames({ import: imported }: Provenance["manifests"]): string[] {
  const files = imported?.["files"];
  return Array.isArray(files) ? files.map((file) => String(file?.name)) : [];
}

/** Equal for reports of the same sales and results. */
function describeData(manifests: Provenance["manifests"]): string {
  const wrote = (manifests["aggregate"]?.["wrote"] ?? {}) as Record<string, string>;
  return JSON.stringify([manifests["import"]?.["table_fingerprint"], Object.entries(wrote).sort()]);
}

function currencyOf(manifests: Provenance["manifests"]): string {
  return String(manifests["import"]?.["currency"] ?? "EUR");
}
