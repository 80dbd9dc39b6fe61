import { listTimed, type TimeSalesRow } from "./time-rows.js";

/** The hours of a store. */
export interface StorePeak {
  store: string;
  /** Its strongest hour; of equal ones the first. */
  hour: number;
  /** The hours that are like that one: what they have less is within what their sales vary by themselves. */
  like: ReadonlySet<number>;
  /** Whether all its hours are like it, so that none is a peak. */
  isFlat: boolean;
}

/** So many standard errors lie between hours that differ; that of n sales is one nth of their sum, times the root of n. */
const errors = 3;

/** Lists the strongest hour of each store that has a name and took more than nothing, in the order of the rows. */
export function listPeaks(rows: readonly TimeSalesRow[]): StorePeak[] {
  const stores = Map.groupBy(listTimed(rows), ({ store }) => store);
  stores.delete("");
  return [...stores].flatMap(([store, own]): StorePeak[] => {
    const hours = [...addHours(own)].sort(([a, x], [b, y]) => y.revenue - x.revenue || a - b);
    const [first] = hours;
    if (first === undefined || first[1].revenue <= 0) return [];
    const [hour, most] = first;
    const isLike = (sums: Sums): boolean =>
      most.revenue - sums.revenue <= errors * Math.hypot(findError(most), findError(sums)) && sums.revenue > 0;
    const like = new Set(hours.filter(([at, sums]) => at === hour || isLike(sums)).map(([at]) => at));
    return [{ store, hour, like, isFlat: hours.length > 1 && like.size === hours.length }];
  });
}

/** What most stores have in common. */
export interface CommonPeak {
  hour: number;
  /** The stores whose strongest hour it is, or is like it. */
  stores: string[];
  /** Whether it is the strongest hour of each of them. */
  isExact: boolean;
  /** Those that peak at another hour. */
  others: StorePeak[];
}

/** Finds the hour at which more than half of the stores, and at least two, peak; undefined where there is none. */
export function findCommonPeak(stores: readonly StorePeak[]): CommonPeak | undefined {
  const peaks = stores.filter(({ isFlat }) => !isFlat);
  const hours = [...new Set(peaks.map(({ hour }) => hour))].map((hour) => ({
    hour,
    like: peaks.filter(({ like }) => like.has(hour)),
    exact: peaks.filter((peak) => peak.hour === hour),
  }));
  const [best] = hours.sort(
    (a, b) => b.like.length - a.like.length || b.exact.length - a.exact.length || a.hour - b.hour,
  );
  if (best === undefined || best.like.length < 2 || 2 * best.like.length <= stores.length) return undefined;
  return {
    hour: best.hour,
    stores: best.like.map(({ store }) => store),
    isExact: best.like.length === best.exact.length,
    others: peaks.filter((peak) => !best.like.includes(peak)),
  };
}

/**
 * Finds the store that alone carries a pattern: without it, another group has the highest revenue, or revenue per open day. Where that
 * is so of several stores, or there are fewer than three, it is carried by none.
 * @param getDays  the days on which a store was open, the same for all its rows of a key; of one group, all rows have one key
 */
export function findCarrier<R extends { store: string; revenue: string }, G>(
  rows: readonly R[],
  getGroup: (row: R) => G,
  getDays?: (row: R) => { key: number; days: number },
): { store: string; without: G } | undefined {
  const stores = new Map<string, Parts<G>>();
  const keys = new Map<G, number>();
  for (const row of rows) {
    const [parts, group] = [stores.get(row.store) ?? { revenue: new Map(), days: new Map() }, getGroup(row)];
    stores.set(row.store, parts);
    parts.revenue.set(group, (parts.revenue.get(group) ?? 0) + Number(row.revenue));
    const { key, days } = getDays?.(row) ?? { key: 0, days: 1 };
    keys.set(group, key);
    parts.days.set(key, days);
  }
  if (stores.size < 3) return undefined;
  const all: Parts<G> = { revenue: new Map(), days: new Map() };
  for (const { revenue, days } of stores.values()) {
    for (const [group, amount] of revenue) all.revenue.set(group, (all.revenue.get(group) ?? 0) + amount);
    for (const [key, count] of days) all.days.set(key, (all.days.get(key) ?? 0) + count);
  }
  const findFirst = (without?: Parts<G>): G | undefined => {
    const means = [...keys].flatMap(([group, key]): [G, number][] => {
      const revenue = all.revenue.get(group)! - (without?.revenue.get(group) ?? 0);
      const days = all.days.get(key)! - (without?.days.get(key) ?? 0);
      return days > 0 ? [[group, revenue / days]] : [];
    });
    return means.sort(([, a], [, b]) => b - a)[0]?.[0];
  };
  const leader = findFirst();
  const carriers = [...stores].flatMap(([store, parts]) => {
    const without = findFirst(parts);
    return without === undefined || without === leader ? [] : [{ store, without }];
  });
  return carriers.length === 1 && carriers[0]!.store !== "" ? carriers[0] : undefined;
}

interface Parts<G> {
  revenue: Map<G, number>;
  /** By their key. */
  days: Map<number, number>;
}

interface Sums {
  revenue: number;
  sales: number;
}

/** Adds up the revenue of each hour. */
export function addHours(rows: readonly TimeSalesRow[]): Map<number, Sums> {
  const hours = new Map<number, Sums>();
  for (const { hour, revenue, sales } of rows) {
    const sums = hours.get(hour) ?? { revenue: 0, sales: 0 };
    hours.set(hour, { revenue: sums.revenue + Number(revenue), sales: sums.sales + sales });
  }
  return hours;
}

function findError({ revenue, sales }: Sums): number {
  return revenue / Math.sqrt(Math.max(1, sales));
}
