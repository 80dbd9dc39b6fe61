import { existsSync } from "node:fs";
import { escapeControls, runStage } from "@tillbook/pipeline";
import { draftColumnsFile, findTargets, inspectWithAnswers } from "./answers.js";
import { findQuestion } from "./inspect.js";
import { formatInspection } from "./inspect-text.js";
import { createPerson, nobody } from "./person.js";
import { findSource } from "./source.js";

/** Exit code where a question is open. */
const openQuestion = 3;
const isInteractive = process.stdin.isTTY && process.stdout.isTTY;

await runStage("inspect", async ({ settings, paths, progress, signal }) => {
  const { salesCsv, rejects } = settings;
  const options = {
    source: findSource(salesCsv, paths),
    sourceHint: salesCsv
      ? "set SALES_CSV to a folder, a file or a glob such as 'tills/*.csv'"
      : "set SALES_CSV to your files, e.g. `SALES_CSV=/srv/tills make inspect`",
    rejects,
    ...(salesCsv !== undefined && { today: new Date().toISOString().slice(0, 10) }),
    ...(process.stderr.isTTY && { progress }),
    signal,
  };
  const inspection = await inspectWithAnswers(options, isInteractive ? createPerson({ print, signal }) : nobody);
  print(formatInspection(inspection, Math.min(process.stdout.columns || 80, 120)));
  const [failure] = inspection.failures;
  if (failure === undefined) return `ready: run \`${salesCsv ? `SALES_CSV=${quote(salesCsv)} ` : ""}make report\``;
  const question = findQuestion(inspection)?.question;
  if (question !== undefined) {
    process.exitCode = openQuestion;
    for (const target of await findTargets(options, question)) {
      const title = existsSync(target) ? `one of these goes into ${target}:` : `draft of ${target}:`;
      print([title, ...draftColumnsFile(question).split("\n")]);
    }
  }
  throw failure;
});

function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.map(escapeControls).join("\n")}\n`);
}
