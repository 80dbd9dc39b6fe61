import {
  type DataDays,
  findPeriodBefore,
  findTrend,
  findWeekday,
  findYearBefore,
  type Period,
  type ReportSettings,
  resolvePeriod,
  TillbookError,
} from "@tillbook/pipeline";
import leven from "leven";
import type { HiddenNames } from "./cashier-numbers.js";
import type { Scope } from "./scope.js";

/** What a report speaks of, and what it can be compared with. */
export interface ReportScope {
  period: Period;
  /** The period before; undefined where the data has no day of it. */
  before?: Period;
  /** The same period a year before; undefined where the data has no day of it. */
  yearBefore?: Period;
  /** The days of the data, of all stores. */
  data: DataDays;
  /** Undefined for the chain. */
  store: string | undefined;
  /** How cashiers appear where no name of theirs may; by default by their names. */
  cashiers?: HiddenNames;
}

/** What is asked of a database: a query of mysql2's. */
interface Database {
  query(options: { sql: string; rowsAsArray: true; values: unknown[] }): Promise<[unknown, unknown]>;
}

/**
 * Finds what a report speaks of, by the settings and the days and stores of `monthly_sales`.
 * @throws TillbookError SETTING_INVALID where there are no sales in the period or of the store, with names like it; TABLE_MISSING
 */
export async function readReportScope(
  database: Database,
  { period, store, cashiers }: Pick<ReportSettings, "period" | "store"> & Partial<Pick<ReportSettings, "cashiers">>,
): Promise<ReportScope> {
  const hidden = cashiers === "names" ? undefined : cashiers;
  const [scope] = await readReportScopes(database, { periods: [period], store, cashiers: hidden });
  return scope!;
}

/**
 * Finds what several reports speak of, of one store or of the chain, in one reading of the days.
 * @throws what `readReportScope` throws
 */
export async function readReportScopes(
  database: Database,
  {
    periods,
    store,
    cashiers,
  }: {
    periods: readonly ReportSettings["period"][];
    store: ReportSettings["store"];
    cashiers?: HiddenNames | undefined;
  },
): Promise<ReportScope[]> {
  const read = async (sql: string, ...values: unknown[]): Promise<string[][]> => {
    const [rows] = await database.query({ sql, rowsAsArray: true, values }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "ER_NO_SUCH_TABLE" ? missing("expected a table monthly_sales, got none") : error;
    });
    return (rows as unknown[][]).map((row) => row.map(String));
  };
  const days = (await read("select distinct year, month, day from monthly_sales order by year, month, day")).map(
    formatDay,
  );
  const data = findDataDays(days);
  const found = periods.map((setting) => findInData(setting, days, data));
  if (store !== undefined) await checkStore(store, found);
  return found.map((period): ReportScope => {
    const [before, yearBefore] = [findPeriodBefore(period), findYearBefore(period)];
    return {
      period,
      ...(before && hasDay(days, before) && { before }),
      ...(yearBefore && hasDay(days, yearBefore) && { yearBefore }),
      data,
      store,
      ...(cashiers && { cashiers }),
    };
  });

  async function checkStore(store: string, periods: readonly Period[]): Promise<void> {
    const ofStore = await read(
      "select year, month, day from monthly_sales where store = ? order by year, month, day",
      store,
    );
    if (ofStore.length === 0)
      throw unknownStore(store, (await read("select distinct store from monthly_sales")).flat());
    const its = ofStore.map(formatDay);
    const without = periods.find((period) => !hasDay(its, period));
    if (without === undefined) return;
    const message = `REPORT_STORE is ${JSON.stringify(store)}, which has no sales in ${without.name}; it has some from ${its[0]} to ${its.at(-1)}`;
    throw new TillbookError("SETTING_INVALID", message, "set another REPORT_PERIOD or REPORT_STORE");
  }
}

