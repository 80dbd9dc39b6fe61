import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { findChoice, formatQuestion, type Person } from "./answers.js";
import type { Choice, Question } from "./questions.js";

/** Where a person reads and types. */
export interface Terminal {
  print: (lines: readonly string[]) => void;
  signal: AbortSignal;
  input?: NodeJS.ReadableStream;
  output?: NodeJS.WritableStream;
}

/** Answers nothing: where there is no terminal. */
export const nobody: Person = { ask: async () => undefined, confirm: async () => false, onWritten: () => {} };

/** Asks in the terminal; an empty line, or its end, leaves a question open. */
export function createPerson(terminal: Terminal): Person {
  const { print } = terminal;
  return {
    ask: (question) => askQuestion(question, terminal),
    confirm: async (path, difference) => {
      print([`${path} exists; the answer changes it:`, ...difference.map((line) => `  ${line}`)]);
      return /^(y|yes)?$/i.test((await readAnswer("write it? [Y/n] ", terminal)) ?? "n");
    },
    onWritten: (path) => print([`written into ${path}`, ""]),
  };
}

async function askQuestion(question: Question, terminal: Terminal): Promise<Choice | undefined> {
  const { print } = terminal;
  print(["", ...formatQuestion(question)]);
  const { choices, isOpenEnded, columns, otherwise } = question;
  const other = isOpenEnded ? ", or another" : columns ? ", or the name of another column" : "";
  const numbers = choices.length === 1 ? "1" : `1 to ${choices.length}`;
  if (otherwise !== undefined) print([`Or: ${otherwise}.`]);
  for (;;) {
    const answer = await readAnswer(`${numbers}${other}; Enter to leave it open: `, terminal);
    if (answer === undefined || answer.trim() === "") return undefined;
    const choice = findChoice(question, answer);
    if (choice !== undefined) return choice;
  }
}

/** Reads a line; undefined at the end of the input. */
async function readAnswer(
  prompt: string,
  { signal, input = process.stdin, output = process.stdout }: Terminal,
): Promise<string | undefined> {
  const terminal = createInterface({ input, output });
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const closed = once(terminal, "close").then(() => undefined);
    return await Promise.race([terminal.question(prompt, { signal }), closed]);
  } catch (error) {
    // Ctrl-D ends the input; a signal ends the stage.
    signal.throwIfAborted();
    if ((error as Error).name === "AbortError") return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}
