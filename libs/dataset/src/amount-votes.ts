import { type DecimalMark, findDecimalMark } from "./formats.js";

/** How many values are cached, so that each is parsed once. */
const mostCached = 100_000;

/** Finds the decimal mark of a column of amounts, by those that can be read in only one way. */
export class AmountVotes {
  readonly #named: DecimalMark | undefined;
  readonly #votes = { ".": 0, ",": 0 };
  readonly #seen = new Map<string, DecimalMark | undefined>();
  #example: string | undefined;

  constructor(named: DecimalMark | undefined) {
    this.#named = named;
  }

  add(text: string): void {
    if (this.#named !== undefined) return;
    const mark = this.#seen.has(text) ? this.#seen.get(text) : this.#addNew(text);
    if (mark !== undefined) this.#votes[mark]++;
  }

  #addNew(text: string): DecimalMark | undefined {
    const mark = findDecimalMark(text);
    if (mark === "either") this.#example ??= text;
    const voted = mark === "either" ? undefined : mark;
    if (this.#seen.size < mostCached) this.#seen.set(text, voted);
    return voted;
  }

  get isDecided(): boolean {
    return this.#named !== undefined || this.#votes["."] + this.#votes[","] > 0;
  }

  get mark(): DecimalMark {
    return this.#named ?? (this.#votes[","] > this.#votes["."] ? "," : ".");
  }

  get open(): { decimal?: string } {
    return this.isDecided || this.#example === undefined ? {} : { decimal: this.#example };
  }
}
