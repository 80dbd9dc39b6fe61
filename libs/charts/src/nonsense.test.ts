import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom } from "../../../tests/random.js";
import * as charts from "./index.js";
import type { Messages } from "./locale/index.js";
import { makeMonthRows } from "./test-months.js";

// All that notebooks and charts say of small tables with many ties, refunds and zeros, in every language.

interface Sale {
  month: number;
  weekday: number;
  hour: number;
  store: string;
  article: string;
  cashier: string;
  cents: number;
}

const seeds = Array.from({ length: 150 }, (_, seed) => seed);

test("no text has a hole, a negative zero, or one of many, whatever the sales are", () => {
  for (const seed of seeds) {
    const sales = makeSales(createRandom(seed));
    for (const messages of Object.values(charts.locales))
      for (const text of [...listTexts(sales, messages), ...listNumbers(sales, messages)])
        assert.deepEqual(findNonsense(text), [], `seed ${seed}, ${messages.language}: ${text}`);
  }
});

test("no name is both first and last, whatever the sales are", () => {
  let compared = 0;
  for (const seed of seeds) {
    const sales = makeSales(createRandom(seed));
    for (const messages of Object.values(charts.locales))
      for (const text of listTexts(sales, messages)) {
        const { firsts, lasts } = findEnds(text);
        compared += lasts.length > 0 ? 1 : 0;
        const both = firsts.filter((name) => lasts.includes(name));
        assert.deepEqual(both, [], `seed ${seed}, ${messages.language}: ${text}`);
      }
  }
  assert.ok(compared > 400);
});

test("where nothing differs, nothing is the highest, the lowest, the first or the last", () => {
  const superlative =
    /strongest|largest|highest|lowest|weakest|quietest|peak|\bmost\b|least|\bfirst in|best|stärkst|größt|höchst|niedrigst|schwächst|ruhigst|meisten|wenigsten|an erster Stelle der/i;
  const isBestOfOne = /: A0 \(1.(store|Filiale)\)\.$/;
  for (const cents of [500, 0, -500])
    for (const sales of [makeEqualSales(2, cents), makeEqualSales(7, cents), makeEqualSales(1, cents)])
      for (const messages of Object.values(charts.locales))
        for (const text of listTexts(sales, messages).filter((text) => !isBestOfOne.test(text)))
          assert.doesNotMatch(text, superlative, `${cents}, ${messages.language}`);
});

test("a title claims a peak only where the highest is alone, and above zero", () => {
  const [sale] = makeEqualSales(1, 0);
  const titles = (...cents: number[]): string[] =>
    listFigures(
      cents.map((cents, i) => ({
        ...{ ...sale!, month: i, store: `S${i}`, article: `A${i}`, cashier: `C${i}`, hour: i, weekday: i + 1 },
        cents,
      })),
      charts.en,
    ).map(({ layout }) => plain(layout.meta.title));
  assert.deepEqual(titles(300, 200, 100), [
    "January 2025 was the strongest month; S0 is the largest of 3 stores",
    "A0 brings in the most: €3",
    "C0 in S0 took the most: €3, 1.5 times the median",
    // of each hour one store alone has all
    "Revenue by hour of the day",
    "Revenue by weekday and hour of the day, in percent of a week's",
  ]);
  const plainTitles = [
    "Revenue of 3 stores, January 2025 to March 2025",
    "Revenue of 3 articles",
    "Revenue of 3 cashiers in 3 stores",
    "Revenue by hour of the day",
    "Revenue by weekday and hour of the day, in percent of a week's",
  ];
  assert.deepEqual(titles(300, 300, 100), plainTitles);
  // of refunds there are no parts of a week
  const ofRefunds = [...plainTitles.slice(0, -1), "Revenue by weekday and hour of the day"];
  assert.deepEqual(titles(0, -200, -100), ofRefunds);
  assert.deepEqual(titles(-100), [
    "Revenue of S0, January 2025",
    "Revenue of A0",
    "Revenue of C0 in S0",
    ...ofRefunds.slice(3),
  ]);
});

