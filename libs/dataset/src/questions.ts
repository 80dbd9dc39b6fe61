import { TillbookError } from "@tillbook/pipeline";

/** A question about a file that only a person can answer, each answer with what it adds to `columns.json`. */
export interface Question {
  /** The file that it is about, or two that are compared. */
  files: readonly [string, ...string[]];
  /** Of the value in question, from 1. */
  line: number;
  /** What is open, with the value, e.g. `sold_on may have the day or the month first, e.g. "03/01/2026"`. */
  problem: string;
  /** The question itself, for a terminal. */
  ask: string;
  choices: readonly Choice[];
  /** Whether the answer may be another value than those of the choices, as with the names of time zones. */
  isOpenEnded?: boolean;
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
    const { files, line, problem } = question;
    const place = files.length > 1 ? "" : `${files[0]}:${line}: `;
    super("CSV_INVALID", `${place}${problem}`, describeAnswers(question), options);
  }
}

/** Describes in one line what answers a question, e.g. `set it in a columns.json beside the file: {"decimal":"."} (1.23) or …`. */
function describeAnswers({ choices, isOpenEnded, otherwise }: Question): string {
  const answers = choices.map(({ label, settings }) => `${JSON.stringify(settings)} (${label})`).join(" or ");
  const first = otherwise === undefined ? "" : `${otherwise}; or `;
  return `${first}set it in a columns.json beside the file: ${answers}${isOpenEnded ? ", or another" : ""}; \`make inspect\` asks and writes it`;
}
