import { dropWeekday } from "./calendar-words.js";
import { createDateReader, type DateFormat, dateFormats, excelDays } from "./formats.js";
import { isMidnight, isUtc, splitTimestamp } from "./timestamps.js";

/** A value that can be read in several ways, by what `columns.json` may say. */
export interface Doubt<C = string> {
  example: string;
  choices: readonly C[];
}

/** How many values are cached, so that each is parsed once. */
const mostCached = 100_000;

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
  /** A value in UTC. */
  #utc: string | undefined;
  readonly #hasTimeColumn: boolean;

  /** Beside a column of times, the midnight of a date is no time. */
  constructor(named: DateFormat | undefined, hasTimeColumn = false) {
    this.#named = named;
    this.#hasTimeColumn = hasTimeColumn;
  }

  add(text: string): void {
    const stamp = splitTimestamp(text);
    this.#rows++;
    if (stamp !== undefined || /^\d{5}[.,]\d+$/.test(text)) this.#rowsWithTime++;
    if (stamp !== undefined && isUtc(stamp.zone) && !(this.#hasTimeColumn && isMidnight(stamp.time)))
      this.#utc ??= text;
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
    if (this.#shapeOf.size < mostCached) this.#shapeOf.set(date, key);
    const fitting = shape.filter(({ format, iso = "" }) => isPlausible(format, iso));
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

  /**
   * The formats that fit. Between points, the year is the last part, unless it would be the older one; where a point is behind it
   * (12. 2. 13.), it may be first, as in Korea and Hungary, or last, as in Croatia.
   */
  get #fitting(): readonly DateFormat[] {
    const { fitting = [], example = "" } = this.#winner ?? {};
    if (fitting.join() !== "DD.MM.YY,YY.MM.DD" || example.endsWith(".")) return fitting;
    const [last = "", first = ""] = fitting.map((format) => createDateReader(format)(example));
    return last > first ? fitting.slice(0, 1) : fitting;
  }

  get isDecided(): boolean {
    return this.#named !== undefined || this.#fitting.length === 1;
  }

  /** A date of the format; undefined where none has one that is known. */
  get example(): string | undefined {
    return this.#winner?.example;
  }

  get format(): DateFormat {
    return this.#named ?? this.#fitting[0] ?? dateFormats[0];
  }

  get open(): Doubt<DateFormat> | undefined {
    const winner = this.#winner;
    return this.isDecided || winner === undefined ? undefined : { example: winner.example, choices: winner.fitting };
  }

  /** A time in UTC: the clock of the shop is not known. */
  get utc(): string | undefined {
    return this.#utc;
  }
}

const firstShortYear = "2010";
const thisYear = String(new Date().getFullYear());

/** Whether a value shows no other format: its day exists, and no year is one before there were tills, or of the future. */
function isPlausible(format: DateFormat, iso: string): boolean {
  if (!/^\d+-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(iso)) return false;
  const year = iso.slice(0, 4);
  if (!format.includes("YYYY") && format !== excelDays) return year >= firstShortYear && year <= thisYear;
  return /[^YMD]/.test(format) || /^(19|20)/.test(year);
}