/** The report's own words for what must never be read. */
/** No sale lacks anything. */
const complete = { without_time: 0, without_store: 0, without_article: 0 };

function findNonsense(text: string): string[] {
  const said = plain(text);
  const patterns = [
    /undefined|NaN|null|Infinity|\[object|=>/g,
    // "−0", "−€0.00", "−0,0 %", but not "−0.05"
    /[−-]€?0(?:[.,]0+)?(?![\d.,]*\d)/g,
    /(?<![\d.,])1 (?:others?\b.*average|stores|sales|articles|cashiers|months|hours|weekdays|files|rows|days)/g,
    /(?<![\d.,])1 (?:Filialen|Verkäufen?|Artikeln|Kassenkräften?|Monaten?|Stunden|Wochentagen?|Dateien|Zeilen|übrige)/g,
    /(?:\d[\d.,]*[02-9]|(?<![\d.,])[2-9]) (?:store|sale|article|cashier|month|hour|weekday|file|Filiale|Verkauf|Kassenkraft|Monat|Stunde|Wochentag|Datei)\b/g,
    /\*\*\s*\*\*|\(\)| {2}|^\s*$| [.,;:]|[,;:] ?[.,;:]|\.\./g,
  ];
  return patterns.flatMap((pattern) => [...(said.match(pattern) ?? [])]);
}

/** The names that a text calls the highest and those that it calls the lowest. */
function findEnds(text: string): { firsts: string[]; lasts: string[] } {
  const said = plain(text);
  const alt =
    /(?:Highest|Höchster Umsatz): (.*?) (?:with|mit) .*?(?:Lowest|Niedrigster Umsatz): (.*?) (?:with|mit) /.exec(said);
  const bold = [...said.matchAll(/\*\*(.*?)\*\*/g)].map((match) => match[1]!);
  const last =
    /(?:weakest|quietest|schwächsten?|ruhigsten?) (?:was|were|is|are|war|waren|ist|sind) (.*?) (?:with|mit) /.exec(
      said,
    );
  const lowest = /; (.*?) ha(?:s|ve) the lowest:|; (.*?) lieg(?:t|en) mit /.exec(said);
  const lastText = alt?.[2] ?? last?.[1] ?? lowest?.[1] ?? lowest?.[2] ?? (bold.length > 1 ? bold[1] : undefined);
  const firstText = alt?.[1] ?? bold[0];
  const split = (names: string | undefined): string[] => (names ?? "").split(/, | and | und /).filter(Boolean);
  return lastText === undefined ? { firsts: [], lasts: [] } : { firsts: split(firstText), lasts: split(lastText) };
}

/** What notebooks and charts say of the sales. */
function listTexts(sales: readonly Sale[], messages: Messages): string[] {
  const { months, articles, cashiers, times } = makeTables(sales);
  const data = {
    ...{ files: months.length, rows: sales.length, articles: articles.length, cashiers: cashiers.length, ...complete },
    ...{ first_day: "2025-01-01", last_day: `2025-01-${String(Math.min(31, months.length)).padStart(2, "0")}` },
    ...{ imported: sales.length, rejected: 0, refunds: 0, refunded: "-0.00", zeros: 0, duplicates: 0 },
  };
  return [
    ...listFigures(sales, messages).flatMap(({ layout: { meta } }) => [meta.title, meta.alt]),
    charts.describeData(data, messages),
    charts.describeMonths(months, messages),
    charts.describeStores(months, messages),
    charts.describeArticles(articles, charts.sum(articles, "revenue"), messages),
    charts.describeLeaders(articles, messages),
    charts.describeHours(times, messages),
    charts.describeWeekdays(times, messages),
    ...charts.listRowCounts(data, [], messages).map(({ label, value }) => `${label}: ${value}`),
  ];
}

/** The numbers of the tables, and the texts in the charts. */
function listNumbers(sales: readonly Sale[], messages: Messages): string[] {
  const texts = (value: unknown): string[] =>
    typeof value === "string" ? [value] : typeof value === "object" ? Object.values(value ?? {}).flatMap(texts) : [];
  const isText = ([key]: [string, unknown]): boolean => ["name", "text", "customdata", "ticktext"].includes(key);
  const figures = listFigures(sales, messages);
  return [
    ...figures.flatMap(({ data, layout }) =>
      [...data, layout["xaxis"], layout["yaxis"]].flatMap((part) =>
        Object.entries(part as object)
          .filter(isText)
          .flatMap(texts),
      ),
    ),
    ...figures.flatMap(({ layout }) => layout.meta.table.rows.flat()),
    ...charts
      .tabulateMonths(makeTables(sales).months, messages)
      .split("|")
      .map((text) => text.trim()),
  ].filter((text) => text !== "");
}

function listFigures(sales: readonly Sale[], messages: Messages): charts.Figure[] {
  const { months, articles, cashiers, times } = makeTables(sales);
  return [
    charts.monthlySales(months, messages),
    charts.topArticles(articles, messages),
    ...(cashiers.some(({ cashier }) => cashier !== "") ? [charts.salesPerCashier(cashiers, messages)] : []),
    charts.timeSales(times, messages),
    charts.weekdayHours(times, messages),
  ];
}

/** Each of so many stores sells each of as many articles once, in as many months, hours and weekdays, for the same amount. */
function makeEqualSales(count: number, cents: number): Sale[] {
  const numbers = Array.from({ length: count }, (_, i) => i);
  return numbers.flatMap((store) =>
    numbers.map((article) => {
      const time = (store + article) % count;
      return {
        ...{ month: time, weekday: time + 1, hour: 8 + time, cents },
        ...{ store: `S${store}`, article: `A${article}`, cashier: `C${article}` },
      };
    }),
  );
}

/** Of 1 to 6 sales, few names and few amounts, so that there are ties; a third of the tables has refunds only. */
function makeSales(random: () => number): Sale[] {
  const below = (n: number): number => Math.floor(random() * n);
  const amounts = [
    [0, 100, 500, 500, 12_345],
    [-100, -100, -250, -1],
    [-500, -1, 0, 1, 500, 99_999_999],
  ][below(3)]!;
  const most = 1 + below(4);
  return Array.from({ length: 1 + below(6) }, () => ({
    month: below(most),
    weekday: 1 + below(most),
    hour: 8 + below(most),
    store: `S${below(most)}`,
    article: `A${below(most)}`,
    cashier: below(4) === 0 ? "" : `C${below(most)}`,
    cents: amounts[below(amounts.length)]!,
  }));
}

function makeTables(sales: readonly Sale[]) {
  const months = makeMonthRows(sum(sales, ({ month, store }) => ({ year: 2025, month: month + 1, store })));
  const overall = rank(sum(sales, ({ article }) => ({ article }))).map(({ article }) => article);
  const articles = sum(sales, ({ store, article }) => ({ store, article }));
  return {
    months,
    articles: articles.map((row) => ({
      ...row,
      rank_in_store: 1 + rank(articles.filter(({ store }) => store === row.store)).indexOf(row),
      rank_overall: 1 + overall.indexOf(row.article),
    })),
    cashiers: sum(sales, ({ store, cashier }) => ({ store, cashier })),
    times: sum(sales, ({ hour, weekday, store }) => ({ hour, weekday, store })),
  };
}

function sum<Keys extends object>(sales: readonly Sale[], getKeys: (sale: Sale) => Keys) {
  const sums = new Map<string, Keys & { cents: number; sales: number }>();
  for (const sale of sales) {
    const keys = getKeys(sale);
    const before = sums.get(JSON.stringify(keys)) ?? { ...keys, cents: 0, sales: 0 };
    sums.set(JSON.stringify(keys), { ...before, cents: before.cents + sale.cents, sales: before.sales + 1 });
  }
  return [...sums.values()].map(({ cents, ...row }) => ({ ...row, revenue: (cents / 100).toFixed(2) }));
}

function rank<Row extends { article: string; revenue: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => Number(b.revenue) - Number(a.revenue) || (a.article < b.article ? -1 : 1));
}

function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
