import { basename, dirname } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import { matchesName } from "./columns-file.js";

/** A question about a file that only a person can answer, each answer with what it adds to `columns.json`. */
export interface Question {
  /** The file that it is about, or two that are compared. */
  files: readonly [string, ...string[]];
  /** Of the value in question, from 1, where it has one. */
  line?: number;
  /** What is open, with the value, e.g. `sold_on may have the day or the month first, e.g. "03/01/2026"`. */
  problem: string;
  /** The question itself, for a terminal. */
  ask: string;
  choices: readonly Choice[];
  /** Whether the answer may be another value than those of the choices, as with the names of time zones. */
  isOpenEnded?: boolean;
  /** Equal for questions about files of one layout: one answer is for all of them. */
  group?: string;
  /** The names of all columns, where others than those of the choices are possible, too. */
  columns?: readonly string[];
  /** Whether a file's columns are in question, and so whether it has sales at all. */
  isHeader?: boolean;
  /** What else could be done, besides an answer, e.g. `remove one of them`. */
  otherwise?: string;
}

/** An answer: what it means, and the settings that say it. */
export interface Choice {
  label: string;
  settings: Readonly<Record<string, unknown>>;
}

/** The failure of an import that a question is behind; `make inspect` asks it. */
export class OpenQuestion extends TillbookError {
  constructor(
    readonly question: Question,
    options: { details?: readonly string[] } = {},
  ) {
    super("CSV_INVALID", describeProblem(question), describeAnswers(question), options);
  }
}

/** Describes what is open, after its file and line; two files are in the problem itself. */
export function describeProblem({ files, line, problem }: Question): string {
  if (files.length > 1) return problem;
  return line === undefined ? `${files[0]}: ${problem}` : `${files[0]}:${line}: ${problem}`;
}

/** Describes in one line what answers a question, e.g. `set it in a columns.json beside the file: {"decimal":"."} (1.23) or …`. */
function describeAnswers({ choices, isOpenEnded, columns, otherwise }: Question): string {
  const answers = choices.map(({ label, settings }) => `${JSON.stringify(settings)} (${label})`).join(" or ");
  const more = isOpenEnded ? ", or another" : columns ? ", or another column; see docs/your-own-data.md" : "";
  const set = `set it in a columns.json beside the file: ${answers}${more}; \`make inspect\` asks and writes it`;
  return [...(otherwise === undefined ? [] : [otherwise]), ...(choices.length === 0 ? [] : [set])].join("; or ");
}

/**
 * Limits the answers of a question to the files that it is about, where others are read with the same `columns.json`.
 * @param names  of the files of its layout
 * @param others  of all other files
 */
export function limitToFiles(question: Question, names: readonly string[], others: readonly string[]): Question {
  if (others.length === 0) return question;
  const patterns = makePatterns(names, others);
  const choices = question.choices.map((choice) => {
    const isLimited = "files" in choice.settings || "equalRows" in choice.settings;
    const files = Object.fromEntries(patterns.map((pattern) => [pattern, choice.settings]));
    return isLimited ? choice : { ...choice, settings: { files } };
  });
  return { ...question, choices };
}

/** Finds a pattern that has all of some names and none of the others, e.g. `till-*.csv`; or else lists the names. */
export function makePatterns(names: readonly string[], others: readonly string[]): string[] {
  const bases = [...new Set(names.map(nameFile))];
  const [first = ""] = bases;
  if (bases.length === 1) return bases;
  let [start, end] = [first, first];
  while (!bases.every((name) => name.startsWith(start))) start = start.slice(0, -1);
  while (!bases.every((name) => name.endsWith(end))) end = end.slice(1);
  const pattern = `${start}*${end}`;
  const isSafe = start !== "" && bases.every((name) => name.length >= start.length + end.length);
  return isSafe && !others.some((name) => matchesName(pattern, nameFile(name))) ? [pattern] : bases;
}

/** The name of a file without its folder; of a sheet, that of its workbook. */
function nameFile(name: string): string {
  return basename(isSheet(name) ? dirname(name) : name);
}

function isSheet(name: string): boolean {
  return /\.xls[xm]\/[^/]*$/i.test(name);
}

/** Asks about two files with equal rows, which are the same sales, or different ones that look the same. */
export function askAboutEqualRows(
  one: string,
  other: string,
  { problem, details = [] }: { problem: string; details?: readonly string[] },
): OpenQuestion {
  const leave = (name: string): Choice => ({
    label: `the same sales: leave out ${name}`,
    settings: { files: { [nameFile(name)]: { read: false } } },
  });
  const keep = (sheet: string): Choice => ({ label: `the same sales: read only ${sheet}`, settings: { sheet } });
  const areSheets = isSheet(one) && dirname(one) === dirname(other);
  const same = areSheets ? [keep(basename(one)), keep(basename(other))] : [leave(other), leave(one)];
  const isOneName = !areSheets && nameFile(one) === nameFile(other);
  return new OpenQuestion(
    {
      files: [one, other],
      problem,
      ask: "Are they the same sales, or different ones that look the same?",
      choices: [...(isOneName ? [] : same), { label: "different sales: count both", settings: { equalRows: "count" } }],
      otherwise: "remove one of them",
    },
    { details },
  );
}

/** Asks about two groups of files whose sums of each day are equal: receipts and their lines, or sales and sums of them. */
export function askAboutEqualSums(one: readonly string[], other: readonly string[], problem: string): OpenQuestion {
  const leave = (names: readonly string[], others: readonly string[]): Choice => {
    const patterns = makePatterns(names, others);
    return {
      label: `the same sales: leave out ${patterns.join(", ")}`,
      settings: { files: Object.fromEntries(patterns.map((pattern) => [pattern, { read: false }])) },
    };
  };
  return new OpenQuestion({
    files: [one[0] ?? "", ...one.slice(1), ...other],
    problem,
    ask: "Are they the same sales, told in two ways, or different ones?",
    choices: [
      leave(one, other),
      leave(other, one),
      { label: "different sales: count both", settings: { equalRows: "count" } },
    ],
    otherwise: "remove those that tell less",
  });
}
