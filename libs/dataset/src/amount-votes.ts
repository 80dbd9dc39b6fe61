import { findCurrency, findDecimalMark, peelAmount, uncertainSigns } from "./amounts.js";
import type { Doubt } from "./date-votes.js";
import type { DecimalMark } from "./formats.js";

/** How many values are cached, so that each is parsed once. */
const mostCached = 100_000;

/** Finds the decimal mark of a column of amounts, by those that can be read in only one way, and its currency by their marks. */
export class AmountVotes {
  readonly #named: DecimalMark | undefined;
  readonly #votes = { ".": 0, ",": 0 };
  readonly #seen = new Map<string, DecimalMark | undefined>();
  /** By currency, an example. */
  readonly #currencies = new Map<string, string>();
  readonly #marks = new Set<string>();
  #either: string | undefined;
  /** An amount without decimals, and other than 0. */
  #whole: string | undefined;
  #hasDecimals = false;

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
    if (/[.,eE]/.test(peeled?.number ?? "")) this.#hasDecimals = true;
    else if (/[1-9]/.test(peeled?.number ?? "")) this.#whole ??= text;
    if (peeled?.mark !== undefined) {
      this.#marks.add(peeled.mark);
      const currency = findCurrency(peeled.mark) ?? "";
      if (!this.#currencies.has(currency)) this.#currencies.set(currency, text);
    }
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

  /** An amount where all are whole numbers without a currency: they may be cents. */
  get whole(): string | undefined {
    return this.#hasDecimals || this.#marks.size > 0 ? undefined : this.#whole;
  }

  /** The currencies that amounts name, each with an example. */
  get currencies(): ReadonlyMap<string, string> {
    return this.#currencies;
  }

  /** A sign that several currencies share, where it is all that tells the currency. */
  get uncertainSign(): string | undefined {
    return [...this.#marks].every((mark) => uncertainSigns.has(mark)) ? [...this.#marks][0] : undefined;
  }
}
