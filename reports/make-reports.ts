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
  /** Hash of what all reports are made from, besides what each is about. */
  inputs: string;
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
  await rm(join(folder, ".making"), { recursive: true, force: true });
  const named = parts.parts.map((part) => ({ ...part, name: part.name ?? "" }));
  const slugs = new Map(named.map(({ name }) => [name, nameReport(name)]));
  const known = await readEntries(folder);
  const wanted = new Set([...slugs.values(), nameReport(undefined)]);
  const gone = [...known.keys()].filter((slug) => !wanted.has(slug));
  for (const slug of gone) await removeReport(folder, slug);
  if (gone.length > 0) log(`removed ${gone.length} of what no longer exists`);
  const inputsOf = (part: Part): string => sha256(JSON.stringify([options.inputs, part.scope]));
  const todo: typeof named = [];
  for (const part of named) {
    const entry = known.get(slugs.get(part.name)!);
    if (!(await isComplete(folder, entry, inputsOf(part)))) todo.push(part);
  }
  const failures: Failure[] = [];
  if (todo.length > 0) {
    if (todo.length < named.length) log(`${named.length - todo.length} of ${named.length} are unchanged`);
    await options.open((make) => makeAll(make));
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
    const left = todo[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const part of left) {
        options.signal.throwIfAborted();
        const slug = slugs.get(part.name)!;
        try {
          await make(part, { folder, slug, inputs: inputsOf(part) });
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
    await Promise.all(Array.from({ length: atATime }, work));
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

/** The failures as one error: the first as its message, a line for each. */
export function describeFailures(failures: readonly Failure[], total: number): TillbookError {
  const sorted = failures.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const details = sorted.map(({ name, error }) => `${JSON.stringify(name)}: ${(error as Error).message}`);
  const { code = "NOTEBOOK_FAILED", hint } = (sorted[0]?.error ?? {}) as Partial<TillbookError>;
  return new TillbookError(
    code,
    `${failures.length} of ${total} reports could not be made`,
    hint ?? "fix the cause, then run the same command again: it makes only what is missing",
    { details },
  );
}
