import { dropWeekday } from "./calendar-words.js";
import { createDateReader, type DateFormat, dateFormats } from "./formats.js";
import { isUtc, splitTimestamp } from "./timestamps.js";

/** A value that can be read in several ways, by what `columns.json` may say. */
export interface Doubt<C = string> {
  example: string;
  choices: readonly C[];
}

interface Votes {
  count: number;
  fitting: DateFormat[];
  example: string;
}

/** Finds the format of a column of dates: the shape of most of them; day and month by a value that fits only one order. */
export class DateVotes {
  readonly #named: DateFormat | undefined;
  readonly #readers = dateFormats.map((format) => ({ format, read: createDateReader(format) }));
  /** By shape, which is the list of formats that match: the count of values, the formats that fit all of them, and an example. */
  readonly #shapes = new Map<string, Votes>();
  readonly #shapeOf = new Map<string, string>();
  #rows = 0;
  #rowsWithTime = 0;
  /** A value in UTC, where no value has another offset. */
  #utc: string | undefined;
  #hasOffset = false;

  constructor(named: DateFormat | undefined) {
    this.#named = named;
  }

  add(text: string): void {
    const stamp = splitTimestamp(text);
    this.#rows++;
    if (stamp !== undefined || /^\d{5}\.\d+$/.test(text)) this.#rowsWithTime++;
    if (isUtc(stamp?.zone)) this.#utc ??= text;
    else if (/\d/.test(stamp?.zone ?? "")) this.#hasOffset = true;
    if (this.#named !== undefined) return;
    const date = stamp?.date ?? dropWeekday(text);
    const shape = this.#shapeOf.get(date) ?? this.#addNew(date);
    const votes = this.#shapes.get(shape);
    if (votes !== undefined) votes.count++;
  }

  #addNew(date: string): string {
    const readings = this.#readers.map(({ format, read }) => ({ format, iso: read(date) }));
    const shape = readings.filter(({ iso }) => iso !== undefined);
    const key = shape.map(({ format }) => format).join();
    this.#shapeOf.set(date, key);
    const fitting = shape.filter(({ iso }) => /^\d+-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(iso ?? ""));
    if (fitting.length === 0) return key;
    const votes = this.#shapes.get(key) ?? { count: 0, fitting: shape.map(({ format }) => format), example: date };
    const common = votes.fitting.filter((format) => fitting.some((fit) => fit.format === format));
    if (common.length > 0) votes.fitting = common;
    this.#shapes.set(key, votes);
    return key;
  }

  /** Whether at least half of the dates have a time behind them. */
  get hasTimes(): boolean {
    return this.#rows > 0 && this.#rowsWithTime * 2 >= this.#rows;
  }

  get #winner(): Votes | undefined {
    return [...this.#shapes.values()].reduce<Votes | undefined>(
      (best, votes) => (best === undefined || votes.count > best.count ? votes : best),
      undefined,
    );
  }

  get isDecided(): boolean {
    return this.#named !== undefined || this.#winner?.fitting.length === 1;
  }

  get format(): DateFormat {
    return this.#named ?? this.#winner?.fitting[0] ?? dateFormats[0];
  }

  get open(): Doubt<DateFormat> | undefined {
    const winner = this.#winner;
    return this.isDecided || winner === undefined ? undefined : { example: winner.example, choices: winner.fitting };
  }

  /** A time in UTC among times without other offsets: the clock of the shop is not known. */
  get utc(): string | undefined {
    return this.#hasOffset ? undefined : this.#utc;
  }
}
