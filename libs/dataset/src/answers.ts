import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { escapeControls, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { applyEdits, modify, type ParseError, parse, parseTree } from "jsonc-parser";
import { findColumnsFile, listFolders, parseColumnsFile } from "./columns-file.js";
import { columnsFile, findCsvFiles } from "./csv-files.js";
import { findQuestion, type Inspection, type InspectOptions, inspectFiles } from "./inspect.js";
import { type Choice, describeProblem, type Question } from "./questions.js";

/** The person who knows what no file says. */
export interface Person {
  /** Resolves to the answer, or to undefined where there is none. */
  ask: (question: Question) => Promise<Choice | undefined>;
  /** Whether a `columns.json` that exists may be changed. */
  confirm: (path: string, difference: string[]) => Promise<boolean>;
  onWritten: (path: string) => void;
}

/**
 * Inspects files; what only a person knows is asked, one question at a time, and each answer is written into `columns.json`.
 * What is still open then is among the failures.
 * @throws TillbookError as `inspectFiles`
 */
export async function inspectWithAnswers(options: InspectOptions, person: Person): Promise<Inspection> {
  const answered = new Set<string>();
  const written = new Set<string>();
  const careful: Person = {
    ...person,
    // What this run wrote may be added to.
    confirm: async (path, difference) => written.has(path) || (await person.confirm(path, difference)),
    onWritten: (path) => {
      written.add(path);
      person.onWritten(path);
    },
  };
  for (;;) {
    const inspection = await inspectFiles({ ...options, isWhole: false });
    const question = findQuestion(inspection)?.question;
    const key = JSON.stringify([question?.files, question?.problem]);
    const isRepeated = answered.has(key);
    const choice = question === undefined || isRepeated ? undefined : await person.ask(question);
    const isWritten =
      question !== undefined && choice !== undefined && (await writeAnswers(options, question, choice, careful));
    if (!isWritten) return inspection.failures.length > 0 ? inspectFiles({ ...options, isWhole: true }) : inspection;
    answered.add(key);
  }
}

/** Writes an answer into the `columns.json` of each file that a question is about; returns whether all were written. */
async function writeAnswers(
  options: InspectOptions,
  question: Question,
  choice: Choice,
  { confirm, onWritten }: Person,
): Promise<boolean> {
  const targets = await findTargets(options, question);
  for (const target of targets) {
    const old = existsSync(target) ? await readFile(target, "utf8") : undefined;
    const text = addAnswer(old, question, choice);
    if (old !== undefined && !(await confirm(target, listDifference(old, text)))) return false;
    await writeFileAtomic(target, text);
    onWritten(target);
  }
  return targets.length > 0;
}

/** Finds the `columns.json` of each file that a question is about, whether it exists or not. */
export async function findTargets(
  { source, sourceHint }: Pick<InspectOptions, "source" | "sourceHint">,
  question: Question,
): Promise<string[]> {
  const { folder, files } = await findCsvFiles(source, sourceHint);
  // A sheet is named after its workbook.
  const isMeant = (name: string): boolean =>
    question.files.some((file) => file === name || file.startsWith(`${name}/`));
  const paths = files.filter(({ name }) => isMeant(name)).map(({ path }) => path);
  return [...new Set(await Promise.all(paths.map((path) => findTarget(path, folder))))];
}

/** Finds the `columns.json` that counts for a file: the nearest one, up to `root`; where there is none, a new one in `root`. */
async function findTarget(path: string, root = dirname(path)): Promise<string> {
  for (const folder of listFolders(dirname(path), root)) {
    const found = await findColumnsFile(folder);
    if (found !== undefined) return found;
  }
  return join(root, columnsFile);
}

/**
 * Adds an answer to the text of a `columns.json`, with its reason as a comment, and leaves the rest as it is.
 * @throws TillbookError CSV_INVALID where the text is not JSON
 */
export function addAnswer(old: string | undefined, question: Question, choice: Choice): string {
  const settings = Object.entries(choice.settings);
  const reason = `// ${describeReason(question)}: ${escapeControls(choice.label)}`;
  const lines = settings.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  if (old === undefined || old.trim() === "") return `{\n  ${reason}\n${lines.join(",\n")}\n}\n`;
  const errors: ParseError[] = [];
  const value: unknown = parse(old.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
  if (errors.length > 0 || typeof value !== "object" || value === null || Array.isArray(value)) {
    const problem = `${columnsFile} is no JSON object, so nothing can be added to it`;
    throw new TillbookError("CSV_INVALID", problem, "correct it, then run `make inspect`");
  }
  let text = old.replace(/^\uFEFF/, "");
  for (const [key, value] of settings) {
    const isNested = isObject(value) && isObject((parse(text) as Record<string, unknown>)[key]);
    const changes = isNested
      ? Object.entries(value).map(([name, inner]) => [[key, name], inner] as const)
      : [[[key], value] as const];
    for (const [path, setting] of changes) {
      const isNew = parseTree(text)?.children?.every(({ children }) => children?.[0]?.value !== key) ?? true;
      const formattingOptions = { insertSpaces: true, tabSize: 2 };
      text = applyEdits(text, modify(text, [...path], setting, { formattingOptions }));
      if (isNew)
        text = text.replace(
          new RegExp(`^( *)(?=${escapeRegExp(JSON.stringify(key))}\\s*:)`, "m"),
          `$1${reason.replaceAll("$", "$$$$")}\n$1`,
        );
    }
  }
  return text.endsWith("\n") ? text : `${text}\n`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describeReason(question: Question): string {
  return escapeControls(describeProblem(question).replace(/\s+/g, " "));
}

/** Lists the lines that a change removes and adds, e.g. `- "trim": true` and `+ "trim": true,`. */
function listDifference(old: string, text: string): string[] {
  const [before, after] = [old.split("\n"), text.split("\n")];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}

/** Formats a question for a terminal, its choices numbered. */
export function formatQuestion(question: Question): string[] {
  const { ask, choices } = question;
  const width = Math.max(...choices.map(({ label }) => label.length));
  return [
    describeProblem(question),
    ask,
    ...choices.map(({ label, settings }, i) => `  ${i + 1})  ${label.padEnd(width)}   ${JSON.stringify(settings)}`),
  ];
}

/** Finds the choice that was answered, by its number, or where others are possible by its value; undefined for anything else. */
export function findChoice({ choices, isOpenEnded, columns }: Question, answer: string): Choice | undefined {
  const text = answer.trim();
  if (/^\d+$/.test(text)) return choices[Number(text) - 1];
  const [first] = choices;
  if (first === undefined || text === "") return undefined;
  if (columns?.includes(text)) return { label: text, settings: nameColumn(first.settings, text) };
  const [key] = Object.keys(first.settings);
  if (!isOpenEnded || key === undefined) return undefined;
  try {
    parseColumnsFile(JSON.stringify({ [key]: text }));
    return { label: text, settings: { [key]: text } };
  } catch {
    return undefined;
  }
}

/** Puts another name into settings such as `{ "columns": { "Net": "amount" } }`, or the same for some files. */
function nameColumn(settings: Choice["settings"], name: string): Choice["settings"] {
  const entries = Object.entries(settings).map(([key, value]) => {
    if (key === "columns") return [key, { [name]: Object.values(value as object)[0] }];
    return [key, isObject(value) ? nameColumn(value, name) : value];
  });
  return Object.fromEntries(entries);
}

/** Writes a draft of `columns.json` in which each answer is a comment: one of them is to be uncommented. */
export function draftColumnsFile(question: Question): string {
  const lines = question.choices.map(
    ({ label, settings }) => `  // ${JSON.stringify(settings).slice(1, -1)} // ${label}`,
  );
  return `{\n  // ${describeReason(question)}\n  // Remove the // in front of the one that is right:\n${lines.join("\n")}\n}\n`;
}
