import type { Doubt } from "./date-votes.js";
import { findTimeFormats, type TimeFormat, timeFormats } from "./times.js";

/** Finds the format of a column of times: the one that all of them can have. */
export class TimeVotes {
  readonly #named: TimeFormat | undefined;
  readonly #seen = new Set<string>();
  #fitting: readonly TimeFormat[] = timeFormats;
  #example = "";

  constructor(named: TimeFormat | undefined) {
    this.#named = named;
  }

  add(text: string): void {
    if (this.isDecided || this.#seen.has(text)) return;
    this.#seen.add(text);
    const formats = findTimeFormats(text);
    const common = this.#fitting.filter((format) => formats.includes(format));
    if (common.length === 0) return;
    this.#fitting = common;
    this.#example = text;
  }

  get isDecided(): boolean {
    return this.#named !== undefined || this.#fitting.length === 1;
  }

  get format(): TimeFormat {
    return this.#named ?? this.#fitting[0] ?? timeFormats[0];
  }

  get open(): Doubt<TimeFormat> | undefined {
    return this.isDecided || this.#example === "" ? undefined : { example: this.#example, choices: this.#fitting };
  }
}
