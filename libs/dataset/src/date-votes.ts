import { createDateReader, type DateFormat, dateFormats, splitTimestamp } from "./formats.js";

/** Finds the format of a column of dates: the shape of most of them; day and month by a value that fits only one order. */
export class DateVotes {
  readonly #named: DateFormat | undefined;
  readonly #readers = dateFormats.map((format) => ({ format, read: createDateReader(format) }));
  /** By shape, which is the list of formats that match: the count of values, the formats that fit all of them, and an example. */
  readonly #shapes = new Map<string, { count: number; fitting: DateFormat[]; example: string }>();
  readonly #shapeOf = new Map<string, string>();
  #rows = 0;
  #rowsWithTime = 0;

  constructor(named: DateFormat | undefined) {
    this.#named = named;
  }

  add(text: string): void {
    const stamp = splitTimestamp(text);
    this.#rows++;
    if (stamp !== undefined) this.#rowsWithTime++;
    if (this.#named !== undefined) return;
    const date = stamp?.date ?? text;
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

  /** Whether at least half of the dates have a time. */
  get haveTimes(): boolean {
    return this.#rowsWithTime * 2 >= this.#rows;
  }

  get #winner() {
    return [...this.#shapes.values()].reduce<{ fitting: DateFormat[]; example: string; count: number } | undefined>(
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

  get open(): { date?: string } {
    return this.isDecided || this.#winner === undefined ? {} : { date: this.#winner.example };
  }
}
