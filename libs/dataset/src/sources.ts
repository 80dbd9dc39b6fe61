import { TillbookError } from "@tillbook/pipeline";
import type { ColumnsSpec } from "./columns-file.js";
import type { CsvFile } from "./csv-files.js";
import { closeFindings, type Dialect, type Finding, findDialect, formatDialect } from "./dialect.js";

/** A file to import, how it is written, and what was found in it. */
export interface Source extends CsvFile {
  dialect: Dialect;
  finding: Finding;
}

/**
 * Detects how each file is written.
 * @throws TillbookError CSV_INVALID, also for two files with the same bytes; OpenQuestion
 */
export async function findSources(
  files: readonly CsvFile[],
  findSpec: (file: CsvFile) => ColumnsSpec,
): Promise<Source[]> {
  const findings: Finding[] = [];
  for (const file of files) findings.push(await findDialect(file, findSpec(file)));
  refuseCopies(files.filter((_, i) => findings[i]?.hasRows));
  return closeFindings(findings).map((dialect, i) => {
    return { ...(files[i] as CsvFile), dialect, finding: findings[i] as Finding };
  });
}

/** Describes how the files are read, a line for all that are read in the same way, after the guesses that are not certain. */
export function describeSources(sources: readonly Source[]): string[] {
  const doubts = new Set(sources.flatMap(({ finding }) => finding.doubts));
  const forms = [...groupSources(sources)].map(
    ([form, { length }]) => `${length} ${length === 1 ? "file" : "files"}: ${form}`,
  );
  return [...[...doubts].map((doubt) => `NOTE: ${doubt}`), ...forms];
}

/** Groups the sources by how they are read, in words. */
export function groupSources<S extends Pick<Source, "dialect" | "finding">>(sources: readonly S[]): Map<string, S[]> {
  const groups = new Map<string, S[]>();
  for (const source of sources) {
    const { ignored } = source.finding.header;
    const more = ignored.length > 0 ? `; not read: ${ignored.map((name) => JSON.stringify(name)).join(", ")}` : "";
    const form = formatDialect(source.dialect) + more;
    groups.set(form, [...(groups.get(form) ?? []), source]);
  }
  return groups;
}

/** @throws TillbookError CSV_INVALID for two files with the same bytes, which would count everything twice */
function refuseCopies(files: readonly CsvFile[]): void {
  const names = new Map<string, string>();
  for (const { name, sha256 } of files) {
    const original = names.get(sha256);
    names.set(sha256, name);
    if (original === undefined) continue;
    throw new TillbookError(
      "CSV_INVALID",
      `expected different files, got ${original} and ${name} with the same bytes`,
      "remove one of them, then run `make import`",
    );
  }
}
