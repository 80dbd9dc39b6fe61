import type { Messages } from "./locale/index.js";
import { max, type Quantity, sum } from "./quantity.js";
import type { Group } from "./ranking.js";
import { countStores } from "./stores.js";
import { groupRows } from "./tally.js";
import type { TimeSalesRow } from "./time-rows.js";

/** A day of the week, and what was booked on all of it. */
export interface Weekday extends Group {
  /** ISO: 1 (Monday) to 7 (Sunday). */
  weekday: number;
  rows: TimeSalesRow[];
  /** Stores that have sales on it. */
  stores: Quantity;
  /** Days of it on which its stores had sales, added up; undefined where the rows don't say. */
  openDays: Quantity | undefined;
  /** Revenue per open day, without rounding; what was booked where open days aren't known. */
  perDay: Quantity;
  /** How many days of it some store had sales on. */
  days: number;
}

/** Lists the days of the week that rows have, from Monday on. */
export function listWeekdays(rows: readonly TimeSalesRow[], { calendar }: Messages): Weekday[] {
  return groupRows(rows, (row) => row.weekday).map(({ key, ...group }) => {
    const firsts = listFirsts(group.rows);
    const openDays = hasOpenDays(firsts) ? sum(firsts, "open_days") : undefined;
    return {
      ...group,
      name: calendar.weekday(key),
      weekday: key,
      stores: countStores(group.rows),
      openDays,
      perDay: openDays === undefined ? group.revenue : group.revenue.over(openDays),
      days: hasOpenDays(firsts) ? Number(max(firsts, "open_days")) : 1,
    };
  });
}

/** One row of each store: its days are those of the store, at whatever hour. */
function listFirsts(rows: readonly TimeSalesRow[]): TimeSalesRow[] {
  const firsts = new Map<string, TimeSalesRow>();
  for (const row of rows) if (!firsts.has(row.store)) firsts.set(row.store, row);
  return [...firsts.values()];
}

function hasOpenDays(rows: readonly TimeSalesRow[]): rows is readonly (TimeSalesRow & { open_days: number })[] {
  return rows.every(({ open_days }) => open_days !== undefined);
}

/** Reads the days on which a store was open on the weekday of a row, for `findCarrier`; of days that aren't known it is one. */
export function getOpenDays({ weekday, open_days = 1 }: TimeSalesRow): { key: number; days: number } {
  return { key: weekday, days: open_days };
}
