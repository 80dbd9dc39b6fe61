import { findDecimalMark, isMarkOf, peelAmount, readCurrencyMark, uncertainSigns } from "./amounts.js";
import type { Doubt } from "./date-votes.js";
import type { DecimalMark } from "./formats.js";

/** How many values are cached, so that each is parsed once. */
const mostCached = 100_000;

/** Finds the decimal mark of a column of amounts, by those that can be read in only one way, and its currency by their marks. */
export class AmountVotes {
  readonly #named: DecimalMark | undefined;
  readonly #votes = { ".": 0, ",": 0 };
  readonly #seen = new Map<string, DecimalMark | undefined>();
  /** By the sign or code of a currency, an amount that has it. */
  readonly #marks = new Map<string, string>();
  #either: string | undefined;
  /** An amount without decimals, and other than 0. */
  #whole: string | undefined;
  #hasDecimals = false;
  /** The first amount other than 0. */
  #first: string | undefined;

  constructor(named: DecimalMark | undefined) {
    this.#named = named;
  }

  add(text: string): void {
    const mark = this.#seen.has(text) ? this.#seen.get(text) : this.#addNew(text);
    if (mark !== undefined) this.#votes[mark]++;
  }

  #addNew(text: string): DecimalMark | undefined {
    const peeled = peelAmount(text);
    const mark = findDecimalMark(text);
    if (mark === "either") this.#either ??= text;
    if (/[1-9]/.test(peeled?.number ?? "")) this.#first ??= text;
    if (/[.,eE]/.test(peeled?.number ?? "")) this.#hasDecimals = true;
    else if (/[1-9]/.test(peeled?.number ?? "")) this.#whole ??= text;
    if (peeled?.mark !== undefined && !this.#marks.has(peeled.mark)) this.#marks.set(peeled.mark, text);
    const voted = mark === "either" ? undefined : mark;
    if (this.#seen.size < mostCached) this.#seen.set(text, voted);
    return voted;
  }

  get isDecided(): boolean {
    return this.#hasDecimals && (this.#named !== undefined || this.#votes["."] + this.#votes[","] > 0);
  }

  get mark(): DecimalMark {
    return this.#named ?? (this.#votes[","] > this.#votes["."] ? "," : ".");
  }

  get open(): Doubt<DecimalMark> | undefined {
    const isDecided = this.#named !== undefined || this.#votes["."] + this.#votes[","] > 0;
    return isDecided || this.#either === undefined ? undefined : { example: this.#either, choices: [".", ","] };
  }

  /** An amount, to show how it is read. */
  get example(): string | undefined {
    return this.#first;
  }

  /** An amount where all are whole numbers without a currency: they may be cents. */
  get whole(): string | undefined {
    return this.#hasDecimals || this.#marks.size > 0 ? undefined : this.#whole;
  }

  /** Finds the currency that all signs and codes can stand for, `named` being the one in `columns.json`. */
  findCurrency(named: string | undefined): FoundCurrency {
    const marks = [...this.#marks];
    const [certain] = marks.filter(([mark]) => !uncertainSigns.has(mark));
    const [guess] = marks;
    const currency = named ?? readCurrencyMark((certain ?? guess)?.[0] ?? "");
    if (currency === undefined) return {};
    const other = marks.find(([mark]) => !isMarkOf(mark, currency));
    if (other !== undefined)
      return { currency, other: { currency: readCurrencyMark(other[0]) ?? "", example: other[1] } };
    const isGuess = named === undefined && certain === undefined && guess !== undefined;
    return { currency, ...(isGuess && { guess: { sign: guess[0], example: guess[1] } }) };
  }
}

/** The currency of a column of amounts (ISO 4217), if there is one. */
export interface FoundCurrency {
  currency?: string;
  /** Another one, which some amounts have. */
  other?: { currency: string; example: string };
  /** A sign that several currencies share, where it is all that tells the currency. */
  guess?: { sign: string; example: string };
}
