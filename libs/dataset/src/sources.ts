import { TillbookError } from "@tillbook/pipeline";
import type { CsvFile } from "./csv-files.js";
import { closeFinding, type Dialect, type Finding, findDialect, formatDialect } from "./dialect.js";
import { OpenQuestion } from "./questions.js";
import type { TextTable } from "./table-texts.js";

/** A file to import, how it is written, and what was found in it. */
export interface Source extends TextTable {
  dialect: Dialect;
  finding: Finding;
}

/** The files that can be read, and why the others can't: an import stops at the first reason. */
export interface FoundSources {
  sources: Source[];
  failures: TillbookError[];
}

/** Detects how each file is written. */
export async function findSources(files: readonly TextTable[]): Promise<FoundSources> {
  const failures: TillbookError[] = [];
  const attempt = <T>(error: unknown, result: T): T => {
    if (!(error instanceof TillbookError)) throw error;
    failures.push(error);
    return result;
  };
  const found: { file: TextTable; finding: Finding }[] = [];
  for (const file of files) {
    const finding = await findDialect(file, file.spec).catch((error) => attempt(error, undefined));
    if (finding !== undefined) found.push({ file, finding });
  }
  const compared = found.filter(({ file, finding }) => finding.hasRows && file.spec.equalRows !== "count");
  const copies = findCopies(compared.map(({ file }) => file));
  if (copies !== undefined) failures.push(copies);
  const findings = found.map(({ finding }) => finding);
  const sources: Source[] = [];
  for (const { file, finding } of found) {
    try {
      const known = file.joined && {
        profile: "DSFinV-K",
        amounts: "gross" as const,
        currency: file.joined.currency,
      };
      sources.push({ ...file, dialect: { ...closeFinding(finding, findings), ...known }, finding });
    } catch (error) {
      attempt(error, undefined);
    }
  }
  return { sources, failures };
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

/** Finds two files with the same bytes, which would count everything twice. */
function findCopies(files: readonly CsvFile[]): OpenQuestion | undefined {
  const originals = new Map<string, CsvFile>();
  for (const file of files) {
    const original = originals.get(file.sha256);
    originals.set(file.sha256, file);
    if (original !== undefined) return askAboutCopies(original.name, file.name);
  }
  return undefined;
}

function askAboutCopies(one: string, other: string): OpenQuestion {
  return new OpenQuestion({
    files: [one, other],
    line: 1,
    problem: `expected different files, got ${one} and ${other} with the same bytes`,
    ask: `Are ${one} and ${other} different sales that look the same? If not, remove one of them.`,
    choices: [{ label: "they are different sales", settings: { equalRows: "count" } }],
    otherwise: "remove one of them, then run `make import`",
  });
}
