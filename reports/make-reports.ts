import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatManifest, sha256, sha256File, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { type CompleteEntry, isComplete, nameReport, readEntries, removeReport, writeEntry } from "./entries.js";
import type { Part, Parts } from "./parts.js";
import { formatProgress } from "./progress.js";

/** How many reports are worked on at a time: while one is printed, the next are drawn and their notebooks run. */
const atATime = 3;

/** A part whose report could not be made. */
export interface Failure {
  name: string;
  error: unknown;
}

export interface MakeOptions {
  /** That gets the reports. */
  folder: string;
  parts: Parts;
  /** Hashes what the report of a part is made from. */
  hashInputs: (part: Part) => Promise<string>;
  /** Starts what makes reports; called if there is one to make. */
  open: (work: (make: MakePart) => Promise<void>) => Promise<void>;
  log: (line: string) => void;
  progress: (line: string) => void;
  signal: AbortSignal;
}

/** Makes one report. */
export type MakePart = (
  part: Part & { name: string },
  files: { folder: string; slug: string; inputs: string },
) => Promise<void>;

/**
 * Makes the reports that are missing or whose inputs changed, and removes those of parts that no longer exist. What fails doesn't
 * keep others from being made.
 * @returns the entries of the parts whose reports are there, by name, and the failures
 */
export async function makeReports(
  options: MakeOptions,
): Promise<{ entries: Map<string, CompleteEntry>; failures: Failure[]; made: number }> {
  const { folder, parts, log } = options;
  const making = join(folder, ".making");
  await rm(making, { recursive: true, force: true });
  const named = parts.parts.map((part) => ({ ...part, name: part.name ?? "" }));
  const slugs = new Map(named.map(({ name }) => [name, nameReport(name)]));
  const known = await readEntries(folder);
  const wanted = new Set([...slugs.values(), nameReport(undefined)]);
  const gone = [...known.keys()].filter((slug) => !wanted.has(slug));
  for (const slug of gone) await removeReport(folder, slug);
  if (gone.length > 0) log(`removed ${gone.length} of what no longer exists`);
  const todo: { part: (typeof named)[number]; slug: string; inputs: string }[] = [];
  for (const part of named) {
    options.signal.throwIfAborted();
    const [slug, inputs] = [slugs.get(part.name)!, await options.hashInputs(part)];
    if (!(await isComplete(folder, known.get(slug), inputs))) todo.push({ part, slug, inputs });
  }
  const failures: Failure[] = [];
  if (todo.length > 0) {
    if (todo.length < named.length) log(`${named.length - todo.length} of ${named.length} are unchanged`);
    await options.open(makeAll);
    await rm(making, { recursive: true, force: true });
  }
  const entries = await readEntries(folder);
  const failed = new Set(failures.map(({ name }) => name));
  const made = named.filter(({ name }) => !failed.has(name));
  return {
    entries: new Map(made.map(({ name }) => [name, entries.get(slugs.get(name)!) as CompleteEntry])),
    failures,
    made: todo.length - failures.length,
  };

  async function makeAll(make: MakePart): Promise<void> {
    const started = performance.now();
    const ends: number[] = [];
    // whoever throws ends it for all
    const left = (function* () {
      yield* todo;
    })();
    const work = async (): Promise<void> => {
      for (const { part, slug, inputs } of left) {
        options.signal.throwIfAborted();
        try {
          await make(part, { folder, slug, inputs });
        } catch (error) {
          options.signal.throwIfAborted();
          if (isFatal(error)) throw error;
          await removeReport(folder, slug);
          failures.push({ name: part.name, error });
        }
        ends.push(performance.now() - started);
        options.progress(formatProgress(ends, named.length - todo.length + ends.length, named.length));
      }
    };
    // what makes reports is closed only when nobody works with it
    const ended = await Promise.allSettled(Array.from({ length: atATime }, work));
    for (const end of ended) if (end.status === "rejected") throw end.reason;
  }
}

/** Whether no other report could be made either. */
function isFatal(error: unknown): boolean {
  const fatal = ["BROWSER_DIED", "INTERRUPTED", "DISK_FULL", "MYSQL_UNREACHABLE", "SETUP_MISSING"];
  const { code, message = "" } = error as { code?: string; message?: string };
  return fatal.includes(code ?? "") || code === "ENOSPC" || /(browser|page|Target).* (closed|crashed)/i.test(message);
}

/** Copies the report of the whole, which `make report` has made, beside the others. */
export async function copyWhole(folder: string, report: string, { sums }: Part): Promise<CompleteEntry> {
  await mkdir(folder, { recursive: true });
  const copy = async (ending: string) => {
    const file = `${nameReport(undefined)}.${ending}`;
    await copyFile(join(report, `tillbook.${ending}`), join(folder, `${file}.part`));
    await rename(join(folder, `${file}.part`), join(folder, file));
    return { file, sha256: await sha256File(join(folder, file)) };
  };
  const [html, pdf] = [await copy("html"), await copy("pdf")];
  const entry: CompleteEntry = {
    inputs: sha256(html.sha256 + pdf.sha256),
    html,
    pdf,
    revenue_cents: String(sums.cents),
    sales: String(sums.sales),
  };
  await writeEntry(folder, nameReport(undefined), entry);
  return entry;
}

/** Writes the list of all reports; nothing in it depends on when they were made. */
export async function writeList(file: string, list: object): Promise<void> {
  await writeFileAtomic(file, formatManifest(list));
}

/** The failures as one error: a line for each, and how to see the first by itself. */
export function describeFailures(failures: readonly Failure[], { by, parts }: Parts): TillbookError {
  const sorted = failures.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const details = sorted.map(({ name, error }) => `${JSON.stringify(name)}: ${(error as Error).message}`);
  const [first] = sorted;
  const code = first?.error instanceof TillbookError ? first.error.code : "NOTEBOOK_FAILED";
  const setting = by === "store" ? "REPORT_STORE" : "REPORT_PERIOD";
  // as a shell reads it
  const value = `'${first?.name.replaceAll("'", "'\\''")}'`;
  return new TillbookError(
    code,
    `${failures.length} of ${parts.length} reports could not be made`,
    `${setting}=${value} make report fails likewise; once it is fixed, make reports BY=${by} makes only what is missing`,
    { details },
  );
}
