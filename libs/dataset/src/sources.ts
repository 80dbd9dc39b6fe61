import { TillbookError } from "@tillbook/pipeline";
import { closestMatch } from "leven";
import type { ColumnsFiles } from "./columns-file.js";
import type { CsvFile } from "./csv-files.js";
import { findPlaces, listNames } from "./csv-header.js";
import { closeFinding, type Dialect, type Finding, findDialect, formatDialect } from "./dialect.js";
import { refuseSecondReports } from "./profiles.js";
import { askAboutEqualRows, limitToFiles, makePatterns, OpenQuestion, type Question } from "./questions.js";
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
  /** Which files are not read, and what was read in another way than it was written. */
  notes: string[];
}

/** Detects how each file is written; a `columns.json` or a profile may say that one has no sales. */
export async function findSources(
  all: readonly TextTable[],
  specs: Pick<ColumnsFiles, "find" | "notes">,
): Promise<FoundSources> {
  const failures: TillbookError[] = [];
  const fail = (error: unknown): void => {
    if (!(error instanceof TillbookError)) throw error;
    failures.push(error);
  };
  const notes = specs.notes.map((note) => `NOTE: ${note}`);
  const found: { file: TextTable; finding: Finding }[] = [];
  for (const file of all) {
    if (file.spec.read === false) notes.push(`not read: ${file.name}, by columns.json`);
    else {
      const finding = await findDialect(file, file.spec).catch(fail);
      if (finding?.header.settings.read === false) notes.push(`not read: ${file.name}, ${finding.header.profile}`);
      else if (finding !== undefined) found.push({ file, finding });
    }
  }
  const findings = found.map(({ finding }) => finding);
  const compared = found.filter(({ file, finding }) => finding.hasRows && file.spec.equalRows !== "count");
  for (const find of [
    () => failures.length === 0 && expectNames(all, specs.find, findings),
    () => refuseCopies(compared.map(({ file }) => file)),
    () =>
      refuseSecondReports(
        found
          .filter(({ finding }) => finding.hasRows)
          .map(({ file, finding }) => ({
            file: file.name,
            header: finding.header,
            isNamed: file.spec.profile !== undefined,
          })),
      ),
  ])
    attempt(find, fail);
  const sources: Source[] = [];
  for (const { file, finding } of found) {
    attempt(() => {
      const { joined } = file;
      const known = joined && { profile: "DSFinV-K", amounts: "gross" as const, currency: joined.currency };
      sources.push({ ...file, dialect: { ...closeFinding(finding, findings), ...known }, finding });
    }, fail);
  }
  return { sources, failures: mergeQuestions(failures, all), notes };
}

function attempt(run: () => unknown, fail: (error: unknown) => void): void {
  try {
    run();
  } catch (error) {
    fail(error);
  }
}

/** Makes one question of those about files of one layout, with answers that leave the other files as they are. */
function mergeQuestions(failures: readonly TillbookError[], all: readonly TextTable[]): TillbookError[] {
  const groups = new Map<string, string[]>();
  for (const { question } of failures.filter((failure) => failure instanceof OpenQuestion))
    if (question.group !== undefined)
      groups.set(question.group, [...(groups.get(question.group) ?? []), question.files[0]]);
  const merged: TillbookError[] = [];
  for (const failure of failures) {
    const names = failure instanceof OpenQuestion ? groups.get(failure.question.group ?? "") : undefined;
    if (names === undefined || !(failure instanceof OpenQuestion)) merged.push(failure);
    else if (names[0] === failure.question.files[0]) {
      const others = all.map(({ name }) => name).filter((name) => !names.includes(name));
      const limited = limitToFiles(failure.question, names, others);
      merged.push(
        new OpenQuestion(limited.isHeader && others.length > 0 ? offerToLeaveOut(limited, names, others) : limited),
      );
    }
  }
  return merged;
}

/** Adds to the question about files without known columns that they may have no sales. */
function offerToLeaveOut(question: Question, names: readonly string[], others: readonly string[]): Question {
  const files = Object.fromEntries(makePatterns(names, others).map((pattern) => [pattern, { read: false }]));
  return { ...question, choices: [...question.choices, { label: "no sales: leave it out", settings: { files } }] };
}

/** @throws TillbookError CSV_INVALID where a `columns.json` names a column that none of its files has */
function expectNames(files: readonly CsvFile[], find: ColumnsFiles["find"], findings: readonly Finding[]): void {
  const headers = findings.map(({ header }) => header.names);
  for (const file of files) {
    for (const name of listNames(find(file))) {
      if (headers.some((names) => findPlaces(names, name).length > 0)) continue;
      const nearest = closestMatch(name, headers.flat());
      throw new TillbookError(
        "CSV_INVALID",
        `columns.json: no file has a column ${JSON.stringify(name)}${nearest === undefined ? "" : `, the nearest is ${JSON.stringify(nearest)}`}`,
        "write the name as it is in the file's first row, or remove it",
      );
    }
  }
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

/** @throws OpenQuestion for two files with the same bytes, which would count everything twice */
function refuseCopies(files: readonly CsvFile[]): void {
  const originals = new Map<string, CsvFile>();
  for (const file of files) {
    // Two sheets are of one file.
    const hash = file.text?.sha256 ?? file.sha256;
    const original = originals.get(hash);
    originals.set(hash, file);
    if (original === undefined) continue;
    throw askAboutEqualRows(original.name, file.name, {
      problem: `expected different files, got ${original.name} and ${file.name} with the same bytes`,
    });
  }
}
