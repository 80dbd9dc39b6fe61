import type { Count } from "../quantity.js";

/** What a group of bars may be. */
export type Unit = "month" | "quarter" | "year" | "decade";

/** The shape of values in their order. */
export type Course = "rising" | "falling" | "mixed" | "level";

/** What a chart has a bar, a point or a field for. */
export type Grain = Unit | "article" | "category" | "cashier" | "hour";

/** What sentences compare. */
export type Kind = "month" | "wholeMonth" | "store" | "article" | "category" | "hour" | "weekday";

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

/** By how much a category rose or fell, formatted. */
export interface CategoryChange {
  /** Escaped for Markdown. */
  category: string;
  amount: string;
  /** As a part of what it took before; undefined where that was nothing. */
  share: string | undefined;
  /** The store that alone makes the change notable, escaped for Markdown; undefined of none. */
  store: string | undefined;
}

/** Categories that rose, or that fell, those that changed most first. */
export interface CategoryMoves {
  named: readonly CategoryChange[];
  /** Whether there are more. */
  hasMore: boolean;
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
  /** Whether it has an area for each of several stores. */
  isStacked: boolean;
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
  /** Whether it shows parts of a week's revenue, and not amounts. */
  isShare: boolean;
  highest: Ranked | undefined;
  lowest: Ranked | undefined;
}

/** A day of the week that stands out. */
export interface DayPeak {
  name: string;
  /** Revenue per open day, and what was booked on all of them. */
  perDay: string;
  booked: string;
}

/** An hour that stands out, and its part of the revenue. */
export interface HourPeak {
  name: string;
  share: string;
}

/** At which hour most stores peak. */
export interface StoresPeak {
  stores: Count;
  of: Count;
  hour: string;
  /** Whether it is the strongest hour of each of them, and not like it. */
  isExact: boolean;
  /** The few that peak at another hour. */
  others: readonly { store: string; hour: string }[];
}

/** How revenue per open day differs from that of the month before. */
export interface MonthChange {
  /** As "12.5% more". */
  change: string;
  month: string;
}

/** What the text alternative of a chart says. */
export interface StoreHoursAlt {
  /** The only store, or how many are shown. */
  stores: string;
  /** Whether there are more. */
  isChosen: boolean;
  /** Full hours, 0 to 24. */
  from: Count;
  to: Count;
  /** At which hour most stores peak. */
  peak: string | undefined;
}

/** What makes one period of another. */
export type BridgeStep = "closed" | "opened" | "calendar" | "receipts" | "basket" | "perDay" | "other";

/** How receipts and what is on them changed together. */
export type Baskets = "fewerFuller" | "moreSmaller" | "moreFuller" | "fewerSmaller";

/** What the headline of the first page says of a change, formatted. */
export interface Headline {
  period: string;
  before: string;
  /** With its sign. */
  change: string;
  /** Whether the period alone is the strongest or the weakest of the months shown. */
  extreme: "strongest" | "weakest" | undefined;
  isRise: boolean;
  baskets: Baskets | undefined;
}

/** What the text alternative of the index says. */
export interface IndexAlt {
  from: string;
  to: string;
  /** Of the last month. */
  adjusted: string;
  booked: string;
  lowest: string;
  highest: string;
  /** How many stores there are; undefined where those are all. */
  stores: string | undefined;
  /** Months of which the data has only a part. */
  parts: string | undefined;
}

/** How stores differ from their own averages; formatted, in Markdown. */
export interface OwnAverage {
  period: string;
  months: Count;
  /** Each with what it differs by. */
  stores: readonly string[];
  /** What the stores that aren't named differ by. */
  others: { from: string; to: string; count: Count } | undefined;
}

/** A store, and the articles of which it sells most of what is sold. */
export interface StoreSpecialities {
  /** Escaped for Markdown. */
  store: string;
  /** Its part of all revenue. */
  usual: string;
  /** Escaped, with the store's part of its revenue; undefined where no other store sells it. */
  articles: readonly { article: string; share: string | undefined }[];
}

/** What is said of weeks that have the same one a year before. */
export interface GrowthFacts {
  /** How many there are, and in how many the amount per open day is higher, and lower, than a year before. */
  weeks: Count;
  higher: Count;
  lower: Count;
  /** Per open day, of all these weeks. */
  now: string;
  before: string;
  /** As "3.2% more"; undefined where none is notable. */
  change: string | undefined;
  /** The same of the stores with sales in both; undefined where those are all, or no change is notable. */
  likeForLike: string | undefined;
}

/** What is said of the month to come. */
export interface OutlookFacts {
  /** e.g. "March 2026", and the same month a year before. */
  month: string;
  yearBefore: string;
  expected: string;
  low: string;
  high: string;
  /** How far, in percent, the method was off at most in so many of the months it could be tried on. */
  error: string;
  hits: Count;
  tries: Count;
  /** The last month, what was expected of it, what it came to, and how far that was off. */
  last: string;
  lastExpected: string;
  lastActual: string;
  lastError: string;
}

/** What cashiers are compared by: receipts, or lines where these can't be told apart, per hour or, without times, per day. */
export interface CashierPace {
  counted: "receipts" | "sales";
  per: "hours" | "days";
}

/** Lines whose share is compared between stores. */
export type RateKind = "refunds" | "zero_sales";
