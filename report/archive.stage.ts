import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Paths, runStage, TillbookError } from "@tillbook/pipeline";
import { isChecksumValid, readChecksum } from "@tillbook/provenance";
import {
  makeReceipt,
  nameReportFolder,
  nameSubject,
  nameSubjectFolder,
  readProvenance,
  readSubject,
} from "./archive.js";

/** The files of a report. */
interface Files {
  html: string;
  pdf: string;
  /** Folder of its signed copies, where there are any. */
  signed?: string;
  /** What makes it. */
  command: string;
}

await runStage("archive", async ({ settings, paths, log, signal }) => {
  const { archive } = settings.report;
  const own = { ...nameFiles(paths.report, "tillbook", "make report"), signed: join(paths.build, "signed") };
  const results = [await keep(own, archive, paths)];
  for (const files of await listReports(join(paths.build, "reports"))) {
    signal.throwIfAborted();
    results.push(await keep(files, archive, paths));
  }
  const [first, ...others] = results;
  if (others.length === 0) return `${first!.isNew ? "" : "unchanged: "}${first!.folder}, the report of ${first!.name}`;
  log(`${first!.folder}, the report of ${first!.name}`);
  return `${results.length} reports in ${relative(paths.root, archive)}, ${results.filter(({ isNew }) => isNew).length} of them new`;
});

function nameFiles(folder: string, name: string, command: string): Files {
  return { html: join(folder, `${name}.html`), pdf: join(folder, `${name}.pdf`), command };
}

/**
 * Lists what `make reports` made, without its copy of the whole.
 * @throws TillbookError SETUP_MISSING where a report was being made when its run was stopped
 */
async function listReports(home: string): Promise<Files[]> {
  const list = (folder: string) => readdir(folder, { withFileTypes: true }).catch(() => []);
  const reports: Files[] = [];
  for (const folder of (await list(home)).filter((entry) => entry.isDirectory()).map(({ name }) => name)) {
    const command = `make reports BY=${folder.replace(/s$/, "")}`;
    for (const { name: file } of await list(join(home, folder))) {
      const [, slug] = /^(?!all\.)(.+)\.json$/.exec(file) ?? [];
      if (slug === undefined) continue;
      const entry = await readEntry(join(home, folder, file));
      if (entry?.name === undefined) continue;
      if (entry.pdf === undefined)
        throw missing(`build/reports/${folder}/${slug}.html`, "a run was stopped while it was made", command);
      reports.push(nameFiles(join(home, folder), slug, command));
    }
  }
  return reports;
}

/** Reads what `make reports` says of a report, which has a PDF only when the report is whole; undefined of any other file. */
async function readEntry(file: string): Promise<{ name?: unknown; pdf?: unknown } | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}

function missing(file: string, got: string, command: string): TillbookError {
  const message = `expected a whole report in ${file}, but ${got}`;
  return new TillbookError("SETUP_MISSING", message, `${command}, then make archive`);
}

/**
 * Copies a report into the archive, unless it is there.
 * @throws TillbookError SETUP_MISSING when HTML or PDF is missing, or isn't as it was made
 */
async function keep({ html, pdf, signed, command }: Files, archive: string, paths: Paths) {
  const files = { "tillbook.html": html, "tillbook.pdf": pdf };
  const checksums: Record<string, string> = {};
  for (const [name, file] of Object.entries(files)) {
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes === undefined || isChecksumValid(bytes) !== true) {
      const got = bytes === undefined ? "found none" : "it was changed since it was made";
      throw missing(relative(paths.root, file), got, command);
    }
    checksums[name] = String(readChecksum(bytes));
  }
  const provenance = await readProvenance(await readFile(html));
  if (provenance === undefined) throw new Error(`expected provenance in ${html}`);
  const subject = readSubject(provenance);
  const home = join(archive, nameSubjectFolder(subject));
  const folder = join(home, nameReportFolder(makeReceipt(provenance, checksums)));
  const kept = { folder: relative(paths.root, folder), name: nameSubject(subject) };
  if (existsSync(folder)) return { ...kept, isNew: false };
  await mkdir(home, { recursive: true });
  const part = await mkdtemp(join(home, ".part-"));
  try {
    for (const [name, file] of Object.entries(files)) await copyFile(file, join(part, name));
    if (signed !== undefined && existsSync(signed)) await cp(signed, join(part, "signed"), { recursive: true });
    await rename(part, folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return { ...kept, isNew: true };
}
