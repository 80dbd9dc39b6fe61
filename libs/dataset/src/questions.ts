import { TillbookError } from "@tillbook/pipeline";

/** A question about a file that only a person can answer, each answer with what it adds to `columns.json`. */
export interface Question {
  file: string;
  /** What is open, e.g. `sold_on may have the day or the month first`. */
  problem: string;
  /** A value of the file that can be read in several ways. */
  example: string;
  choices: readonly Choice[];
  /** Whether the answer may be another one than the choices, as with the names of time zones. */
  isOpenEnded?: boolean;
}

/** An answer: what it means, and the settings that say it. */
export interface Choice {
  label: string;
  settings: Readonly<Record<string, unknown>>;
}

/** The failure of an import that a question is behind; `make inspect` asks it. */
export class OpenQuestion extends TillbookError {
  constructor(readonly question: Question) {
    const { file, problem, example, choices, isOpenEnded } = question;
    const answers = choices.map(({ settings }) => JSON.stringify(settings)).join(" or ");
    super(
      "CSV_INVALID",
      `${file}:1: ${problem}, e.g. ${JSON.stringify(example)}, and no value decides it`,
      `set it in a columns.json beside the file: ${answers}${isOpenEnded ? ", or another" : ""}; or run \`make inspect\``,
    );
  }
}
