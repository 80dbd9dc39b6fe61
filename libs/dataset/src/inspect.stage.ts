import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { escapeControls, runStage, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { draftColumnsFile, findChoice, formatQuestion, inspectWithAnswers } from "./answers.js";
import { formatInspection } from "./inspect-text.js";
import type { Choice, Question } from "./questions.js";
import { findSource } from "./source.js";

const hint = "set SALES_CSV to a folder, a file or a glob such as 'tills/*.csv'";

await runStage("inspect", async ({ settings, paths, signal }) => {
  const source = findSource(settings.salesCsv, paths);
  const draft = join(paths.build, "inspect", "columns.json");
  const inspection = await inspectWithAnswers(
    source,
    hint,
    (question) => ask(question, draft, signal),
    (path) => print([`written into ${path}`, ""]),
    signal,
  );
  print(formatInspection(inspection, Math.min(process.stdout.columns ?? 100, 120)));
  const rejected = inspection.files.reduce((sum, file) => sum + file.rejected, 0);
  if (rejected === 0) return "nothing is in the way of `make report`";
  const rows = rejected === 1 ? "1 invalid row" : `${rejected} invalid rows`;
  throw new TillbookError(
    "CSV_INVALID",
    `${rows} would stop the import`,
    "correct them; or run `SALES_REJECTS=keep make report`, which imports the valid rows and lists the others in build/rejects",
  );
});

/** Asks in a terminal; elsewhere writes a draft of `columns.json` with the possible answers. */
async function ask(question: Question, draft: string, signal: AbortSignal): Promise<Choice | undefined> {
  if (!process.stdin.isTTY) {
    await writeFileAtomic(draft, draftColumnsFile(question));
    print(["draft with the possible answers: build/inspect/columns.json"]);
    return undefined;
  }
  print(["", ...formatQuestion(question)]);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    for (;;) {
      const answer = await terminal.question(`1 to ${question.choices.length}: `, { signal });
      const choice = findChoice(question, answer);
      if (choice !== undefined) return choice;
    }
  } finally {
    terminal.close();
  }
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${escapeControls(line)}\n`).join(""));
}
