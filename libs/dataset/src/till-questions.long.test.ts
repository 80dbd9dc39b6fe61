import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { findPaths, formatCents, TillbookError } from "@tillbook/pipeline";
import { inspectWithAnswers, type Person } from "./answers.js";
import { importSales } from "./import.js";
import { findQuestion, type Inspection, type InspectOptions, inspectFiles } from "./inspect.js";
import type { Question } from "./questions.js";
import { totalCents } from "./sales-file.js";
import { startTestDatabase } from "./test-database.js";

// Every question about a till's files is answered in every way, as `make inspect` would, and the files are then imported.

const cases = join(findPaths().root, "libs/dataset/till-files");
const { connection, paths, folder: temporary, stop } = await startTestDatabase();
after(stop);
const today = "2026-12-31";
/** Questions in a row about one case. */
const mostQuestions = 8;

test("each answer to a question ends in an import or in another failure, and one of them is right", async () => {
  const asked: string[] = [];
  for (const name of (await readdir(cases)).sort()) {
    const files = join(cases, name, "files");
    const question = await inspectFiles(optionsOf(files)).then(findQuestion, () => undefined);
    if (question === undefined) continue;
    asked.push(name);
    const results: string[] = [];
    for (const first of question.question.choices.keys()) results.push(...(await answerAll(name, files, [first])));
    const { rows, amount } = JSON.parse(await readFile(join(cases, name, "case.json"), "utf8"));
    const right = `${rows} rows, ${Number(amount).toFixed(2)}`;
    // Where no answer leads to an import, another reason stands in its way.
    if (amount !== undefined && rows > 0 && results.some((result) => /^\d+ rows, -?\d+\.\d\d$/.test(result)))
      assert.ok(results.includes(right), `${name}: expected ${right} for some answer, got ${results.join("; ")}`);
  }
  assert.ok(asked.length > 10, `${asked.length} questions`);
});

/** Answers the first questions by the places of their choices, and further ones in every way; returns all that comes of it. */
async function answerAll(name: string, files: string, answers: readonly number[]): Promise<string[]> {
  assert.ok(answers.length < mostQuestions, `${name}: no answer ends the questions`);
  const source = await mkdtemp(join(temporary, "case-"));
  await cp(files, source, { recursive: true });
  const open: Question[] = [];
  const person: Person = {
    ask: async (question) => {
      const choice = question.choices[answers[open.push(question) - 1] ?? -1];
      return choice;
    },
    confirm: async () => true,
    onWritten: () => {},
  };
  const inspection = await inspectWithAnswers(optionsOf(source), person);
  const inspected = describe(inspection);
  assert.equal(inspected.replaceAll(source, files), (await importFiles(source)).replaceAll(source, files), name);
  const next = open[answers.length];
  if (next === undefined) {
    assert.ok(findQuestion(inspection) === undefined, `${name}: asked again: ${inspected}`);
    return [inspected];
  }
  const results: string[] = [];
  for (const choice of next.choices.keys()) results.push(...(await answerAll(name, files, [...answers, choice])));
  return results;
}

function optionsOf(source: string): InspectOptions {
  return { source, sourceHint: "", rejects: "stop", today, isWhole: true };
}

function describe({ files, failures }: Inspection): string {
  if (failures[0] !== undefined) return describeFailure(failures[0]);
  const cents = files.reduce((sum, file) => sum + file.cents, 0n);
  return `${files.reduce((sum, file) => sum + file.rows, 0)} rows, ${formatCents(cents)}`;
}

async function importFiles(source: string): Promise<string> {
  const options = { paths, source, today, sourceHint: "", mode: "always", rejects: "stop" } as const;
  try {
    const { files } = await importSales(connection, { ...options, rejectsFolder: join(temporary, "rejects") });
    return `${files.reduce((sum, file) => sum + file.rows, 0)} rows, ${formatCents(totalCents(files))}`;
  } catch (error) {
    return describeFailure(error);
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof TillbookError)) throw error;
  return `${error.message} · ${error.hint}`;
}
