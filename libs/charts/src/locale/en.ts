import { groupDigits, nbsp } from "./digits.js";
import type {
  CashierSums,
  DataCounts,
  MonthlySalesAlt,
  Ranked,
  SalesPerCashierAlt,
  TimeSalesAlt,
  Unit,
  WeekdayHoursAlt,
} from "./messages.js";

const months = "January February March April May June July August September October November December".split(" ");
const weekdays = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

/** Messages a count, e.g. "1 store", "1,200 stores". */
const count = (n: number, one: string, many = `${one}s`): string =>
  `${groupDigits(n, ",")}${nbsp}${n === 1 ? one : many}`;

const stores = (n: number): string => count(n, "store");
const sales = (n: number): string => count(n, "sale");
const nameMonth = (year: number | undefined, month: number): string =>
  [months[month - 1], year].filter(Boolean).join(" ");
const nameDay = (year: number | undefined, month: number, day: number): string => `${day} ${nameMonth(year, month)}`;

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
    /** Puts the currency to an amount without a sign, e.g. "1,234.56". */
    euros: (amount: string): string => `€${amount}`,
    /** Puts the unit to a number of thousands, millions or billions. */
    thousands: (number: string): string => `${number}k`,
    millions: (number: string): string => `${number}M`,
    billions: (number: string): string => `${number}bn`,
    /** The same units, short enough for the field of a heatmap. */
    tight: ["k", "M", "bn"].map(
      (unit) =>
        (number: string): string =>
          `${number}${unit}`,
    ),
    percent: (number: string): string => `${number}%`,
    /** Heads a column of amounts, whose cells have no unit. */
    inEuros: (name: string): string => `${name} (€)`,
    /** Puts a list of things after each other. */
    list: (texts: readonly string[]): string => texts.join(", "),
  },

  calendar: {
    /** Month 1 to 12; without a year, the month alone. */
    month: nameMonth,
    monthShort: (month: number): string => months[month - 1]!.slice(0, 3),
    day: nameDay,
    /** ISO: 1 (Monday) to 7 (Sunday). */
    weekday: (weekday: number): string => weekdays[weekday - 1] ?? `day ${weekday}`,
    /** The hours from one full hour to another, 0 to 24. */
    hours: (from: number, to: number): string => `${from}:00–${to}:00`,
    hour: (hour: number): string => `${hour}:00`,
    quarter: (year: number, quarter: number): string => `${["1st", "2nd", "3rd", "4th"][quarter - 1]} quarter ${year}`,
    quarterShort: (quarter: number): string => `Q${quarter}`,
    decade: (year: number): string => `${year}s`,
    span: (from: string, to: string): string => `${from} to ${to}`,
    /** Heads a column of them. */
    units: { month: "Month", quarter: "Quarter", year: "Year", decade: "Decade" },
  },

  /** Short names of things: heads of columns, labels, legends. */
  labels: {
    all: "All",
    article: "Article",
    average: "Average",
    averageSale: "Average sale",
    cashier: "Cashier",
    change: "Change",
    hour: "Hour",
    others: "Others",
    revenue: "Revenue",
    sales: "Sales",
    store: "Store",
    stores: "Stores",
    strongestMonth: "Strongest month",
  },

  /** What the rows of the files are: heads of key figures, and their notes. */
  rows: {
    inFiles: "Rows in the files",
    imported: (imported: string, rejected: string): string => `${imported} imported, ${rejected} rejected`,
    refunds: "Refunds",
    zeros: "Sales of €0.00",
    duplicates: "Duplicate rows",
  },

  counts: { stores, sales, months: (n: number): string => count(n, "month") },

  otherStores: (n: number): string => `${groupDigits(n, ",")} other ${n === 1 ? "store" : "stores"}`,

  /** The charts: titles are plain texts, alternatives say what is to be seen. */
  monthlySales: {
    title: (best: string | undefined, unit: Unit, store: string | undefined, storeCount: number): string =>
      [best && `${best} was the strongest ${unit}`, store && `${store} is the largest of ${stores(storeCount)}`]
        .filter(Boolean)
        .join(", "),
    titleOfOne: (store: string, period: string): string => `Revenue of ${store} in ${period}`,
    alt: (a: MonthlySalesAlt): string =>
      `${a.isStacked ? "Stacked" : "Grouped"} bars: revenue per ${a.unit} of ${stores(a.stores)}, ${a.span}. Together ${a.revenue}. Highest: ${a.best} with ${a.bestRevenue}. Lowest: ${a.worst} with ${a.worstRevenue}. Largest store: ${a.store} with ${a.storeRevenue}.`,
  },
  topArticles: {
    others: "All other articles",
    title: (article: string, revenue: string): string => `${article} brings in the most: ${revenue}`,
    alt: (articles: number, revenue: string, firsts: readonly string[], last: string): string =>
      `Stacked bars: revenue of the ${count(articles, "best-selling article")}, by store. Together ${revenue}. First: ${firsts.join(", ")}. Last of them: ${last}.`,
  },
  salesPerCashier: {
    /** @param times  how many times the median, e.g. "2.1"; undefined where that says nothing */
    title: (cashier: string, store: string, revenue: string, times: string | undefined): string =>
      `${cashier} in ${store} took the most: ${revenue}${times === undefined ? "" : `, ${times} times the median`}`,
    alt: (a: SalesPerCashierAlt): string =>
      `Sorted bars: revenue of ${count(a.cashiers, "cashier")} in ${stores(a.stores)}. Highest: ${a.best} in ${a.bestStore} with ${a.bestRevenue}. Median: ${a.median}.${a.others === undefined ? "" : ` The average of the ${groupDigits(a.others.count, ",")} others: ${a.others.revenue}.`}`,
    averageOfOthers: (n: number): string => `Average of ${groupDigits(n, ",")} others`,
    allStores: "all stores",
    others: (n: number): string => `${groupDigits(n, ",")} others together`,
  },
  timeSales: {
    title: (from: number, to: number, share: string): string =>
      `Most is sold between ${from}:00 and ${to}:00: ${share} of the revenue`,
    alt: (a: TimeSalesAlt): string =>
      `Stacked areas: revenue by hour of the day, from ${a.from}:00 to ${a.to}:00, of ${stores(a.stores)}. Together ${a.revenue}. Highest: ${a.best} with ${a.bestRevenue}, ${a.share} of all.`,
  },
  weekdayHours: {
    title: (day: string, from: number, to: number, share: string): string =>
      `Most is sold on ${day} between ${from}:00 and ${to}:00: ${share} of the week's revenue`,
    from: (revenue: string): string => `from ${revenue}`,
    alt: (a: WeekdayHoursAlt): string =>
      `Heatmap: revenue by weekday and hour of the day, from ${a.from}:00 to ${a.to}:00. Together ${a.revenue}. Highest: ${a.bestDay}, ${a.bestHour}, with ${a.bestRevenue}. Strongest day: ${a.day} with ${a.dayRevenue}, ${a.share} of all.`,
  },

  /** Sentences in Markdown. */
  sentences: {
    inMonths: (n: number): string => `in ${count(n, "month")}`,
    data: (a: DataCounts): string =>
      `**${sales(a.rows)}** from ${a.period}, read from ${count(a.files, "file")}: ${count(a.articles, "article")}, sold by ${a.cashiers === 0 ? "cashiers whom the files don't name" : count(a.cashiers, "cashier")}.`,
    onlyMonth: (month: string, revenue: string): string => `All sales are of **${month}**: ${revenue}.`,
    strongestMonth: (month: string, compared: string, weakest: string, revenue: string): string =>
      `**${month}** was the strongest month: ${compared}. The weakest was ${weakest} with ${revenue}.`,
    compared: (revenue: string, change: string, isMore: boolean, month: string): string =>
      `${revenue}, ${change} ${isMore ? "more" : "less"} than in ${month}`,
    onlyStore: (store: string, revenue: string): string => `All sales are of **${store}**: ${revenue}.`,
    stores: (n: number, first: Ranked, last: Ranked): string =>
      `**${first.name}** leads the ${stores(n)} with ${first.revenue}, ${first.share} of the revenue; ${last.name} is last with ${last.revenue}, ${last.share} of the revenue.`,
    /** @param leads  stores where the article is first */
    articles: (first: Ranked, leads: number, storeCount: number, articles: number, share: string): string =>
      `**${first.name}** brings in the most: ${first.revenue}, ${first.share} of the revenue. It is first in ${leads === storeCount ? "every store" : `${groupDigits(leads, ",")} of ${stores(storeCount)}`}. The ${count(articles, "best-selling article")} bring in ${share} together.`,
    onlyCashier: (only: CashierSums): string =>
      `**${only.name}** in ${only.store} took everything: ${only.revenue} in ${sales(only.sales)}.`,
    cashiers: (n: number, first: CashierSums, last: CashierSums): string =>
      `Of ${count(n, "cashier")}, **${first.name}** in ${first.store} took the most, ${first.revenue} in ${sales(first.sales)}; **${last.name}** in ${last.store} the least, ${last.revenue} in ${sales(last.sales)}.`,
    noCashiers: "The files name no cashiers, so there is nothing to compare.",
    unnamedCashiers: (revenue: string, n: number): string =>
      `For ${revenue} in ${sales(n)} the files name no cashier; they are not counted here.`,
    /** @param others  further articles, where there are too many to name */
    leaders: (articles: readonly string[], others: number): string =>
      `First in its store: ${articles.join(", ")}${others === 0 ? "" : `, and ${count(others, "other article")}`}.`,
    onlyHour: (hour: string, revenue: string): string => `The only hour with sales is **${hour}**: ${revenue}.`,
    hours: (first: Ranked, last: Ranked): string =>
      `**${first.name}** is the strongest hour with ${first.revenue}, ${first.share} of the revenue. The calmest is ${last.name} with ${last.share}.`,
    weekdays: (first: Ranked, closed: readonly string[]): string =>
      `**${first.name}** is the strongest day of the week with ${first.revenue}, ${first.share} of the revenue${closed.length === 0 ? "" : `; nothing is sold on ${closed.join(", ")}`}.`,
  },

  /** The notebooks' own texts, each paragraph by what stands in the notebook; undefined where that is this language. */
  notebooks: undefined as Readonly<Record<string, string>> | undefined,

  /** The report around the notebooks; plain texts. */
  report: {
    title: "Sales report",
    contents: "Contents",
    syntheticData: (seed: string | undefined): string =>
      seed === undefined ? "Synthetic data" : `Synthetic data, seed ${seed}`,
    changed: "The sales were changed after they were imported.",
    changedMeans:
      "The figures are those of the database as it was when they were aggregated, not those of the source files.",
    /** @param link  to the last section, by its title */
    changedDetails: (link: string): string => `${link} has the details.`,
    sources: "How this was made",
    figures: "Figures",
    copyLink: "Copy link",
    copied: "Link copied",
    search: "Search",
    download: "CSV",
    data: "The figures in this chart",
    dataOf: (title: string): string => `Figures: ${title}`,
    origin: "How this report was made",
    originText:
      "Every number in this report was computed from the sales below, without a step by hand. Each stage left a manifest of what it read and what it made; the same data and the same versions give the same report, byte for byte.",
    versions: "Versions",
    licences: "Set in Inter and JetBrains Mono (SIL Open Font License 1.1). Charts by Plotly.js (MIT License).",
  },

  /** What stages did, as their manifests say. */
  manifests: {
    stages: { generate: "Generated files", import: "Import", aggregate: "Aggregation", plot: "Notebooks and charts" },
    yes: "yes",
    no: "no",
    fingerprint: (rows: string, amount: string, checksum: string): string =>
      `${rows} rows, ${amount}, checksum ${checksum}`,
    file: "File",
    moreFiles: (n: number): string => `${groupDigits(n, ",")} more, each in the provenance attached to this report`,
    table: "Table",
    amount: "Amount",
    /** By key of a manifest; a key that is not here is shown as its words. */
    labels: {
      amount_cents: "Sum of the amounts",
      changed_since_import: "Changed since the import",
      duplicates: "Duplicate rows",
      queries: "SQL files, SHA-256",
      read: "Sales, as read",
      rejected: "Rows rejected",
      seed: "Random seed",
      sha256: "SHA-256",
      start: "First day",
      table_fingerprint: "Sales, as stored",
      wrote: "Tables written",
    } as Readonly<Record<string, string>>,
    mysqlServer: "MySQL server",
    /** Which program made the report. */
    program: {
      title: "Program",
      commit: "Git commit",
      tree: "Files since then",
      trees: { clean: "unchanged", changed: "changed", unknown: "unknown" },
      lockfiles: "Lockfiles",
    },
  },
};
