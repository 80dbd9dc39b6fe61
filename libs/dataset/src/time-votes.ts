import type { Doubt } from "./date-votes.js";
import { findTimeFormats, type TimeFormat, timeFormats } from "./times.js";
import { findZone, isUtc } from "./timestamps.js";

/** How many values are remembered, so that each is parsed once. */
const mostCached = 100_000;
/** So many different times have some with seconds, if there are any. */
const enough = 100;

/** Finds the format of a column of times: the one that all of them can have. */
export class TimeVotes {
  readonly #named: TimeFormat | undefined;
  readonly #seen = new Set<string>();
  #fitting: readonly TimeFormat[] = timeFormats;
  #example = "";
  /** Of those of digits alone. */
  #longest = "";
  /** A time in UTC. */
  utc: string | undefined;
  /** Whether a time names its zone. */
  hasZones = false;

  constructor(named: TimeFormat | undefined) {
    this.#named = named;
  }

  add(text: string): void {
    const zone = findZone(text);
    if (zone !== undefined) this.hasZones = true;
    if (isUtc(zone)) this.utc ??= text;
    if (this.isDecided || this.#seen.has(text)) return;
    if (this.#seen.size < mostCached) this.#seen.add(text);
    const formats = zone === undefined ? findTimeFormats(text) : [timeFormats[0]];
    const common = this.#fitting.filter((format) => formats.includes(format));
    if (common.length === 0) return;
    this.#fitting = common;
    this.#example = text;
    if (/^\d+$/.test(text) && text.length > this.#longest.length) this.#longest = text;
  }

  /** The formats that fit: with three or four digits at most, there are no seconds. */
  get #choices(): readonly TimeFormat[] {
    const isMinutes = this.#longest.length === 3 || this.#longest.length === 4;
    return isMinutes ? this.#fitting.filter((format) => format !== "HHMMSS") : this.#fitting;
  }

  /** Digits alone are decided by the longest of many. */
  get isDecided(): boolean {
    const isSure = this.#seen.size >= enough && this.#choices.length === 1;
    return this.#named !== undefined || this.#fitting.length === 1 || isSure;
  }

  get format(): TimeFormat {
    return this.#named ?? this.#choices[0] ?? timeFormats[0];
  }

  get open(): Doubt<TimeFormat> | undefined {
    const isOpen = this.#named === undefined && this.#choices.length > 1 && this.#example !== "";
    return isOpen ? { example: this.#example, choices: this.#choices } : undefined;
  }
}
