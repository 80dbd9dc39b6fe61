/** One row of the table `time_sales`: an hour, a weekday and a store. */
export interface TimeSalesRow {
  /** 0 to 23: sales from `hour`:00 on, before the next full hour; -1 of sales whose file has no time of day. */
  hour: number;
  /** ISO: 1 (Monday) to 7 (Sunday). */
  weekday: number;
  store: string;
  /** A DECIMAL as text. */
  revenue: string;
  sales: number;
  /** Receipts that begin in the hour; 0 where they can't be told apart, as those of the store in `monthly_sales` say. */
  receipts?: number;
  /** Days of that weekday with sales in that store, at whatever hour. Rows of one's own need none. */
  open_days?: number;
}

/** Leaves out the sales whose file has no time of day. */
export function listTimed<R extends { hour: number }>(rows: readonly R[]): R[] {
  return rows.filter(({ hour }) => hour >= 0);
}
