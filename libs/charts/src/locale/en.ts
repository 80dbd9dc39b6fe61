import { markText } from "../marks.js";
import { type Count, quantity } from "../quantity.js";
import type { Currency } from "./currency.js";
import { isOne, isSame, nbsp, writeCount } from "./digits.js";
import type {
  Against,
  Articles,
  BridgeStep,
  CashierPace,
  CategoryMoves,
  ChainPlace,
  Changes,
  Come,
  Course,
  DataCounts,
  DayPeak,
  Grain,
  GrowthFacts,
  Headline,
  HourPeak,
  IndexAlt,
  Kind,
  Lack,
  LeftOut,
  MonthChange,
  MonthlySalesAlt,
  OutlookFacts,
  OwnAverage,
  PeriodForm,
  Ranked,
  RateKind,
  SalesPerCashierAlt,
  SpelledName,
  StoreHoursAlt,
  StoreSpecialities,
  StoresPeak,
  Tax,
  TimeSalesAlt,
  TopArticlesAlt,
  TrendAlt,
  Unit,
  WeekdayHoursAlt,
} from "./facts.js";

const months = "January February March April May June July August September October November December".split(" ");
const weekdays = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

/** Formats a count, e.g. "1 store", "1,200 stores". */
const count = (n: Count, one: string, many = `${one}s`): string =>
  `${writeCount(n, ",")}${nbsp}${isOne(n) ? one : many}`;

const fullHour = (hour: Count): string => markText(en.calendar.hour(Number(hour)), "hour", quantity(hour));
const stores = (n: Count): string => count(n, "store");
const sales = (n: Count): string => count(n, "sale");
const countCategories = (n: Count): string => count(n, "category", "categories");
const nameMonth = (year: number | undefined, month: number): string =>
  [months[month - 1], year].filter(Boolean).join(" ");
const nameDay = (year: number | undefined, month: number, day: number): string => `${day} ${nameMonth(year, month)}`;

/** e.g. "€9.00, 30.0% of the total", or "€9.00 and 30.0% of the total each" */
const amountOf = ({ count, revenue, share }: Ranked): string => {
  const texts = [revenue, ...(share === undefined ? [] : [`${share} of the total`])];
  return count === 1 ? texts.join(", ") : `${texts.join(" and ")} each`;
};
const each = ({ count, revenue }: Ranked): string => (count === 1 ? revenue : `${revenue} each`);
/** A part of a text alternative, e.g. " Highest: May and June with €9k each."; empty where nothing differs. */
const nameRanked = (label: string, ranked: Ranked | undefined): string =>
  ranked === undefined ? "" : ` ${label}: ${ranked.name} with ${each(ranked)}.`;
const nameRankedShare = (label: string, ranked: Ranked | undefined): string =>
  ranked === undefined ? "" : ` ${label}: ${ranked.name} with ${amountOf(ranked)}.`;

/** A part of a text, e.g. " of 3 stores"; empty where the files name none. */
const ofStores = (stores: string | undefined): string => (stores === undefined ? "" : ` of ${stores}`);

const because = (why: readonly string[]): string => (why.length === 0 ? "" : `: ${why.join(", ")}`);

const lacks: Record<Lack, string> = {
  store: "no stores",
  article: "no articles",
  cashier: "no cashiers",
  time: "no times of day",
};

const nameArticles = ({ only, count: n, isBest }: Articles): string =>
  only ?? (isBest ? `the ${count(n, "best-selling article")}` : count(n, "article"));

/** e.g. " Hatched, because only partly covered by the data: March 2026 (1 to 10)." */
const nameParts = (parts: string | undefined): string =>
  parts === undefined ? "" : ` Hatched, because only partly covered by the data: ${parts}.`;

/** e.g. " Hollow, because only partly covered by the data: March 2026 (1 to 10)." */
const nameHollow = (parts: string | undefined): string =>
  parts === undefined ? "" : ` Hollow, because only partly covered by the data: ${parts}.`;

const against: Record<Against, Record<PeriodForm, string>> = {
  before: {
    month: "Against the month before",
    quarter: "Against the quarter before",
    year: "Against the year before",
    months: "Against the months before",
    day: "Against the day before",
    days: "Against the days before",
  },
  yearBefore: {
    month: "Against the same month a year earlier",
    quarter: "Against the same quarter a year earlier",
    year: "Against the year before",
    months: "Against the same months a year earlier",
    day: "Against the same day a year earlier",
    days: "Against the same days a year earlier",
  },
};

const nameCome = (stores: readonly Come[], others: Count, say: (day: string) => string): string =>
  en.list([
    ...stores.map(({ store, day }) => `**${store}** (${say(day)})`),
    ...(Number(others) === 0 ? [] : [count(others, "more store")]),
  ]);

const courses: Record<Course, string> = {
  rising: "Rising",
  falling: "Falling",
  mixed: "Neither rising nor falling",
  level: "Level",
};

const grains: Record<Grain, string> = {
  month: "month",
  quarter: "quarter",
  year: "year",
  decade: "decade",
  article: "article",
  category: "category",
  cashier: "cashier",
  hour: "hour of the day",
};

const onlyOf: Record<Kind, string> = {
  month: "only month with sales",
  wholeMonth: "only month fully covered by the data",
  store: "only store",
  article: "only article",
  category: "only category",
  hour: "only hour with sales",
  weekday: "only weekday with sales",
};
const eachOf: Record<Kind, (n: Count) => string> = {
  month: (n) => `in each of the ${count(n, "month")}`,
  wholeMonth: (n) => `in each of the ${count(n, "month")} fully covered by the data`,
  store: (n) => `in each of the ${count(n, "store")}`,
  article: (n) => `for each of the ${count(n, "article")}`,
  category: (n) => `for each of the ${countCategories(n)}`,
  hour: (n) => `in each of the ${count(n, "hour")} with sales`,
  weekday: (n) => `on each of the ${count(n, "weekday")} with sales`,
};

/** e.g. "**Friday** is the strongest day of the week with €900.00 per open day (€46,800.00 booked)." */
const sayDays = (which: string, days: readonly DayPeak[]): string => {
  const [names, amounts] = [days.map(({ name }) => name), days.map(({ perDay }) => perDay)].map((some) =>
    en.list(some),
  );
  const [first] = days;
  return days.length === 1
    ? `**${names}** is the ${which} day of the week with ${amounts} per open day (${first!.booked} booked).`
    : `**${names}** are the ${which} days of the week with ${isSame(days.map(({ perDay }) => perDay)) ? `${first!.perDay} per open day each` : `${amounts} per open day`}.`;
};
/** e.g. "**December 2025** was the strongest month with €900.00 (€27,900.00 booked)" */
const sayMonths = (which: string, months: readonly DayPeak[]): string => {
  const names = `**${en.list(months.map(({ name }) => name))}**`;
  const amounts = en.list(months.map(({ perDay, booked }) => `${perDay} (${booked} booked)`));
  return `${names} ${months.length === 1 ? `was the ${which} month` : `were the ${which} months`} with ${amounts}`;
};
const sayChange = (change: MonthChange | undefined): string =>
  change === undefined ? "" : `, ${change.change} than in ${change.month}`;
const sayHours = (which: string, hours: readonly HourPeak[]): string => {
  const [names, shares] = [hours.map(({ name }) => name), hours.map(({ share }) => share)].map((some) => en.list(some));
  const marked = which === "strongest" ? `**${names}**` : names;
  return `${marked} ${hours.length === 1 ? `is the ${which} hour` : `are the ${which} hours`} with ${isSame(hours.map(({ share }) => share)) && hours.length > 1 ? `${hours[0]!.share} of the revenue each` : `${shares} of the revenue`}.`;
};

const paces: Record<CashierPace["counted"], Record<CashierPace["per"], string>> = {
  receipts: { hours: "receipts per active hour", days: "receipts per active day" },
  sales: { hours: "lines per active hour", days: "lines per active day" },
};
const firstUpper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Everything that is said in English. Amounts, shares, dates and names come in as they are to be read (in Markdown,
 * names are escaped), counts as numbers.
 */