/** Finds the period that a setting names, which has to have sales. */
function findInData(setting: ReportSettings["period"], days: readonly string[], data: DataDays): Period {
  const period = resolvePeriod(setting, data);
  if (hasDay(days, period)) return period;
  const span = `the data has ${data.first} to ${data.last}`;
  const message = `REPORT_PERIOD is ${JSON.stringify(setting)}, but there are no sales in it; ${span}`;
  throw new TillbookError("SETTING_INVALID", message, "set REPORT_PERIOD to days with sales, or unset it");
}

function hasDay(days: readonly string[], { first, last }: Period): boolean {
  return days.some((day) => day >= first && day <= last);
}

/** The days of the data, from days with sales in their order. */
function findDataDays(days: readonly string[]): DataDays {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) throw missing("expected rows in monthly_sales, got none");
  const open = new Set(days.map(findWeekday));
  return { first, last, closedWeekdays: [1, 2, 3, 4, 5, 6, 7].filter((weekday) => !open.has(weekday)) };
}

function missing(message: string): TillbookError {
  return new TillbookError("TABLE_MISSING", message, "make aggregate");
}

function formatDay([year = "", month = "", day = ""]: readonly string[]): string {
  return `${year.padStart(4, "0")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

/** How many names are told of. */
const mostNames = 3;

function unknownStore(store: string, names: readonly string[]): TillbookError {
  const distance = (name: string): number => leven(name.toLowerCase(), store.toLowerCase(), { maxDistance: 100 });
  const nearest = names
    .map((name) => ({ name, by: distance(name) }))
    .sort((a, b) => a.by - b.by || (a.name < b.name ? -1 : 1))
    .slice(0, mostNames);
  const list = nearest.map(({ name }) => JSON.stringify(name)).join(", ");
  return new TillbookError(
    "SETTING_INVALID",
    `REPORT_STORE must be a store of the data, got ${JSON.stringify(store)}; nearest are ${list}`,
    "set REPORT_STORE to a name as it is in the data, or unset it for the whole chain",
  );
}

/** What a manifest says of a report's scope: nothing of all the data, and of the chain. */
export function describeScope({ period: { name, unit, first, last }, store }: ReportScope) {
  return { ...(unit !== "all" && { period: { name, first, last } }), ...(store !== undefined && { store }) };
}

/** What a query may see: the report's period, others to compare it with, the months of a trend, or all the data. */
export type Within = "period" | "before" | "year before" | "trend" | "all";

export interface WithinOptions {
  /** All stores, also in the report of one. */
  chain?: boolean;
  /** Results by day as they are stored, a row a day, and not as their scope files add them up. */
  days?: boolean;
}

/**
 * Finds what a query sees in a report. A period before that the data doesn't have has no rows.
 * @throws Error of a period before all the data
 */
export function findScope(
  { period, data, store, cashiers }: ReportScope,
  within: Within = "period",
  { chain = false, days = false }: WithinOptions = {},
): Scope {
  const find: Record<Within, () => Period | undefined> = {
    period: () => period,
    before: () => findPeriodBefore(period),
    "year before": () => findYearBefore(period),
    trend: () => findTrend(period),
    all: () => resolvePeriod(undefined, data),
  };
  const found = find[within]();
  if (found === undefined)
    throw new Error(`expected a report of a period, since nothing is before all the data: ask readScope() first`);
  return { period: found, store: chain ? undefined : store, ...(days && { days }), ...(cashiers && { cashiers }) };
}

/** Says in a comment before a query what it sees, unless that is the report's own scope. */
export function writeWithin(sql: string, within: Within, { chain = false, days = false }: WithinOptions = {}): string {
  return `-- within ${within}${chain ? ", chain" : ""}${days ? ", days" : ""}\n${sql}`;
}

/** Reads what `writeWithin` has written; a query without that sees the report's own scope. */
export function parseWithin(text: string): { sql: string; within: Within; options: Required<WithinOptions> } {
  const [head, within = "period", chain, days] =
    /^-- within (period|before|year before|trend|all)(, chain)?(, days)?\n/.exec(text) ?? [];
  const options = { chain: chain !== undefined, days: days !== undefined };
  return { sql: text.slice(head?.length ?? 0), within: within as Within, options };
}
