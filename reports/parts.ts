import {
  type Days,
  findPeriodBefore,
  isCovered,
  type Period,
  parseCents,
  parsePeriod,
  type ReportSettings,
  TillbookError,
} from "@tillbook/pipeline";
import { type ReportScope, readReportScopes } from "@tillbook/queries";
import type { Connection, RowDataPacket } from "mysql2/promise";

/** What there is one report for each of. */
export type By = "store" | "month";

/** Money and rows of a report. */
export interface Sums {
  cents: bigint;
  sales: bigint;
}

/** What one report is about. */
export interface Part {
  /** A store's name as it is in the data, or a month such as `2026-02`; undefined for the whole. */
  name: string | undefined;
  scope: ReportScope;
  sums: Sums;
  /** Of the period before, where the data has all days of both. */
  before?: Sums;
}

/** The reports to make, and what their sums must be. */
export interface Parts {
  by: By;
  whole: Part;
  parts: Part[];
}

/**
 * Reads what `BY` says.
 * @throws TillbookError SETTING_INVALID; also where REPORT_STORE names one store, or REPORT_PERIOD has parts of months
 */
export function readBy(value: string | undefined, { store, period }: Pick<ReportSettings, "store" | "period">): By {
  if (value !== "store" && value !== "month") {
    throw new TillbookError(
      "SETTING_INVALID",
      `BY must be store or month, got ${JSON.stringify(value ?? "")}`,
      "make reports BY=store, or make reports BY=month",
    );
  }
  if (value === "store" && store !== undefined) {
    const message = `BY=store makes a report for each store, but REPORT_STORE is ${JSON.stringify(store)}`;
    throw new TillbookError("SETTING_INVALID", message, "unset REPORT_STORE, or make reports BY=month for that store");
  }
  const days = period === undefined ? undefined : parsePeriod(period);
  if (value === "month" && days?.unit === "days" && listMonths(days).some(({ unit }) => unit !== "month")) {
    const message = `BY=month needs a REPORT_PERIOD of whole months, got ${JSON.stringify(period)}`;
    throw new TillbookError("SETTING_INVALID", message, "set REPORT_PERIOD to months, quarters or years, or unset it");
  }
  return value;
}

/** The command that makes what a run that was stopped has not made. */
export function nameNext(by: string | undefined): string {
  return `make reports BY=${by}, which goes on where it was`;
}

/** The months of a period, or what of them lies in it. */
function listMonths({ first, last }: Days): Period[] {
  const months: Period[] = [];
  for (let [year, month] = [Number(first.slice(0, 4)), Number(first.slice(5, 7))]; ; month++) {
    if (month > 12) [year, month] = [year + 1, 1];
    const whole = parsePeriod(`${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`)!;
    if (whole.first > last) return months;
    const days = [whole.first < first ? first : whole.first, whole.last > last ? last : whole.last];
    months.push(parsePeriod(days.join("/"))!);
  }
}

/**
 * Lists the reports that there are to make, with their sums in `monthly_sales`; those of the whole come from another table.
 * @param scope  of the whole
 */
export async function listParts(connection: Connection, by: By, scope: ReportScope): Promise<Parts> {
  const { period, store } = scope;
  const whole = addBefore(
    { name: undefined, scope, sums: await readWhole(connection, period, store) },
    scope.before && (await readWhole(connection, scope.before, store)),
  );
  return { by, whole, parts: await (by === "store" ? listStores() : listMonthParts()) };

  async function listStores(): Promise<Part[]> {
    const now = await readGroups(connection, "store", period);
    const then = scope.before && (await readGroups(connection, "store", scope.before));
    return [...now].map(([name, sums]) => addBefore({ name, scope: { ...scope, store: name }, sums }, then?.get(name)));
  }

  async function listMonthParts(): Promise<Part[]> {
    const all = await readGroups(connection, "month", { first: "0000-01-01", last: "9999-12-31" }, store);
    const months = [...all].filter(([name]) => period.first.slice(0, 7) <= name && name <= period.last.slice(0, 7));
    const scopes = await readReportScopes(connection, {
      periods: months.map(([name]) => name),
      store,
      cashiers: scope.cashiers,
    });
    return months.map(([name, sums], i) => {
      const own = scopes[i]!;
      return addBefore({ name, scope: own, sums }, all.get(findPeriodBefore(own.period)!.name));
    });
  }
}

/** Adds the sums of the period before, where the data has all days of both, so that a change can be stated. */
export function addBefore(part: Part, before: Sums | undefined): Part {
  const { period, data } = part.scope;
  const periodBefore = findPeriodBefore(period);
  const isWhole = periodBefore !== undefined && isCovered(period, data) && isCovered(periodBefore, data);
  return before && isWhole ? { ...part, before } : part;
}

/** The sums of days by store or by month, in the order of their names. */
async function readGroups(connection: Connection, by: By, days: Days, store?: string): Promise<Map<string, Sums>> {
  const name = by === "store" ? "store" : "concat(lpad(year, 4, '0'), '-', lpad(month, 2, '0'))";
  const rows = await select(
    connection,
    `select ${name}, sum(revenue), sum(sales) from monthly_sales
    where ${within} and (? is null or store = ?) group by ${name} order by ${name}`,
    [...numberDays(days), store ?? null, store ?? null],
  );
  return new Map(rows.map(([key, revenue, sales]) => [key, readSums(revenue, sales)]));
}

/** The sums of a period in `sales_per_cashier`, which Spark adds up by itself. */
async function readWhole(connection: Connection, days: Days, store: string | undefined): Promise<Sums> {
  const [row] = await select(
    connection,
    `select '', sum(revenue), sum(sales) from sales_per_cashier where ${within} and (? is null or store = ?)`,
    [...numberDays(days), store ?? null, store ?? null],
  );
  return readSums(row?.[1] ?? null, row?.[2] ?? null);
}

const within = "10000 * year + 100 * month + day between ? and ?";

function numberDays({ first, last }: Days): number[] {
  return [first, last].map((day) => Number(day.replaceAll("-", "")));
}

async function select(
  connection: Connection,
  sql: string,
  values: (string | number | null)[],
): Promise<[string, string | null, string | null][]> {
  const [rows] = await connection.query<RowDataPacket[]>({ sql, rowsAsArray: true, values });
  return rows.map((row) => [...(row as unknown as unknown[])].map((cell) => (cell === null ? null : String(cell)))) as [
    string,
    string | null,
    string | null,
  ][];
}

function readSums(revenue: string | null, sales: string | null): Sums {
  return { cents: parseCents(revenue ?? "0"), sales: BigInt(sales ?? "0") };
}

/**
 * Checks that the parts add up to the whole, to the cent and to the row.
 * @throws TillbookError CHECK_FAILED with both sums
 */
export function checkSums(what: string, parts: readonly Sums[], whole: Sums): Sums {
  const cents = parts.reduce((sum, part) => sum + part.cents, 0n);
  const sales = parts.reduce((sum, part) => sum + part.sales, 0n);
  if (cents === whole.cents && sales === whole.sales) return { cents, sales };
  throw new TillbookError(
    "CHECK_FAILED",
    `${what}: expected ${whole.cents} cents in ${whole.sales} sales, as in the whole, got ${cents} in ${sales}`,
    "make aggregate, then make reports again; if it stays, the tables contradict each other",
  );
}