export const en = {
  /** BCP 47 tag of the language. */
  language: "en",
  /** The language's own name. */
  name: "English",

  numbers: {
    group: ",",
    decimal: ".",
    /** That of all amounts; `inCurrency` sets another one. */
    currency: { code: "EUR", symbol: "€", digits: 2, scale: 2 } as Currency,
    /** Adds the currency to an amount without a sign, e.g. "€1,234.56"; a symbol that ends in a letter needs a space. */
    money: (amount: string, symbol: string): string => `${symbol}${/\p{L}$/u.test(symbol) ? nbsp : ""}${amount}`,
    /** Adds the unit to a number of thousands, millions or billions. */
    thousands: (number: string): string => `${number}k`,
    millions: (number: string): string => `${number}M`,
    billions: (number: string): string => `${number}bn`,
    percent: (number: string): string => `${number}%`,
    /** Percentage points. */
    points: (number: string): string => `${number}${nbsp}pp`,
    durations: {
      hour: (number: string): string => `${number}${nbsp}h`,
      minute: (number: string): string => `${number}${nbsp}min`,
      second: (number: string): string => `${number}${nbsp}s`,
    },
    /** Heads a column of amounts, whose cells have no unit. */
    inMoney: (name: string, symbol: string): string => `${name} (${symbol})`,
  },

  calendar: {
    /** Month 1 to 12; without a year, the month alone. */
    month: nameMonth,
    monthShort: (month: number): string => months[month - 1]!.slice(0, 3),
    day: nameDay,
    /** A day without its month, as in "1 to 14 February 2026". */
    dayOfMonth: (day: number): string => String(day),
    /** The only day of a month that the data has. */
    only: (day: string): string => `${day} only`,
    /** Instead of days that aren't known. */
    inPart: "in part",
    /** When something was, e.g. "in February 2026". @param period  as `namePeriod` names it */
    when: (form: PeriodForm, period: string): string =>
      ({
        month: `in ${period}`,
        quarter: `in the ${period}`,
        year: `in ${period}`,
        months: `from ${period}`,
        day: `on ${period}`,
        days: `from ${period}`,
      })[form],
    /** ISO: 1 (Monday) to 7 (Sunday). */
    weekday: (weekday: number): string => weekdays[weekday - 1] ?? `day ${weekday}`,
    /** The hours from one full hour to another, 0 to 24. */
    hours: (from: number, to: number): string => `${from}:00–${to}:00`,
    hour: (hour: number): string => `${hour}:00`,
    quarter: (year: number, quarter: number): string =>
      `${["1st", "2nd", "3rd", "4th"][quarter - 1]} quarter of ${year}`,
    quarterShort: (quarter: number): string => `Q${quarter}`,
    decade: (year: number): string => `${year}s`,
    span: (from: string, to: string): string => `${from} to ${to}`,
    /** Heads a column of them. */
    units: { month: "Month", quarter: "Quarter", year: "Year", decade: "Decade" },
  },

  /** The shape of values in their order. @param peak  the name of the only highest */
  course: (course: Course, peak: string | undefined): string =>
    `${courses[course]}${peak === undefined ? "" : `, highest in ${peak}`}`,

  /** What a chart shows, with the unit: "Revenue by month, €". */
  subtitles: {
    revenueBy: (grain: Grain, symbol: string): string => `Revenue by ${grains[grain]}, ${symbol}`,
    /** @param isShare  of a week's revenue; else, where that is nothing, of refunds alone */
    weekdayHours: (isShare: boolean): string =>
      `Revenue per open day by weekday and hour${isShare ? ", % of a week’s" : ""}`,
  },

  /** Short names of things: heads of columns, labels, legends. */
  labels: {
    all: "All",
    article: "Article",
    average: "Average",
    averageSale: "Average line",
    booked: "Booked",
    cashier: "Cashier",
    category: "Category",
    chain: "Chain",
    change: "Change",
    /** A change that is no change of the line above. @param period  e.g. "January 2026" */
    changeAgainst: (period: string): string => `Change against ${period}`,
    changePerDay: (period: string): string => `Change per open day against ${period}`,
    difference: "Difference",
    /** Below a table that was cut, e.g. "first 20 of 1,234 rows". */
    firstRows: (shown: string, all: string): string => `first ${shown} of ${all} rows`,
    hour: "Hour",
    /** @param stores  how many stores are compared */
    likeForLike: (stores: Count): string => `Like for like, ${count(stores, "store")}`,
    likeForLikePerDay: "Like for like, per open day",
    noStore: "(no store)",
    openDays: "Open days",
    others: "Others",
    perOpenDay: "Per open day",
    place: "Place in the chain",
    /** A place among some, e.g. "3 of 8". */
    placeOf: (place: Count, of: Count): string => `${writeCount(place, ",")} of ${writeCount(of, ",")}`,
    refunded: "Refund rate",
    revenue: "Revenue",
    revenuePerDay: "Revenue per open day",
    sales: "Sales",
    shareOfChain: "Share of the chain's revenue",
    store: "Store",
    stores: "Stores",
    // heads of data tables that are made from traces
    close: "Close",
    from: "From",
    high: "High",
    low: "Low",
    name: "Name",
    open: "Open",
    partOf: "Part of",
    series: "Series",
    to: "To",
    value: "Value",
  },

  /** What the rows of the files are: heads of key figures, and their notes. */
  rows: {
    inFiles: "Rows in the files",
    /** @param leftOut  rows that are no sales, where there are any */
    imported: (imported: string, rejected: string, leftOut: string | undefined): string =>
      `${imported} imported, ${rejected} rejected${leftOut === undefined ? "" : `, ${leftOut} left out`}`,
    refunds: "Refunds",
    zeros: (amount: string): string => `Sales of ${amount}`,
    duplicates: "Duplicate rows",
  },

  /** How many there are; stores and cashiers as after "of" and "in". */
  counts: {
    stores,
    cashiers: (n: Count): string => count(n, "cashier"),
    sales,
  },

  receipts: {
    receipts: "Receipts",
    average: "Average receipt",
    /** @param articles  undefined where some lines have no quantity */
    summary: (a: {
      receipts: Count;
      perDay: string;
      average: string;
      lines: string;
      articles: string | undefined;
    }): string =>
      `**${count(a.receipts, "receipt")}**, ${a.perDay} per open day of a store. The average receipt comes to ${a.average} and has ${a.lines} lines${a.articles === undefined ? "" : ` with ${a.articles} articles`}.`,
    /** @param isAll  whether none can be told apart */
    untold: (isAll: boolean): string =>
      isAll
        ? "Receipts can't be told apart: the files have no receipt numbers, and too few lines share store, second and cashier. Averages are those of lines."
        : "Receipts can't be told apart in every store and month, so none are counted. Averages are those of lines.",
  },

  otherStores: (n: Count): string => `${writeCount(n, ",")} other ${isOne(n) ? "store" : "stores"}`,

  /** Names in titles, sentences and charts; a bare number gets its noun. */
  nameStore: (store: string): string => (/^\P{L}+$/u.test(store) ? `Store ${store}` : store),
  nameArticle: (article: string): string => (/^\P{L}+$/u.test(article) ? `Article ${article}` : article),
  nameCashier: (cashier: string): string => (/^\P{L}+$/u.test(cashier) ? `Cashier ${cashier}` : cashier),

  /** Lists names in a sentence. */
  list: (names: readonly string[]): string =>
    names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names.join(""),
  /** The last of a list of names, for all that are not named. */
  otherNames: "others",

  /**
   * The charts: plain texts. A title names what alone has the highest revenue; where nothing does, it is the plain title.
   * A text alternative says what is to be seen.
   */
  monthlySales: {
    title: (best: string | undefined, unit: Unit, store: string | undefined, storeCount: Count): string =>
      [best && `${best} was the strongest ${unit}`, store && `${store} is the largest of ${stores(storeCount)}`]
        .filter(Boolean)
        .join("; "),
    /** @param whose  the only store, or how many there are; undefined where the files name none */
    plainTitle: (whose: string | undefined, span: string): string => `Revenue${ofStores(whose)}, ${span}`,
    alt: (a: MonthlySalesAlt): string =>
      `${a.isStacked ? "Stacked" : "Grouped"} bars: revenue${ofStores(a.stores)} by ${a.unit}, ${a.span}. Total: ${a.revenue}.${nameRanked("Highest", a.highest)}${nameRanked("Lowest", a.lowest)}${nameRanked(a.largestStore?.count === 1 ? "Largest store" : "Largest stores", a.largestStore)}${nameParts(a.parts)}`,
    /** Stands in the legend for hatched bars. */
    part: "only partly in the data",
    /** Stands behind the subtitle where there is no legend. */
    hatched: "hatched: only partly in the data",
  },
  trend: {
    title: (span: string): string => `Revenue by month, ${span}`,
    /** Stands in the legend for the months before the period. */
    before: "Earlier months",
    alt: (a: TrendAlt): string =>
      `Bars: revenue by month, ${a.span}. ${a.period}, in a colour of its own: ${a.revenue}.${nameRanked("Highest", a.highest)}${nameRanked("Lowest", a.lowest)}${nameParts(a.parts)}`,
  },
  topArticles: {
    others: "All other articles",
    title: (article: string, revenue: string): string => `${article} brings in the most: ${revenue}`,
    plainTitle: (articles: Articles): string => `Revenue of ${nameArticles(articles)}`,
    alt: (a: TopArticlesAlt): string =>
      `Bars${a.hasStores ? " stacked by store" : ""}: revenue of ${nameArticles(a)}. Total: ${a.revenue}.${a.first.length === 0 ? "" : ` From highest to lowest: ${a.first.join(", ")}${a.last === undefined ? "" : ` … ${a.last}`}.`}`,
  },
  salesPerCashier: {
    /** @param store  empty where the files name none */
    inStore: (cashier: string, store: string): string => (store === "" ? cashier : `${cashier} in ${store}`),
    /** @param times  how many times the median, e.g. "2.1"; undefined where that says nothing */
    title: (cashier: string, revenue: string, times: string | undefined): string =>
      `${cashier} took the most: ${revenue}${times === undefined ? "" : `, ${times} times the median`}`,
    /** @param cashiers  the only cashier, or how many there are */
    plainTitle: (cashiers: string): string => `Revenue of ${cashiers}`,
    alt: (a: SalesPerCashierAlt): string =>
      `Sorted bars: revenue of ${a.cashiers}.${nameRanked("Highest", a.highest)} Median: ${a.median}.${a.others === undefined ? "" : ` Average of the ${writeCount(a.others.count, ",")} others: ${a.others.revenue}.`}`,
    averageOfOthers: (n: Count): string => `Average of ${writeCount(n, ",")} others`,
    allStores: "all stores",
    others: (n: Count): string => `${writeCount(n, ",")} others together`,
  },
  timeSales: {
    title: (from: Count, to: Count, share: string | undefined): string =>
      `Sales peak between ${fullHour(from)} and ${fullHour(to)}${share === undefined ? "" : `: ${share} of the revenue`}`,
    plainTitle: "Revenue by hour of the day",
    alt: (a: TimeSalesAlt): string =>
      `${a.isStacked ? "Stacked areas" : "Area"}: revenue${ofStores(a.stores)} by hour of the day, from ${fullHour(a.from)} to ${fullHour(a.to)}. Total: ${a.revenue}.${nameRankedShare("Highest", a.highest)}`,
  },
  storeHours: {
    /** @param others  how many stores do not peak then, of how many */
    title: (store: string, hour: string, others: Count, of: Count): string =>
      `${store} peaks at ${hour}, unlike ${writeCount(others, ",")} of ${stores(of)}`,
    /** @param stores  the only store, or how many there are */
    plainTitle: (stores: string): string => `Revenue by hour of the day: ${stores} against the chain`,
    alt: (a: StoreHoursAlt): string =>
      `Lines, a small chart for each of ${a.stores}${a.isChosen ? ", the six largest and the six that differ most from the chain" : ""}: the part of the revenue by hour of the day, from ${fullHour(a.from)} to ${fullHour(a.to)}, against the chain's in grey.${a.peak === undefined ? "" : ` ${a.peak}`}`,
    some: (n: Count, of: Count): string => `${writeCount(n, ",")} of ${stores(of)}`,
    // heads of columns
    strongest: "Strongest hour",
    share: "Part of the revenue",
    chainShare: "Chain in that hour",
  },
  weekdayHours: {
    /** @param share  of what is sold in a week */
    title: (day: string, from: Count, to: Count, share: string): string =>
      `Sales peak on ${day} between ${fullHour(from)} and ${fullHour(to)}: ${share} of a week's revenue`,
    /** @param isShare  whether it shows parts of a week's revenue */
    plainTitle: (isShare: boolean): string =>
      `Revenue by weekday and hour of the day${isShare ? ", in percent of a week's" : ""}`,
    from: (value: string): string => `from ${value}`,
    booked: (revenue: string): string => `${revenue} booked`,
    alt: (a: WeekdayHoursAlt): string =>
      `Heatmap: revenue per open day by weekday and hour of the day${a.isShare ? ", in percent of a week's," : ""} from ${fullHour(a.from)} to ${fullHour(a.to)}.${nameRanked("Highest", a.highest)}${nameRanked("Lowest", a.lowest)}`,
  },

  /** Sentences in Markdown; names are escaped. */
  sentences: {
    /** @param n  sales */
    soldThen: (when: string, revenue: string, n: Count): string => `Revenue ${when}: **${revenue}** from ${sales(n)}.`,
    /** Where there are several stores. */
    openDays: "An open day is a day on which a store has sales; the open days of all stores are added up.",
    changes: (a: Changes): string =>
      [a.booked, a.perDay && `${a.perDay} per open day`, a.likeForLike && `${a.likeForLike} like for like`]
        .filter(Boolean)
        .join(", "),
    /** @param change  in percent without its sign; undefined where it rounds to zero */
    more: (change: string | undefined): string => (change === undefined ? "about as much" : `${change} more`),
    less: (change: string): string => `${change} less`,
    against: (kind: Against, form: PeriodForm, period: string): string => `${against[kind][form]}: ${period}`,
    /** @param changes  undefined where nothing can be compared */
    comparison: (now: string, before: string, changes: string | undefined): string =>
      `Revenue is **${now}** against ${before}${changes === undefined ? "" : `: ${changes}`}.`,
    nothingBefore: "The data has no earlier sales, so there is nothing to compare with.",
    /** @param store  whose report it is; undefined for the chain's */
    noSalesThen: (when: string, store: string | undefined): string =>
      store === undefined ? `The data has no sales ${when}.` : `**${store}** has no sales ${when}.`,
    /** @param parts  periods, each with the days that the data has of it */
    notCompared: (parts: readonly string[]): string =>
      `The data covers only part of ${en.list(parts)}, so no change is given.`,
    allStoresAlike: (n: Count): string =>
      `The same ${stores(n)} have sales in both periods, so the like-for-like change is the same.`,
    come: (stores: readonly Come[], others: Count): string =>
      `Opened or reopened since: ${nameCome(stores, others, (day) => `first sale in this period on ${day}`)}.`,
    gone: (stores: readonly Come[], others: Count): string =>
      `Without sales now: ${nameCome(stores, others, (day) => `last sale in that period on ${day}`)}.`,
    /** @param months  each with the days that the data has of it */
    parts: (months: readonly string[]): string =>
      `The data covers only part of ${en.list(months)}, so ${months.length === 1 ? "it is" : "they are"} not compared.`,
    chainPlace: (a: ChainPlace): string =>
      [
        `**${a.store}** is number ${writeCount(a.place, ",")} of ${stores(a.stores)} by revenue`,
        Number(a.equals) === 0 ? "" : `, level with ${count(a.equals, "other")}`,
        a.share === undefined ? "" : `, with ${a.share} of the chain's revenue`,
        `. Per open day it takes ${a.perDay}, against ${a.average} on average in the chain${a.difference === undefined ? "" : ` (${a.difference})`}.`,
      ].join(""),
    onlyStore: (store: string): string => `**${store}** is the only store of the chain.`,
    /** What days the data has, in the report of a period. */
    daysOfData: (first: string, last: string, files: Count, rejected: Count): string =>
      `The data as a whole covers ${first === last ? first : `${first} to ${last}`} and was read from ${count(files, "file")}${Number(rejected) === 0 ? "" : `; ${count(rejected, "row")} ${isOne(rejected) ? "was" : "were"} rejected`}.`,
    data: (a: DataCounts): string =>
      `**${sales(a.rows)}** ${a.firstDay === a.lastDay ? `on ${a.firstDay}` : `from ${a.firstDay} to ${a.lastDay}`}${a.files === undefined ? "" : `, read from ${count(a.files, "file")}`}${Number(a.articles) === 0 ? "" : `: ${count(a.articles, "article")}`}${Number(a.cashiers) === 0 ? "" : `, sold by ${count(a.cashiers, "cashier")}`}.`,
    /** What no file has; without times and articles, sections are left out. */
    lacking: (lacking: readonly Lack[]): string =>
      lacking.join() === "cashier"
        ? "The files name no cashiers."
        : `The files have ${en.list(lacking.map((lack) => lacks[lack]))}; whatever needs them is left out of this report.`,
    /** @param parts  what some files lack, and of how many sales */
    partlyLacking: (parts: readonly (readonly [Lack, Count])[]): string =>
      `In the files, ${en.list(parts.map(([lack, n]) => `${sales(n)} ${isOne(n) ? "has" : "have"} ${lacks[lack].replace(/s( of day)?$/, "$1")}`))}.`,
    /** @param n  sales */
    only: (kind: Kind, name: string, revenue: string, n: Count): string =>
      `The ${onlyOf[kind]} is **${name}**: ${revenue} from ${sales(n)}.`,
    /** @param n  how many there are, all with the same revenue */
    equal: (kind: Kind, n: Count, revenue: string): string => `Revenue is the same ${eachOf[kind](n)}: ${revenue}.`,
    /** Where the highest revenue is zero or less. */
    noneSold: (kind: Kind): string =>
      kind === "store"
        ? "No store sells more than it takes back."
        : kind === "article"
          ? "No article brings in more than is taken back of it."
          : kind === "category"
            ? "No category brings in more than is taken back of it."
            : "No more is sold than taken back.",
    /** @param compared  revenue and change of the strongest; undefined where there are several */
    months: (highest: Ranked, lowest: Ranked, compared: string | undefined): string =>
      `**${highest.name}** ${highest.count === 1 ? "was the strongest month" : "were the strongest months"}: ${compared ?? `${highest.revenue} each`}. The weakest ${lowest.count === 1 ? `was ${lowest.name} with ${lowest.revenue}` : `were ${lowest.name} with ${lowest.revenue} each`}.`,
    /** @param change  undefined where it rounds to zero */
    compared: (revenue: string, change: string | undefined, month: string): string =>
      `${revenue}, ${change === undefined ? "about as much as" : `${change} more than`} in ${month}`,
    stores: (n: Count, highest: Ranked, lowest: Ranked): string =>
      `Of ${stores(n)}, **${highest.name}** ${highest.count === 1 ? "has" : "have"} the highest revenue: ${amountOf(highest)}; ${lowest.name} ${lowest.count === 1 ? "has" : "have"} the lowest: ${amountOf(lowest)}.`,
    articles: (highest: Ranked): string =>
      `**${highest.name}** ${highest.count === 1 ? "has" : "have"} the highest revenue: ${amountOf(highest)}.`,
    /** @param leads  stores where the article is first */
    leads: (leads: Count, storeCount: Count): string =>
      `It is first in ${Number(leads) === Number(storeCount) ? "every store" : Number(leads) === 0 ? "none of the stores" : `${writeCount(leads, ",")} of ${stores(storeCount)}`}.`,
    /** @param share  what they have of the revenue */
    topArticles: (n: Count, share: string): string =>
      `The ${count(n, "best-selling article")} ${isOne(n) ? "accounts" : "account"} for ${share} of the total.`,
    profiles: (names: string): string => `The files were read as ${names}.`,
    /** @param isOpen  whether some files don't say it */
    tax: (taxes: readonly Tax[], isOpen: boolean): string => {
      const [first, second] = taxes;
      if (second !== undefined) return "The amounts are net in some files and gross in others.";
      const all = first === "net" ? "net, without tax" : "gross, with tax";
      return isOpen ? `In some files the amounts are ${all}; the others don't say.` : `The amounts are ${all}.`;
    },
    rounding: (rule: "half-up" | "half-even"): string =>
      `Amounts with more decimal places than their currency has were rounded ${rule === "half-up" ? "half up" : "half to even"}.`,
    timezone: (zone: string): string => `Times are in the time zone ${zone}.`,
    noCurrency: "The files name no currency; their amounts are taken to be in euros.",
    closings: (n: Count, amount: string): string =>
      `${count(n, "till closing")}, ${amount} together, ${isOne(n) ? "agrees" : "agree"} with the sales to the cent.`,
    leftOut: (n: Count, parts: readonly LeftOut[]): string =>
      `${count(n, "row")} of the files ${isOne(n) ? "was" : "were"} left out: ${parts.map(({ reason, rows, amount }) => `${reason} (${count(rows, "row")}, ${amount})`).join(", ")}.`,
    /** Why rows are no sales, as import says it in English. */
    leftOutReason: (reason: string): string => reason,
    /** @param others  further names, where there are too many */
    spellings: (names: readonly SpelledName[], others: Count): string => {
      const named = names.map(
        ({ kind, name, spellings, sales: counts }) =>
          `${kind} **${name}** in ${count(spellings, "spelling")} (${en.list(counts.map(sales))})`,
      );
      const all = Number(others) === 0 ? named : [...named, count(others, "more name")];
      return `Some names differ only in case, in spaces or in invisible characters, and are counted separately: ${en.list(all)}.`;
    },
    noStores: "The files name no stores, so there are none to compare.",
    /** @param n  sales */
    unnamedStores: (revenue: string, n: Count): string =>
      `A further ${revenue} from ${sales(n)} has no store in the files and is not compared here.`,
    noTimes: "The files have no times of day, so there are no hours to compare.",
    untimed: (revenue: string, n: Count): string =>
      `A further ${revenue} from ${sales(n)} has no time of day in the files and is not counted here.`,
    noCashiers: "The files name no cashiers, so there is nothing to compare.",
    /** @param others  further articles, where there are too many to name */
    leaders: (articles: readonly string[], others: Count): string =>
      `Best seller by store: ${articles.join(", ")}${Number(others) === 0 ? "" : `, and ${count(others, "other article")}`}.`,
    noLeaders: "In no store is one article clearly ahead.",
    hours: (highest: Ranked, lowest: Ranked): string =>
      `**${highest.name}** ${highest.count === 1 ? "is the strongest hour" : "are the strongest hours"} with ${amountOf(highest)}. The quietest ${lowest.count === 1 ? "is" : "are"} ${lowest.name} with ${lowest.share ?? lowest.revenue}${lowest.count === 1 ? "" : " each"}.`,
    weekdays: (highest: Ranked): string =>
      `**${highest.name}** ${highest.count === 1 ? "is the strongest day" : "are the strongest days"} of the week with ${amountOf(highest)}.`,
    closed: (days: string): string => `Nothing was sold on ${days}.`,
  },

  /** When most is sold; names are escaped for Markdown. */
  when: {
    strongestDays: (days: readonly DayPeak[]): string => sayDays("strongest", days),
    weakestDays: (days: readonly DayPeak[]): string => sayDays("weakest", days),
    alikeDays: (low: DayPeak, high: DayPeak): string =>
      `There is no notable difference between the days of the week: per open day they take from ${low.perDay} (${low.name}) to ${high.perDay} (${high.name}).`,
    /** Where they differ, but no few stand out, or all is refunds. */
    rangeDays: (low: DayPeak, high: DayPeak): string =>
      `Per open day, the revenue of the days of the week ranges from ${low.perDay} (${low.name}) to ${high.perDay} (${high.name}).`,
    fewWeeks: "The data has too few weeks to compare the days of the week.",
    /** @param days  of the week */
    missingDays: (days: string): string => `Not in the data: ${days}.`,
    fewStores: (day: string, n: Count, all: Count): string =>
      `Only ${writeCount(n, ",")} of ${stores(all)} ${isOne(n) ? "has" : "have"} sales on ${day}.`,
    /** @param other  what would be first without the store */
    carried: (store: string, other: string): string => `That is **${store}** alone: without it, ${other} would be.`,
    /** @param change  against the month before, as "12.5% more"; undefined where it says nothing */
    strongestMonths: (months: readonly DayPeak[], change: MonthChange | undefined): string =>
      `Per open day, ${sayMonths("strongest", months)}${sayChange(change)}.`,
    weakestMonths: (months: readonly DayPeak[]): string => `${sayMonths("weakest", months)}.`,
    alikeMonths: (low: DayPeak, high: DayPeak): string =>
      `Per open day there is no notable difference between the months: from ${low.perDay} (${low.name}) to ${high.perDay} (${high.name}).`,
    /** Where they differ, but no few stand out, or all is refunds. */
    rangeMonths: (low: DayPeak, high: DayPeak): string =>
      `Per open day, the revenue of the months ranges from ${low.perDay} (${low.name}) to ${high.perDay} (${high.name}).`,
    fewMonths: "The data has too few days to compare the months.",
    mostBooked: ({ name, booked }: DayPeak): string => `Most was booked in ${name}: ${booked}.`,
    strongestHours: (hours: readonly HourPeak[]): string => sayHours("strongest", hours),
    quietestHours: (hours: readonly HourPeak[]): string => sayHours("quietest", hours),
    alikeHours: (low: HourPeak, high: HourPeak): string =>
      `There is no notable difference between the hours: they take from ${low.share} (${low.name}) to ${high.share} (${high.name}) of the revenue.`,
    /** Where they differ, but no few stand out. */
    rangeHours: (low: HourPeak, high: HourPeak): string =>
      `The hours take from ${low.share} (${low.name}) to ${high.share} (${high.name}) of the revenue.`,
    fewDays: "The data has too few days to compare the hours.",
    storesPeak: (a: StoresPeak): string =>
      `${Number(a.stores) === Number(a.of) ? `All ${stores(a.of)}` : `${writeCount(a.stores, ",")} of ${stores(a.of)}`} ${isOne(a.stores) ? "peaks" : "peak"} at ${a.hour}${a.isExact ? "" : `, or ${isOne(a.stores) ? "takes about as much then as at its" : "take about as much then as at their"} peak`}${a.others.map(({ store, hour }, i) => `${i === 0 ? ";" : ","} ${store} at ${hour}`).join("")}.`,
    /** @param other  what is the strongest without the store */
    carriedHour: (store: string, hour: HourPeak, other: HourPeak): string =>
      `Of all together, ${hour.name} stands out with ${hour.share} of the revenue because of **${store}** alone: without it, the strongest hour is ${other.name}, with ${other.share}.`,
  },

  /** The notebooks' own texts, each paragraph by what stands in the notebook; undefined where that is this language. */
  notebooks: undefined as Readonly<Record<string, string>> | undefined,

  /** The first page: key figures and their notes are plain texts. */
  firstPage: {
    labels: {
      likeForLike: "Like for like, adjusted",
      revenuePerDay: "Revenue per open day",
      receiptsPerDay: "Receipts per open day",
      linesPerDay: "Lines per open day",
      averageReceipt: "Average receipt",
      averageLine: "Average line",
      articlesPerReceipt: "Articles per receipt",
      linesPerReceipt: "Lines per receipt",
    },
    /** @param change  with its sign */
    on: (change: string, before: string): string => `${change} on ${before}`,
    inOn: (period: string, value: string, change: string, before: string): string =>
      `${period}: ${value}, ${change} on ${before}`,
    /** @param stores  how many are compared; undefined where those are all */
    likeNote: (period: string | undefined, before: string, stores: Count | undefined, isNotable: boolean): string =>
      [
        `${period === undefined ? "" : `${period} `}on ${before}`,
        ...(stores === undefined ? [] : [count(stores, "store")]),
        ...(isNotable ? [] : ["within ordinary variation"]),
      ].join("; "),
    headline: {
      /** @param isPart  whether the data has only a part of the period */
      booked: (when: string, revenue: string, isPart: boolean): string =>
        `${revenue} booked ${when}${isPart ? ", of which the data has only a part" : ""}`,
      /** @param change  with its sign; undefined where it can't be said */
      unchanged: (period: string, revenue: string, before: string, change: string | undefined): string =>
        `${period}: ${revenue} booked${change === undefined ? "" : `, ${change} on ${before}`}; like for like no notable change`,
      changed: (a: Headline): string =>
        `${a.period}${a.extreme === undefined ? "" : ` was the ${a.extreme} month like for like`}: ${a.change} on ${a.before}${a.extreme === undefined ? " like for like" : ""}${
          a.baskets === undefined
            ? ""
            : {
                fewerFuller: ", with fewer but fuller baskets",
                moreSmaller: ", with more but smaller baskets",
                moreFuller: ", with more and fuller baskets",
                fewerSmaller: ", with fewer and smaller baskets",
              }[a.baskets]
        }`,
    },
    bridge: {
      title: (before: string, now: string): string => `What made ${before} into ${now}`,
      booked: "Booked",
      more: "More",
      less: "Less",
      amounts: "Amounts",
      before: "before",
      now: "now",
      /** Stands at a chart whose axis doesn't begin at zero. */
      axisCut: "The axis doesn’t begin at zero.",
      ofBefore: (before: string): string => `Of ${before}`,
      /** Short, for the axis. @param stores  the only store, or how many there are */
      steps: {
        closed: (stores: string): string => `${stores} closed`,
        opened: (stores: string): string => `${stores} new`,
        calendar: (): string => "Calendar",
        receipts: (): string => "Receipts",
        basket: (): string => "Basket",
        perDay: (): string => "Per open day",
        other: (): string => "Other stores",
      } as Record<BridgeStep, (stores: string) => string>,
      full: {
        closed: (stores: string): string => `Without sales now: ${stores}`,
        opened: (stores: string): string => `Opened, or open again: ${stores}`,
        calendar: (): string => "Calendar: open days and weekdays",
        receipts: (): string => "Number of receipts",
        basket: (): string => "Average receipt",
        perDay: (): string => "Revenue per open day",
        other: (): string => "All other stores",
      } as Record<BridgeStep, (stores: string) => string>,
      alt: (before: string, steps: readonly string[], now: string): string =>
        `Bars from one period to the next. ${before}; ${steps.join("; ")}; ${now}.`,
    },
    index: {
      title: (month: string, isHighest: boolean): string =>
        `${month} is the ${isHighest ? "strongest" : "weakest"} month once days and stores are made equal`,
      plainTitle: "Revenue once days and stores are made equal",
      adjusted: "like for like,<br>adjusted",
      booked: "as booked",
      adjustedHead: "Per open day, like for like, adjusted",
      bookedHead: "As booked",
      /** @param parts  months of which the data has only a part */
      note: (stores: string | undefined, parts: readonly string[]): string =>
        `Index: the mean of the ${parts.length === 0 ? "" : "whole "}months is a hundred${stores === undefined ? "" : `; like for like is ${stores} with sales in every month`}${parts.length === 0 ? "" : `; hollow, because only partly covered by the data: ${en.list(parts)}`}.`,
      alt: (a: IndexAlt): string =>
        `Two lines from ${a.from} to ${a.to}; the mean of the months is a hundred. Per open day, like for like${a.stores === undefined ? "" : ` (${a.stores})`} and adjusted, the last month is at ${a.adjusted}, the months between ${a.lowest} and ${a.highest}; as booked, the last is at ${a.booked}.${nameHollow(a.parts)}`,
    },
    /** Markdown. */
    look: {
      title: "To look into",
      inMonths: (first: string, last: string | undefined): string =>
        last === undefined ? `In ${first}` : `From ${first} to ${last}`,
      /** @param made  what it made before, where there are other stores */
      closed: (store: string, day: string, made: { share: string; months: string } | undefined): string =>
        `${store} took its last sale on ${day}.${made === undefined ? "" : ` ${made.months} it made ${made.share} of the revenue.`}`,
      othersClosed: (n: Count): string => `${count(n, "more store")} ${isOne(n) ? "has" : "have"} stopped selling.`,
      moreStores: (n: Count): string => count(n, "more store"),
      all: "The stores",
      /** @param others  further times without sales */
      gap: (stores: string, first: string, last: string, days: Count, others: Count): string =>
        `${stores} had no sales from ${first} to ${last} (${count(days, "day")}).${Number(others) === 0 ? "" : ` There ${isOne(others) ? "is 1 more such gap" : `are ${count(others, "more such gap")}`}.`}`,
      below: (store: string, by: string): string => `${store} ${by} below`,
      above: (store: string, by: string): string => `${store} ${by} above`,
      ownAverage: (a: OwnAverage): string =>
        [
          `${a.period} per open day, against each store’s own average of ${count(a.months, "month")}: ${en.list(a.stores)}.`,
          ...(a.others === undefined
            ? []
            : [`The other ${stores(a.others.count)} lie between ${a.others.from} and ${a.others.to}.`]),
        ].join(" "),
      returns: (store: string, share: string, others: string): string =>
        `${store} took back ${share} of what it sold, the other stores ${others}.`,
      /** @param sold  in how many stores it sells, of how many */
      article: (
        article: string,
        share: string,
        times: string,
        sold: { stores: Count; of: Count } | undefined,
      ): string =>
        `${article} is ${share} of the revenue, ${times} times the next article${sold === undefined ? "" : `, and sells in ${Number(sold.stores) === Number(sold.of) ? "every store" : `${writeCount(sold.stores, ",")} of ${stores(sold.of)}`}`}.`,
    },
    /** @param up  how many stores, per open day */
    upAndDown: (up: Count, down: Count, before: string): string =>
      Number(up) + Number(down) === 0
        ? `Stores, against ${before}`
        : Number(up) === 0
          ? `${stores(down)} ${isOne(down) ? "is" : "are"} down on ${before}`
          : `${stores(up)} ${isOne(up) ? "is" : "are"} up on ${before}${Number(down) === 0 ? "" : `, ${writeCount(down, ",")} down`}`,
    /** Heads of changes per open day. */
    onBefore: (before: string): string => `On ${before}`,
    onOwnAverage: "On its own average",
    /** What like for like means, once. */
    method:
      "Like for like: the stores with sales in both periods, per open day. Adjusted: each day is divided by the usual share of its weekday.",
    /** @param period  when it is, as `sayWhen` says it */
    easter: (day: string, period: string, other: string): string =>
      `Easter (${day}) is ${period} and not ${other}; that is not adjusted for.`,
    /** Heads a line of a table. */
    adjustedPerDay: "Like for like, adjusted, per open day",
    gaps: (stores: readonly string[], others: Count): string =>
      `A week or more without sales: ${en.list([...stores, ...(Number(others) === 0 ? [] : [count(others, "more gap")])])}.`,
    gapOf: (store: string, first: string, last: string): string => `**${store}** (${first} to ${last})`,
  },

  /** The report around the notebooks; plain texts. */
  report: {
    title: "Sales report",
    /** @param store  as `nameStore` names it */
    titleOf: (store: string): string => `Sales report for ${store}`,
    contents: "Contents",
    syntheticData: (seed: string | undefined): string =>
      seed === undefined ? "Synthetic data" : `Synthetic data, seed ${seed}`,
    changed: "The sales were changed after they were imported.",
    changedMeans: "The figures are those of the database at the time of aggregation, not those of the source files.",
    /** @param link  to the last section, by its title */
    changedDetails: (link: string): string => `See “${link}” for details.`,
    sources: "How this was computed",
    figures: "Figures",
    copyLink: "Copy link",
    copied: "Link copied",
    search: "Search",
    download: "CSV",
    workbook: "All tables as a workbook (XLSX)",
    skip: "Skip to the report",
    seriesHelp: "Series of the chart: Enter hides or shows one, arrow keys read its values",
    data: "The figures in this chart",
    dataOf: (title: string): string => `Figures: ${title}`,
    /** Below a table on paper. */
    moreColumns: (n: Count): string => `${count(n, "more column")} in the HTML report and its CSV file`,
    /** Below a long table on paper. */
    moreRows: (n: Count): string => `${count(n, "more row")} in the HTML report and its CSV file`,
    origin: "How this report was made",
    originText:
      "Every number in this report was computed from the sales listed below, with no manual step. Each stage wrote a manifest of what it read and what it made; the same data and the same versions give the same report, byte for byte.",
    versions: "Versions",
    licences: "Set in Inter and JetBrains Mono (SIL Open Font License 1.1). Charts by Plotly.js (MIT License).",
    nameFonts: "Names in other scripts are set in Noto (SIL Open Font License 1.1).",
  },

  /** The mail that has a report attached; plain texts. */
  mail: {
    /** @param title  of the report, e.g. "Sales report" */
    subject: (title: string, period: string, names: readonly string[], isNew: boolean): string =>
      `${isNew ? "" : "Updated: "}${title}, ${period}: ${en.list(names)}`,
    /** @param name  undefined where nobody is named */
    greeting: (name: string | undefined): string => (name === undefined ? "Hello," : `Dear ${name},`),
    /** @param store  undefined for the chain, whose name is `company` */
    attached: (store: string | undefined, company: string, period: string): string =>
      `Attached is the sales report of ${store === undefined ? company : `the store ${store}`} for ${period}.`,
    severalAttached: (n: Count, period: string): string => `Attached are ${count(n, "sales report")} for ${period}.`,
    supersedes: (n: Count): string =>
      isOne(n)
        ? "It supersedes the report that you were sent earlier for the same period."
        : "They supersede the reports that you were sent earlier for the same period.",
    keyFigures: "Key figures",
    /** Heads of their table. */
    heads: { figure: "Key figure", value: "Value" },
    inside: (n: Count): string =>
      isOne(n)
        ? "The PDF has the charts and tables, and shows how each number was computed."
        : "The PDFs have the charts and tables, and show how each number was computed.",
    automatic: (company: string): string => `${company} · This message was sent automatically.`,
  },

  /** What has changed since an earlier report of the same period, and the page of `make diff`. */
  restated: {
    title: "What has changed since the last report",
    /** In bold on the cover, before the sentences. */
    short: "Restated.",
    intro: (lastDay: string): string => `An earlier report of this period was made from data up to ${lastDay}.`,
    noData: "An earlier report of this period was made when there were no sales.",
    month: (month: string, was: string, is: string): string => `${month} was ${was}, is now ${is}`,
    /** Where the revenue is the same. */
    sales: (month: string, was: string, is: string): string => `${month} had ${was} sales, now has ${is}`,
    until: (text: string, lastDay: string): string => `${text} (the data then ended on ${lastDay})`,
    untilShort: (lastDay: string): string => `(then up to ${lastDay})`,
    /** @param most  the month that has changed most */
    several: (n: Count, lastDay: string, most: string): string =>
      `${count(n, "month")} ${isOne(n) ? "has" : "have"} changed since the report of data up to ${lastDay}, most of all: ${most}`,
    /** Where the sums of the months are as they were. */
    onlyOthers: (n: Count, why: readonly string[]): string =>
      `The monthly totals are unchanged, but ${isOne(n) ? "another number has" : `${count(n, "other number")} have`} changed${because(why)}.`,
    because: (text: string, why: readonly string[]): string => `${text}${because(why)}.`,
    files: {
      corrected: (n: Count): string => `${count(n, "file")} corrected`,
      added: (n: Count): string => `${count(n, "file")} added`,
      removed: (n: Count): string => `${count(n, "file")} removed`,
      reread: (n: Count): string => `${count(n, "file")} read differently`,
    },
    kinds: { corrected: "corrected", added: "added", removed: "removed", reread: "read differently" },
    /** Rows of the files, of which there are as many as before. */
    rows: (n: Count): string => `${count(n, "row")}, as many as before`,
    /** @param n  below 0 where there are fewer */
    rowsMore: (n: number): string => (n < 0 ? `${count(-n, "row")} fewer` : count(n, "more row")),
    /** In a store's report, which names no files. */
    otherFiles: "different source files",
    database: "rows changed in the database",
    settings: "different settings of the synthetic sales",
    queries: "different SQL",
    program: "a different version of the program",
    /** @param sections  each with how many of its numbers have changed */
    others: (sections: string): string => `Numbers have changed in ${sections}.`,
    section: (title: string, n: Count): string => `“${title}” (${writeCount(n, ",")})`,
    filesCaption: "Files that have changed",
    /** Of the reports that are superseded. */
    receipts: "Their checksums",
    moreFiles: (n: Count): string => `${writeCount(n, ",")} more`,
    was: "Was",
    is: "Is",
    what: "Change",
    salesThen: "Sales then",
    salesNow: "Sales now",
    rowsThen: "Rows then",
    rowsNow: "Rows now",
    amountThen: "Amount then",
    amountNow: "Amount now",
    supersedes: "Reports that this one supersedes",
    dataUntil: "Data up to",
    /** The page that compares two reports. */
    diff: {
      title: "Two reports compared",
      reports: "The two reports",
      earlier: "Then",
      later: "Now",
      nothing: "Nothing has changed: every number is the same in both reports.",
      unknown:
        "These reports differ, but one of them was made by a version that does not attach its tables; compare the HTML files to see single numbers.",
      found: (n: Count, sections: Count): string =>
        `${isOne(n) ? "1 number differs" : `${count(n, "number")} differ`}, in ${count(sections, "section")}.`,
      onlyMonths: (n: Count): string =>
        `${isOne(n) ? "The sum of 1 month differs" : `The sums of ${count(n, "month")} differ`}.`,
      why: "Why",
      months: "Months",
      noCause: "No file, setting, query or version differs.",
      file: "File",
      commit: "Commit",
      checksum: "SHA-256",
      language: "Language",
      settings: "Settings",
      versions: "Program and versions",
      queries: "Queries",
      queriesDiffer: "Different SQL computed the results.",
      database: "Database",
      databaseThen: "Rows had been changed in the database after the import when the earlier report was made.",
      databaseNow: "Rows have been changed in the database after the import.",
      files: "Source files",
      reading: "How the files were read",
      name: "What",
      row: "Row",
      column: "Column",
      keyFigures: "Key figures",
      table: "Table",
      onlyThen: "Only the earlier report has this table.",
      onlyNow: "Only the later report has this table.",
      /** In place of a row that one report lacks. */
      missing: "–",
      wholeRow: "whole row",
      moreRows: (n: Count): string => `${writeCount(n, ",")} more`,
    },
  },

  /** The best articles, and how they changed. */
  articles: {
    part: "Part of the revenue",
    count: "Articles",
    shareOfArticles: "Share of articles",
    firstHalf: "first half of the revenue",
    toFourFifths: "from there to four fifths",
    lastFifth: "last fifth of the revenue",
    countShare: (n: Count, share: string): string => `${count(n, "article")} (${share})`,
    parts: (half: Count, fourFifths: Count, all: Count, share: string): string =>
      `**${writeCount(half, ",")}** of ${count(all, "article")} (${share}) ${isOne(half) ? "makes" : "make"} half of the revenue, ${writeCount(fourFifths, ",")} ${isOne(fourFifths) ? "makes" : "make"} four fifths.`,
    partsTitle: (half: Count, all: Count): string =>
      `${writeCount(half, ",")} of ${count(all, "article")} ${isOne(half) ? "makes" : "make"} half of the revenue`,
    partsAlt: (parts: readonly string[]): string =>
      `Bars: how many articles make which part of the revenue, the best first. ${parts.join("; ")}.`,
    outstanding: (article: string, times: string, next: string): string =>
      `**${article}** stands out: it brings in ${times} times as much as the next one, ${next}.`,
    /** @param period  e.g. "January 2026" */
    changes: (period: string): string => `Articles that rose and fell against ${period}`,
    equalDays:
      "Among the best articles of either period, those that changed by more than chance explains; the earlier period is scaled to as many open days.",
    noChanges: "None of the best articles of either period changed by more than chance explains.",
    /** @param period  undefined where its name is long */
    atEqualDays: (period = "Before"): string => `${period}, at equal open days`,
    come: (articles: string, when: string): string => `New among the best, and not sold ${when}: ${articles}.`,
    gone: (articles: string, when: string): string => `Among the best ${when}, and no longer sold: ${articles}.`,
    newlyBest: (articles: string, when: string): string => `Among the best now, and not ${when}: ${articles}.`,
    noLongerBest: (articles: string, when: string): string => `Among the best ${when}, and no longer: ${articles}.`,
    specialities: (stores: readonly StoreSpecialities[]): string =>
      `Specialities of single stores: ${stores
        .map(({ store, usual, articles }) => {
          const sold = articles.map(
            ({ article, share }) => `${share === undefined ? "all" : `${share} of all`} ${article}`,
          );
          return `**${store}** sells ${en.list(sold)} (its share of all revenue is ${usual})`;
        })
        .join("; ")}.`,
  },

  /** Groups of articles, as the files name them. */
  categories: {
    best: (n: Count, highest: Ranked): string =>
      `Of ${countCategories(n)}, **${highest.name}** ${highest.count === 1 ? "brings" : "each bring"} in the most: ${amountOf(highest)}.`,
    /** @param share  what the three largest have of the revenue */
    largest: (share: string): string => `The three largest together account for ${share} of the total.`,
    unnamed: (revenue: string, n: Count): string =>
      `A further ${revenue} from ${sales(n)} has no category in the files.`,
    none: "(no category)",
    others: "All other categories",
    title: (category: string, revenue: string): string => `${category} brings in the most: ${revenue}`,
    plainTitle: "Revenue by category",
    /** @param bars  names and amounts, the highest first */
    alt: (n: Count, revenue: string, bars: readonly string[]): string =>
      `Bars: revenue of ${countCategories(n)}. Total: ${revenue}. From top to bottom: ${bars.join(", ")}.`,
    /** @param period  e.g. "January 2026" */
    changes: (period: string, up: CategoryMoves, down: CategoryMoves): string => {
      const say = ({ named, hasMore }: CategoryMoves): string =>
        en.list([
          ...named.map(({ category, amount, share = "none before", store }) => {
            const carried = store === undefined ? "" : `, but only because of **${store}**`;
            return `**${category}** (${amount}, ${share}${carried})`;
          }),
          ...(hasMore ? [en.otherNames] : []),
        ]);
      const texts = [
        ...(up.named.length > 0 ? [`more came in from ${say(up)}`] : []),
        ...(down.named.length > 0 ? [`less from ${say(down)}`] : []),
      ];
      const said = texts.join("; ").replace(/^less/, "less came in");
      return `Against ${period}, at equal open days, ${said}.`;
    },
    noChanges: (period: string): string =>
      `Against ${period}, at equal open days, no category changed by more than days differ by themselves.`,
    /** @param now, then  parts of the revenue that have no category */
    unlike: (period: string, now: string, then: string): string =>
      `Categories aren't compared with ${period}: ${then} of the revenue had none then, and ${now} has none now.`,
  },

  /** Revenue per open day by week, against the year before. */
  growth: {
    week: (year: number, week: number): string => `week ${week} of ${year}`,
    weekShort: (week: number): string => `W${week}`,
    head: "Week",
    now: "Revenue per open day",
    yearBefore: "A year before",
    changeYear: "Change on the year before",
    changeBefore: "Change on the line above",
    likeForLike: "Like for like",
    /** Below the title where the data has only a part of a week. */
    hollow: "Hollow points: weeks only partly in the data",
    title: (higher: Count, weeks: Count): string =>
      `Revenue per open day was higher than a year before in ${writeCount(higher, ",")} of ${count(weeks, "week")}`,
    plainTitle: (span: string): string => `Revenue per open day by week, ${span}`,
    alt: (span: string, highest: string, lowest: string, facts: string, parts: string | undefined): string =>
      `Line: revenue per open day by week, ${span}. ${[highest && `Highest: ${highest}.`, lowest && `Lowest: ${lowest}.`, facts].filter(Boolean).join(" ")}${nameHollow(parts)}`,
    compared: (a: GrowthFacts): string =>
      `Over the ${count(a.weeks, "week")} that the data also has for the year before, a store took **${a.now}** per open day, against ${a.before}: ${a.change ?? "no notable change"}${a.likeForLike === undefined ? "" : `, ${a.likeForLike} like for like`}. It was higher in ${count(a.higher, "week")}, and lower in ${writeCount(a.lower, ",")}.`,
    noYearBefore: "There is no previous year in the files.",
    tooShort: "The data has fewer than two whole weeks, so no growth can be told.",
    parts: (weeks: readonly string[]): string =>
      `The data has only a part of ${en.list(weeks)}, so ${weeks.length === 1 ? "it is" : "they are"} not compared.`,
  },

  /** The month to come. */
  outlook: {
    expected: (a: OutlookFacts): string =>
      `**${a.month}: ${a.low} to ${a.high}.** In ${a.yearBefore} it was ${a.expected}; forecasting each month as it was a year before was off by at most ${a.error} in ${writeCount(a.hits, ",")} of the last ${count(a.tries, "month")}.`,
    last: (a: OutlookFacts): string =>
      `The forecast for ${a.last} was ${a.lastExpected}; the month came to ${a.lastActual} (${a.lastError}).`,
  },

  /** The page that leads to the reports of all stores or months. */
  reports: {
    title: { store: "Sales reports by store", month: "Sales reports by month" },
    month: "Month",
    whole: "Overall",
    changeBefore: "Change against the month before",
    files: "Report",
    /** What opens a report. @param name  of its store or month, or `whole` */
    open: (kind: string, name: string): string => `${kind}: ${name}`,
    sort: (column: string): string => `Sort by ${column}`,
    addUp: (reports: Count, revenue: string, sales: string): string =>
      `${isOne(reports) ? "The only report has" : `The ${count(reports, "report")} add up to`} ${revenue} and ${sales}: exactly what the overall report says.`,
    failed: (names: string): string => `Could not be made: ${names}.`,
  },

  /** What the stages did, from their manifests. */
  manifests: {
    stages: { generate: "Generated files", import: "Import", aggregate: "Aggregation", plot: "Notebooks and charts" },
    yes: "yes",
    no: "no",
    fingerprint: (rows: string, amount: string, checksum: string): string =>
      `${rows} ${rows === "1" ? "row" : "rows"}, ${amount}, checksum ${checksum}`,
    file: "File",
    moreFiles: (n: Count): string => `${writeCount(n, ",")} more, listed in the provenance attached to this report`,
    table: "Table",
    amount: "Amount",
    /** What checks of the data, written in SQL, found. */
    check: {
      name: "Check",
      expected: "Expected",
      found: "Found",
      nothing: "as expected",
      /** @param first  undefined where it isn't told */
      rows: (n: Count, first: string | undefined): string =>
        `${writeCount(n, ",")} ${isOne(n) ? "row" : "rows"}${first === undefined ? "" : `, the first: ${first}`}`,
    },
    /** By key of a manifest. */
    labels: {
      amount_cents: "Sum of amounts",
      changed_since_import: "Changed since import",
      charts: "Charts",
      checks: "Checks of the data",
      checksum: "Checksum",
      days: "Days",
      duplicates: "Duplicate rows",
      files: "Files",
      first_day: "First day",
      last_day: "Last day",
      notebooks: "Notebooks",
      queries: "SQL files, SHA-256",
      read: "Sales as read",
      rejected: "Rejected rows",
      rows: "Rows",
      seed: "Random seed",
      sha256: "SHA-256",
      start: "First day",
      stores: "Stores",
      table_fingerprint: "Sales as stored",
      wrote: "Tables written",
    },
    mysqlServer: "MySQL server",
    /** Which program made the report. */
    program: {
      title: "Program",
      commit: "Git commit",
      tree: "Files since that commit",
      trees: { clean: "unchanged", changed: "changed", unknown: "unknown" },
      lockfiles: "Lockfiles",
    },
  },

  /** The table of all stores, and what is drawn of them. */
  storeTable: {
    place: "Place",
    share: "Share",
    against: (period: string): string => `Against ${period}`,
    /** Over a line of months. */
    course: "By month",
    refunded: "Refunded",
    remark: "Remark",
    /** Behind the place of a store without sales in the period before. */
    isNew: "new",
    opened: (day: string): string => `opened ${day}`,
    closed: (day: string): string => `no sales since ${day}`,
    best: (n: Count): string => `best of ${count(n, "month")}`,
    weakest: (n: Count): string => `weakest of ${count(n, "month")}`,
    /**
     * @param before  the period before; undefined where it can't be compared
     * @param isCompared  whether there are changes
     * @param hasLines  whether there are lines of months
     */
    explain: (before: string | undefined, isCompared: boolean, hasLines: boolean): string =>
      [
        "Places are by revenue",
        before === undefined ? "" : `; arrows say how many places a store has moved since ${before}`,
        isCompared ? ". Changes are those of revenue per open day." : ".",
        hasLines
          ? " Lines are the revenue per open day of the last whole months, each from its lowest to its highest."
          : "",
      ].join(""),
    /** In place of the table. @param store  escaped for Markdown */
    onlyOf: (store: string): string =>
      `This is the report of **${store}**; its place in the chain is under “At a glance”.`,
  },
  /** The page of one store or one month that the HTML makes from sums; "{}" is replaced by a name there. */
  drill: {
    /** In a viewer that doesn't know it. */
    hint: "The HTML report opens each store and each month by its name.",
    caption: "Sums by store and month",
    ofStore: "{}, month by month",
    ofMonth: "{}, store by store",
    monthBefore: "Against the month before",
    yearBefore: "Against the year before",
    explain: "Changes are those of revenue per open day. A month of which the data has only a part is not compared.",
    back: "Back",
    close: "Close",
  },
  storeMonths: {
    title: (n: Count, all: Count): string =>
      Number(n) === Number(all)
        ? `Revenue per open day of ${stores(all)}, by month`
        : `Revenue per open day of the ${count(n, "largest store")} of ${writeCount(all, ",")}, by month`,
    /** @param span  of months */
    alt: (n: Count, span: string, highest: string): string =>
      `A line for each of ${stores(n)}: revenue per open day by month, ${span}, all on one scale from zero. Highest of all months together: ${highest}.`,
  },
  storeGrowth: {
    /** @param period  that is compared with */
    title: (up: Count, all: Count, period: string): string =>
      `${writeCount(up, ",")} of ${stores(all)} ${isOne(up) ? "takes" : "take"} more per open day than in ${period}`,
    size: "Revenue per open day",
    change: "Times as much as before",
    alt: (a: { stores: Count; period: string; up: Count; down: Count; named: readonly string[] }): string =>
      `Points, one for each of ${stores(a.stores)}: to the right revenue per open day, upwards its change against ${a.period}, both on logarithmic scales. More than before: ${writeCount(a.up, ",")}, less: ${writeCount(a.down, ",")}. Most money gained or lost: ${a.named.join("; ")}.`,
  },

  /** Cashiers within their stores. */
  cashiers: {
    /** Stands for a name. */
    name: (number: string): string => `Cashier ${number}`,
    counted: { receipts: "Receipts", sales: "Lines" },
    active: { hours: "Active hours", days: "Active days" },
    rate: "Pace",
    unit: (p: CashierPace): string => paces[p.counted][p.per],
    title: (p: CashierPace, n: Count, store: string | undefined): string =>
      `${firstUpper(paces[p.counted][p.per])}: ${count(n, "cashier")}${store === undefined ? ", store by store" : ` of ${store}`}`,
    subtitle: (p: CashierPace): string => `${firstUpper(paces[p.counted][p.per])}, sorted within each store`,
    alt: (a: { pace: CashierPace; cashiers: Count; drawn: Count; low: string; high: string; median: string }): string =>
      `Bars, sorted within each store: ${paces[a.pace.counted][a.pace.per]} of ${count(a.drawn, "cashier")} of ${writeCount(a.cashiers, ",")}. All of them: from ${a.low} to ${a.high}, median ${a.median}.`,
    size: (n: Count, storeCount: Count, hasStores: boolean): string =>
      `**${count(n, "cashier")}**${hasStores ? ` in ${stores(storeCount)}` : ""} had sales.`,
    range: (p: CashierPace, low: string, median: string, high: string): string =>
      `They have from ${low} to ${high} ${paces[p.counted][p.per]}; the median is ${median}.`,
    noPace: "The files have no times of day, so there is no pace to compare.",
    explain: (p: CashierPace): string =>
      `${p.per === "hours" ? "An active hour is an hour of the clock in which a cashier has sales" : "An active day is a day on which a cashier has sales"}. Place, till and time of day account for most of the difference, so cashiers are compared within their store, and not by money.`,
    numbered: "Numbers stand for the names of cashiers; they are the same throughout this report.",
  },

  /** Refunds, sales of nothing, and days without sales. */
  returns: {
    /** @param share  of all lines */
    chain: (refunds: Count, share: string, money: string, part: string | undefined): string =>
      `**${count(refunds, "line")}** ${isOne(refunds) ? "is a refund" : "are refunds"}, ${share} of all: ${money}${part === undefined ? "" : `, ${part} of what was sold`}.`,
    none: "No line is a refund.",
    zeros: (n: Count, share: string): string =>
      `**${count(n, "line")}** ${isOne(n) ? "has" : "have"} the amount zero, ${share} of all.`,
    /** @param stores  each with its rate */
    above: (kind: RateKind, some: readonly string[]): string =>
      `More ${kind === "refunds" ? "refunds" : "sales of nothing"} than chance explains: ${en.list([...some])}.`,
    below: (kind: RateKind, some: readonly string[]): string =>
      `Fewer ${kind === "refunds" ? "refunds" : "sales of nothing"} than chance explains: ${en.list([...some])}.`,
    inside: (kind: RateKind): string =>
      `In no store does the share of ${kind === "refunds" ? "refunds" : "sales of nothing"} differ from the chain's by more than chance explains, or by a quarter of it.`,
    explain:
      "Chance explains what lies within three standard errors of the chain's share; the fewer lines a store has, the wider they are. A difference of less than a quarter of that share is not named either.",
    /** @param grain  of which names are compared: articles with all, cashiers with their store */
    names: (grain: "article" | "cashier"): string =>
      grain === "article"
        ? "These articles have more or fewer refunds, or sales of nothing, than chance explains."
        : "These cashiers have more or fewer refunds, or sales of nothing, than chance explains in their store.",
    noNames: (grain: "article" | "cashier"): string =>
      grain === "article"
        ? "No article has more or fewer refunds, or sales of nothing, than chance explains."
        : "No cashier has more or fewer refunds, or sales of nothing, than chance explains in the store.",
    moreNames: (n: Count): string => `${writeCount(n, ",")} more ${isOne(n) ? "is" : "are"} outside.`,
    explainNames: (grain: "article" | "cashier", errors: number): string =>
      `Compared are ${grain === "article" ? "articles" : "cashiers"} with so many lines that chance alone would give at least nine cases. Among so many names, chance explains what lies within ${["three", "four", "five"][errors - 3]} standard errors of the share of the others${grain === "article" ? "" : " of the store"}; a difference of less than a quarter of that share is not listed.`,
    more: (n: Count): string => `${writeCount(n, ",")} more`,
    title: (kind: RateKind): string =>
      kind === "refunds"
        ? "Refunds of each store, against what chance explains"
        : "Sales of nothing in each store, against what chance explains",
    subtitle:
      "Share of lines by lines of the store; the lines are two and three standard errors from the chain's share",
    chainShare: "Chain",
    limit: (errors: number): string => (errors === 2 ? "two standard errors" : "three standard errors"),
    stores: "Stores",
    lines: "Lines",
    share: "Share of lines",
    limits: "Explained by chance",
    kind: "What",
    count: "Number",
    number: { refunds: "Refunds", zero_sales: "Sales of nothing" },
    alt: (a: { kind: RateKind; stores: Count; chain: string; outside: readonly string[] }): string =>
      `Points, one for each of ${stores(a.stores)}: to the right its lines, upwards the share of ${a.kind === "refunds" ? "refunds" : "sales of nothing"}, around the chain's ${a.chain} with limits that narrow to the right. ${a.outside.length === 0 ? "All are within them, or near the chain's share." : `Outside: ${en.list([...a.outside])}.`}`,
    /** @param days  with the weekday */
    closedDays: (store: string, n: Count, days: readonly string[], others: Count): string =>
      `**${store}** has no sales on ${count(n, "day")} on which it is usually open: ${en.list([...days, ...(Number(others) === 0 ? [] : [`${writeCount(others, ",")} more`])])}.`,
    /** @param n  days without sales, of `usual` */
    irregular: (store: string, n: Count, usual: Count): string =>
      `**${store}** has no sales on ${writeCount(n, ",")} of ${count(usual, "day")} on which it is usually open; they are too many to be listed.`,
    noClosedDays: "No store lacks sales on a day on which it is usually open.",
    moreStores: (n: Count): string => `The same is true of ${count(n, "further store")}.`,
    explainDays:
      "A store is usually open on a weekday on which it has sales in more than half of the weeks between its first and its last day; days on which no store has sales are holidays.",
    weekday: (weekday: string, day: string): string => `${weekday}, ${day}`,
  },
};

/** Everything that is said, in one language; a language is one file that makes it. */
export type Messages = typeof en;
