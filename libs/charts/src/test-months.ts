import type { MonthRow } from "./coverage.js";
import type { MonthlySalesRow } from "./monthly-sales.js";

/** Completes rows for tests: open on as many days as there are sales, at most 20, from the first of the month on, without refunds. */
export function makeMonthRows(rows: readonly MonthlySalesRow[]): MonthRow[] {
  return rows.map((row) => {
    const { year, month, sales } = row;
    const open_days = row.open_days ?? Math.min(sales, 20);
    const writeDay = (day: number): string =>
      [year, String(month).padStart(2, "0"), String(Math.max(1, day)).padStart(2, "0")].join("-");
    return { open_days, first_day: writeDay(1), last_day: writeDay(open_days), refunded: "0.00", ...row };
  });
}
