import type { Count } from "../quantity.js";

/** What a group of bars may be. */
export type Unit = "month" | "quarter" | "year" | "decade";

/** What sentences compare. */
export type Kind = "month" | "store" | "article" | "cashier" | "hour" | "weekday";

/** What has the highest or the lowest revenue: one thing, or several that are equal. */
export interface Ranked {
  /** The name, or the names as a list. */
  name: string;
  /** How many have this revenue. */
  count: number;
  /** Revenue of each. */
  revenue: string;
  /** Part of the total of each; undefined where the total isn't above zero. */
  share: string | undefined;
  /** Undefined where there are several. */
  sales: Count | undefined;
}

/** What was imported. */
export interface DataCounts {
  rows: Count;
  firstDay: string;
  lastDay: string;
  files: Count;
  /** 0 where the files name none. */
  articles: Count;
  cashiers: Count;
}

/** A name that is written in several ways. */
export interface SpelledName {
  kind: "store" | "article" | "cashier";
  /** Escaped for Markdown. */
  name: string;
  spellings: Count;
  /** Sales of each spelling. */
  sales: readonly Count[];
}

/** Whether amounts include tax. */
export type Tax = "net" | "gross";

/** Rows of the files that are no sales, formatted. */
export interface LeftOut {
  /** English. */
  reason: string;
  rows: Count;
  amount: string;
}

/** What files may lack. */
export type Lack = "store" | "article" | "cashier" | "time";

/** What the text alternative of a chart says; `highest` and `lowest` are undefined where nothing differs. */
export interface MonthlySalesAlt {
  isStacked: boolean;
  unit: Unit;
  /** The only store, or how many there are; undefined where the files name none. */
  stores: string | undefined;
  span: string;
  revenue: string;
  highest: Ranked | undefined;
  lowest: Ranked | undefined;
  largestStore: Ranked | undefined;
}

/** The articles of a chart. */
export interface Articles {
  /** Its name where there is only one. */
  only: string | undefined;
  count: Count;
  /** Whether there are others, which sell less. */
  isBest: boolean;
}

/** What the text alternative of a chart says. */
export interface TopArticlesAlt extends Articles {
  /** Whether the files name stores. */
  hasStores: boolean;
  revenue: string;
  /** Up to three articles with their revenue, the highest first; none where all are equal. */
  first: readonly string[];
  /** The lowest, where there are more. */
  last: string | undefined;
}

/** What the text alternative of a chart says. */
export interface SalesPerCashierAlt {
  /** The only cashier, or how many there are in how many stores. */
  cashiers: string;
  highest: Ranked | undefined;
  median: string;
  others: { count: Count; revenue: string } | undefined;
}

/** What the text alternative of a chart says. */
export interface TimeSalesAlt {
  /** Full hours, 0 to 24. */
  from: Count;
  to: Count;
  /** As of months. */
  stores: string | undefined;
  revenue: string;
  highest: Ranked | undefined;
}

/** What the text alternative of a chart says. */
export interface WeekdayHoursAlt {
  /** Full hours, 0 to 24. */
  from: Count;
  to: Count;
  revenue: string;
  highest: Ranked | undefined;
  highestDay: Ranked | undefined;
}
