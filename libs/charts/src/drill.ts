import type { DataDays, Period } from "@tillbook/pipeline";
import { numberMonth, readMonth } from "./calendar.js";
import { cutDays, isWholeMonth, type MonthRow, nameMonthOf } from "./coverage.js";
import type { Shown } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { quantity } from "./quantity.js";
import { isolateName } from "./text.js";

/** Sums of each store in each month, from which the HTML makes a table of one store or of one month when a reader asks for it. */
export interface Drill {
  /** In their order; none in which nobody sold anything. */
  months: DrillMonth[];
  stores: DrillStore[];
}

export interface DrillMonth {
  /** As `numberMonth` numbers it. */
  month: Shown;
  /** With its days where the data has only a part of it. */
  name: string;
  isWhole: boolean;
}

/** What a store sold; its lists have an item for each month, null of one without sales. */
export interface DrillStore {
  /** As the files name it; empty for sales without a store. */
  store: string;
  name: string;
  revenue: (Shown | null)[];
  openDays: (Shown | null)[];
  /** 0 where they can't be told apart. */
  receipts: (Shown | null)[];
  /** Zero or less. */
  refunded: (Shown | null)[];
}

/** More would make the file too large: these take about a megabyte. */
const mostSums = 24_000;

/**
 * Lists the sums of each store in each month up to the end of the report's period.
 * @param rows  of `monthly_sales`, by month
 * @returns undefined of one store, and of so many that their sums would make the file too large
 */
export function listDrill(
  rows: readonly MonthRow[],
  { period, data }: { period: Period; data: DataDays },
  messages: Messages,
): Drill | undefined {
  const byMonth = [...Map.groupBy(rows, numberMonth)].sort(([a], [b]) => a - b);
  const byStore = [...Map.groupBy(rows, ({ store }) => store)].sort(([a], [b]) => (a < b ? -1 : 1));
  if (byStore.filter(([store]) => store !== "").length < 2 || rows.length > mostSums) return undefined;
  const days = cutDays(data, { first: data.first, last: period.last });
  return {
    months: byMonth.map(([, own]) => ({
      month: readMonth(own[0]!),
      name: nameMonthOf(own, messages, days),
      isWhole: isWholeMonth(own[0]!, days),
    })),
    stores: byStore.map(([store, own]) => {
      const rowOf = new Map(own.map((row) => [numberMonth(row), row]));
      const list = (column: "revenue" | "open_days" | "receipts" | "refunded"): (Shown | null)[] =>
        byMonth.map(([month]) => {
          const row = rowOf.get(month);
          if (row === undefined) return null;
          return row[column] === undefined ? 0 : quantity(row, column);
        });
      return {
        store,
        name: store === "" ? messages.labels.noStore : isolateName(messages.nameStore(store)),
        revenue: list("revenue"),
        openDays: list("open_days"),
        receipts: list("receipts"),
        refunded: list("refunded"),
      };
    }),
  };
}
