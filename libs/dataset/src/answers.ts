import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { columnsFile, findCsvFiles } from "./csv-files.js";
import { type Inspection, inspectFiles } from "./inspect.js";
import { type Choice, OpenQuestion, type Question } from "./questions.js";

/**
 * Inspects files; what only a person knows is asked, one question at a time, and each answer is written into `columns.json`.
 * @param ask  resolves to the answer, or to undefined where there is nobody to ask
 * @param onWritten  called with the file that has the answer
 * @throws TillbookError as `inspectFiles`
 */
export async function inspectWithAnswers(
  source: string,
  hint: string,
  ask: (question: Question) => Promise<Choice | undefined>,
  onWritten: (path: string) => void,
  signal?: AbortSignal,
): Promise<Inspection> {
  for (;;) {
    try {
      return await inspectFiles(source, hint, signal);
    } catch (error) {
      const choice = error instanceof OpenQuestion ? await ask(error.question) : undefined;
      if (!(error instanceof OpenQuestion) || choice === undefined) throw error;
      const { files } = await findCsvFiles(source, hint);
      const file = files.find(({ name }) => name === error.question.file);
      if (file === undefined) throw error;
      onWritten(await writeAnswer(file.path, choice));
    }
  }
}

/** Formats a question for a terminal, its choices numbered. */
export function formatQuestion({ file, problem, example, choices }: Question): string[] {
  const width = Math.max(...choices.map(({ label }) => label.length));
  return [
    `${file}: ${problem}.`,
    `What does ${JSON.stringify(example)} mean?`,
    ...choices.map(({ label, settings }, i) => `  ${i + 1})  ${label.padEnd(width)}   ${JSON.stringify(settings)}`),
  ];
}

/** Finds the choice that was answered by its number; undefined for anything else. */
export function findChoice({ choices }: Question, answer: string): Choice | undefined {
  return /^\d+$/.test(answer.trim()) ? choices[Number(answer) - 1] : undefined;
}

/**
 * Adds an answer to the `columns.json` beside a file, and leaves its other settings.
 * @param path  of the file that the question is about
 * @throws TillbookError CSV_INVALID where `columns.json` is not JSON
 */
export async function writeAnswer(path: string, { settings }: Choice): Promise<string> {
  const target = join(dirname(path), columnsFile);
  const text = await readFile(target, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  const old = parse(text);
  await writeFileAtomic(target, `${JSON.stringify({ ...old, ...settings }, undefined, 2)}\n`);
  return target;
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const settings = `${columnsFile} is not JSON, so nothing can be added to it: ${(cause as Error).message}`;
    throw new TillbookError("CSV_INVALID", settings, "correct it, then run `make inspect`", { cause });
  }
}

/** Writes a draft of `columns.json` in which each answer is a comment: one of them is to be uncommented. */
export function draftColumnsFile({ file, problem, example, choices }: Question): string {
  const lines = choices.map(({ label, settings }) => {
    const [[key, value] = ["", ""]] = Object.entries(settings);
    return `  // ${JSON.stringify(key)}: ${JSON.stringify(value)}   // ${label}`;
  });
  return `{\n  // ${file}: ${problem}, e.g. ${JSON.stringify(example)}\n${lines.join("\n")}\n}\n`;
}
