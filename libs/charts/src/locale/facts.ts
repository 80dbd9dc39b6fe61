import type { Count } from "../quantity.js";

/** What a group of bars may be. */
export type Unit = "month" | "quarter" | "year" | "decade";

/** What sentences compare. */
export type Kind = "month" | "wholeMonth" | "store" | "article" | "cashier" | "hour" | "weekday";

/** As what a period is named: one unit of the calendar, whole months, one day, or any days. */
export type PeriodForm = "month" | "quarter" | "year" | "months" | "day" | "days";

/** What a period is compared with. */
export type Against = "before" | "yearBefore";

/** How much more or less there is than before, formatted; undefined where it can't be said or is left out. */
export interface Changes {
  /** Of what was booked. */
  booked: string | undefined;
  /** Of revenue per open day. */
  perDay: string | undefined;
  /** Of the stores with sales in both periods; undefined where those are all. */
  likeForLike: string | undefined;
}

/** A store that has sales in only one of two periods. */
export interface Come {
  /** Escaped for Markdown. */
  store: string;
  /** Of its first sale, or of its last one. */
  day: string;
}

/** What the text alternative of the chart of the trend says. */
export interface TrendAlt {
  span: string;
  /** The period of the report, and its revenue. */
  period: string;
  revenue: string;
  highest: Ranked | undefined;
  lowest: Ranked | undefined;
  /** Months of which the data has only a part. */
  parts: string | undefined;
}

/** A store's place among the stores of its chain, formatted. */
export interface ChainPlace {
  /** Escaped for Markdown. */
  store: string;
  place: Count;
  stores: Count;
  /** How many stores have the same revenue; 0 for none. */
  equals: Count;
  /** Part of the chain's revenue; undefined where that isn't above zero. */
  share: string | undefined;
  perDay: string;
  average: string;
  /** Against the average, with its sign; undefined where it can't be said. */
  difference: string | undefined;
}

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
  /** Undefined where they have more than what is told of. */
  files: Count | undefined;
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
  /** Periods of which the data has only a part; undefined of none. */
  parts: string | undefined;
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
