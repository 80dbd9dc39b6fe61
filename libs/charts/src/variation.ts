/** What a store, or all of them, sold on a day: as much of a row by day as is needed here. */
export interface DayRow {
  year: number;
  month: number;
  day: number;
  /** A DECIMAL as text. */
  revenue: string;
  /** How many stores had sales. */
  open_days: number;
}

/** A row for each hour of a day; -1 is none. */
export interface DayHourRow extends Omit<DayRow, "open_days"> {
  hour: number;
}

/** A mean over days. */
export interface Mean {
  mean: number;
  /** Over how many days. */
  days: number;
  /** How much one day varies: its standard deviation, as a part of the mean; Infinity where there are too few days to know. */
  variation: number;
}

/** So many standard errors lie between two means that differ notably. */
const errors = 3;

/** So many pairs of days, a week apart, are needed to know how much days vary. */
const leastPairs = 7;

/** A standard deviation of a normal distribution is so many times its median absolute deviation. */
const perDeviation = 1.4826;

/**
 * Measures how much a day varies by itself: its standard deviation, as a part of the mean, from the differences of days that are a
 * week apart, so that neither weekdays nor seasons nor growth count; from their median, so that single days don't. Infinity of
 * fewer than seven pairs of days.
 * @param values  by the day, in days since 1970; those that aren't above zero don't count
 */
export function measureVariation(values: ReadonlyMap<number, number>): number {
  const differences = [...values].flatMap(([day, value]) => {
    const before = values.get(day - 7);
    return before === undefined || before <= 0 || value <= 0 ? [] : [Math.abs(value - before) / ((value + before) / 2)];
  });
  if (differences.length < leastPairs) return Number.POSITIVE_INFINITY;
  const sorted = differences.sort((a, b) => a - b);
  const middle = (sorted[Math.floor(sorted.length / 2)]! + sorted[Math.ceil(sorted.length / 2) - 1]!) / 2;
  return (perDeviation * middle) / Math.SQRT2;
}

/** Measures how much revenue per open day varies. @param rows  one a day */
export function measureDays(rows: readonly DayRow[]): number {
  return measureVariation(new Map(rows.map((row) => [numberDay(row), Number(row.revenue) / row.open_days])));
}

/** How much hours vary. */
export interface HourVariation {
  /** Of each hour's part of a day's revenue. */
  hours: ReadonlyMap<number, number>;
  /** How many days were measured. */
  days: number;
}

/** Measures, by the hour, how much its part of a day's revenue varies. @param rows  one an hour of a day */
export function measureHours(rows: readonly DayHourRow[]): HourVariation {
  const days = Map.groupBy(
    rows.filter(({ hour }) => hour >= 0),
    numberDay,
  );
  const shares = new Map<number, Map<number, number>>();
  for (const [day, hours] of days) {
    const all = hours.reduce((sum, { revenue }) => sum + Number(revenue), 0);
    if (all <= 0) continue;
    for (const { hour, revenue } of hours)
      shares.set(hour, (shares.get(hour) ?? new Map<number, number>()).set(day, Number(revenue) / all));
  }
  return { hours: new Map([...shares].map(([hour, values]) => [hour, measureVariation(values)])), days: days.size };
}

function numberDay({ year, month, day }: Pick<DayRow, "year" | "month" | "day">): number {
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000);
}

/** Whether two means differ by more than days vary by themselves. */
export function isNotable(a: Mean, b: Mean): boolean {
  const isKnown = Number.isFinite(a.variation) && Number.isFinite(b.variation);
  return isKnown && Math.abs(a.mean - b.mean) > errors * Math.hypot(findError(a), findError(b)) + rounding(a, b);
}

function findError({ mean, days, variation }: Mean): number {
  return (variation * Math.abs(mean)) / Math.sqrt(Math.max(1, days));
}

/** Whether any two of some means differ notably: the highest and the lowest do. */
export function differNotably(means: readonly Mean[]): boolean {
  const sorted = [...means].sort((a, b) => a.mean - b.mean);
  return sorted.length > 1 && isNotable(sorted[0]!, sorted.at(-1)!);
}

/** What the mean of equal values may differ by, as floating point has it. */
function rounding(a: Mean, b: Mean): number {
  return 1e-12 * (Math.abs(a.mean) + Math.abs(b.mean));
}

/** Means that stand out: those that don't differ notably from the highest, or the lowest; undefined where those are too many. */
export interface Notable<M> {
  highest: M[] | undefined;
  lowest: M[] | undefined;
}

/** So many may share the first place or the last. */
const mostShared = 3;

/**
 * Finds the means that stand out beyond ordinary variation: at most three, each of which differs notably from all others.
 */
export function findNotable<M extends Mean>(means: readonly M[]): Notable<M> {
  const sorted = [...means].sort((a, b) => b.mean - a.mean);
  const cut = (some: readonly M[]): M[] | undefined => {
    const [first] = some;
    if (first === undefined) return undefined;
    const like = some.filter((other) => !isNotable(first, other));
    const rest = some.filter((other) => isNotable(first, other));
    const isApart = like.every((a) => rest.every((b) => isNotable(a, b)));
    const isFew = like.length <= mostShared && rest.length > 0;
    return isApart && isFew ? means.filter((mean) => like.includes(mean)) : undefined;
  };
  return { highest: cut(sorted), lowest: cut(sorted.toReversed()) };
}
