import type { en } from "./en.js";

/** Everything that is said, in one language; a language is one file that makes it. */
export interface Messages extends InferredMessages {}
type InferredMessages = typeof en;

/** What a group of bars may be. */
export type Unit = "month" | "quarter" | "year" | "decade";

/** Something that is first or last, with its part of the revenue. */
export interface Ranked {
  name: string;
  revenue: string;
  share: string;
}

/** What a cashier took. */
export interface CashierSums {
  name: string;
  store: string;
  revenue: string;
  sales: number;
}

/** What was imported. */
export interface DataCounts {
  rows: number;
  period: string;
  files: number;
  articles: number;
  /** 0 where the files name none. */
  cashiers: number;
}

/** What the text alternative of a chart says. */
export interface MonthlySalesAlt {
  isStacked: boolean;
  unit: Unit;
  stores: number;
  span: string;
  revenue: string;
  best: string;
  bestRevenue: string;
  worst: string;
  worstRevenue: string;
  store: string;
  storeRevenue: string;
}

/** What the text alternative of a chart says. */
export interface SalesPerCashierAlt {
  cashiers: number;
  stores: number;
  best: string;
  bestStore: string;
  bestRevenue: string;
  median: string;
  others: { count: number; revenue: string } | undefined;
}

/** What the text alternative of a chart says. */
export interface TimeSalesAlt {
  /** Full hours, 0 to 24. */
  from: number;
  to: number;
  stores: number;
  revenue: string;
  best: string;
  bestRevenue: string;
  share: string;
}

/** What the text alternative of a chart says. */
export interface WeekdayHoursAlt {
  /** Full hours, 0 to 24. */
  from: number;
  to: number;
  revenue: string;
  bestDay: string;
  bestHour: string;
  bestRevenue: string;
  day: string;
  dayRevenue: string;
  share: string;
}
