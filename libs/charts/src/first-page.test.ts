import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { measureWeekdays, type StoreWeekday } from "./adjusted.js";
import { bridge, listSteps } from "./bridge.js";
import { type BasketRow, compareLikeForLike, findPair, type Pair } from "./compared-pair.js";
import { type ComparedRows, describeComparisons, type ReportScope } from "./comparison.js";
import type { MonthRow } from "./coverage.js";
import { type FirstPage, listFirstFigures, writeHeadline } from "./first-page.js";
import { describeFirstStores } from "./first-stores.js";
import { indexLine, listIndex, namePartMonths } from "./index-line.js";
import { de, en, type Messages } from "./locale/index.js";
import { type GapRow, lookInto } from "./look-into.js";
import { formatAmount } from "./money.js";
import { sum } from "./quantity.js";
import { makeMonthRows } from "./test-months.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const all = { name: "all", unit: "all" as const };

/** A month of a store in which each open day takes the same, from Monday on, as rows by month and by weekday. */
function makeMonth(
  [year, month]: readonly [number, number],
  store: string,
  perDay: number,
  openDays: number,
  more: Partial<BasketRow> = {},
): { row: BasketRow; weekdays: StoreWeekday[] } {
  const [row] = makeMonthRows([
    { year, month, store, revenue: (perDay * openDays).toFixed(2), sales: openDays * 10, open_days: openDays, ...more },
  ]) as [MonthRow];
  const weekdays = [1, 2, 3, 4, 5, 6].map((weekday) => {
    const days = Math.floor(openDays / 6) + (weekday <= openDays % 6 ? 1 : 0);
    return { year, month, store, weekday, revenue: (perDay * days).toFixed(2), open_days: days };
  });
  return { row, weekdays: weekdays.filter(({ open_days }) => open_days > 0) };
}

type Made = ReturnType<typeof makeMonth>;
const listRows = (months: readonly Made[]): BasketRow[] => months.map(({ row }) => row);
const listDays = (months: readonly Made[]): StoreWeekday[] => months.flatMap(({ weekdays }) => weekdays);

function makePage(
  period: string,
  now: readonly Made[],
  before: readonly Made[],
  first = "2025-01-01",
  last = "2026-12-31",
) {
  const scope: ReportScope = {
    period: parsePeriod(period) ?? { ...all, first, last },
    data: { first, last, closedWeekdays: [7] },
    store: undefined,
  };
  const usual = measureWeekdays(makeMonth([2026, 1], "", 100, 24).weekdays);
  const rows: ComparedRows = { now: listRows(now), before: listRows(before), yearBefore: [] };
  const weekdays = { now: listDays(now), before: listDays(before), yearBefore: [], usual };
  const pair = findPair(scope, rows, weekdays);
  const like = pair && compareLikeForLike(pair, 0.05);
  const page: FirstPage = { scope, rows: rows.now, pair, like };
  return { page, rows: { ...rows, weekdays } };
}

function say({ page }: ReturnType<typeof makePage>, messages: Messages = en): string[] {
  const figures = listFirstFigures(page, messages).map(({ label, value, note }) => `${label}: ${value} (${note})`);
  return [writeHeadline(page, [], 0.05, messages), ...figures].map(plain);
}

test("December with three days more is 38.8% more as booked, and 28.5% per open day: the headline says the second", () => {
  const page = makePage("2026-12", [makeMonth([2026, 12], "Ulm", 128.5, 27)], [makeMonth([2026, 11], "Ulm", 100, 25)]);
  const [headline, revenue, like, ...others] = say(page);
  assert.equal(headline, "December: +28.5% on November like for like");
  assert.equal(revenue, "Revenue: €3.5k (€3,469.50; +38.8% on November)");
  assert.equal(like, "Like for like, adjusted: +28.5% (on November)");
  assert.deepEqual(others, [
    "Lines per open day: 10.0 (0.0% on November)",
    "Average line: €12.85 (+28.5% on November)",
    "Revenue per open day: €128.50 (+28.5% on November)",
  ]);
  assert.equal(say(page, de)[0], "Dezember: bereinigt +28,5 % gegenüber November");
});

test("of data from 25 January to 10 March nothing is compared, and no change is stated", () => {
  const months = [
    makeMonth([2026, 1], "Ulm", 100, 6),
    makeMonth([2026, 2], "Ulm", 100, 24),
    makeMonth([2026, 3], "Ulm", 100, 9),
  ];
  const { page } = makePage("all", months, [], "2026-01-25", "2026-03-10");
  assert.equal(page.pair, undefined);
  assert.doesNotMatch(say({ page } as ReturnType<typeof makePage>).join(), /[+−]\d|more|less/);
  const march = makePage("2026-03", months.slice(2), months.slice(1, 2), "2026-01-25", "2026-03-10");
  assert.equal(say(march)[0], "€900 booked in March 2026, of which the data has only a part");
  assert.doesNotMatch(say(march).join(), /[+−]\d|more|less/);
});

test("all the data compares its last two whole months, in the same figures", () => {
  const months = [10, 11, 12].flatMap((month) => [makeMonth([2026, month], "Ulm", month === 12 ? 130 : 100, 24)]);
  const page = makePage("all", months, [], "2026-10-01", "2026-12-31");
  assert.equal(say(page)[0], "December: +30.0% on November like for like");
  assert.equal(say(page)[1], "Revenue: €7.9k (€7,920.00; December: €3.1k, +30.0% on November)");
});

test("a change that days vary by themselves is no headline", () => {
  const page = makePage("2026-12", [makeMonth([2026, 12], "Ulm", 101, 24)], [makeMonth([2026, 11], "Ulm", 100, 24)]);
  assert.deepEqual(say(page).slice(0, 3), [
    "December: €2.4k booked, +1.0% on November; like for like no notable change",
    "Revenue: €2.4k (€2,424.00; +1.0% on November)",
    "Like for like, adjusted: +1.0% (on November; within ordinary variation)",
  ]);
});

test("refunds only and a zero sum are booked, and compared with nothing", () => {
  const page = makePage("2026-12", [makeMonth([2026, 12], "Ulm", -1, 2)], [makeMonth([2026, 11], "Ulm", 0, 2)]);
  assert.equal(say(page)[0], "−€2 booked in December 2026");
  assert.doesNotMatch(say(page).join(), /[+−][\d.]+%/);
});

test("where receipts are told apart, baskets are spoken of; lines are never called receipts", () => {
  const told = (receipts: number): Partial<BasketRow> => ({ receipts, quantity: "500.000" });
  const page = makePage(
    "2026-12",
    [makeMonth([2026, 12], "Ulm", 128.5, 24, told(90))],
    [makeMonth([2026, 11], "Ulm", 100, 24, told(100))],
  );
  const [headline, , , ...others] = say(page);
  assert.equal(headline, "December: +28.5% on November like for like, with fewer but fuller baskets");
  assert.deepEqual(others, [
    "Receipts per open day: 3.8 (−10.0% on November)",
    "Average receipt: €34.27 (+42.8% on November)",
    "Articles per receipt: 5.6 (+11.1% on November)",
  ]);
});

/** November to December: one store closes on 15 November, one opens, one stays. */
const change = makePage(
  "2026-12",
  [makeMonth([2026, 12], "Ulm", 110.01, 26, { receipts: 130 }), makeMonth([2026, 12], "Neu", 50, 10, { receipts: 50 })],
  [
    makeMonth([2026, 11], "Ulm", 100, 24, { receipts: 123 }),
    makeMonth([2026, 11], "361", 30, 13, { receipts: 40, last_day: "2026-11-15" }),
  ],
);

test("the bridge leads from one period to the next by closed and new stores, calendar, receipts and basket, to the cent", () => {
  const pair = change.page.pair as Pair;
  const like = compareLikeForLike(pair, 0.05);
  const steps = listSteps(pair, like, 2);
  assert.deepEqual(
    steps.map(({ kind, amount }) => `${kind} ${formatAmount(amount, en)}`),
    ["closed −390.00", "opened 500.00", "calendar 200.00", "receipts −63.41", "basket 323.67"],
  );
  const [before, now] = [sum(pair.earlier, "revenue"), sum(pair.now, "revenue")];
  assert.ok(sum([before, ...steps.map(({ amount }) => amount)]).equals(now));
  const { table, title, alt } = bridge(pair, en, 0.05)!.layout.meta;
  assert.equal(title, "What made November into December");
  assert.match(plain(alt), /Without sales now: Store 361 −€390; Opened, or open again: Neu \+€500/);
  assert.deepEqual(table.rows[1], ["Without sales now: Store 361", "−390.00", "−14.0%"]);
  assert.deepEqual(table.rows.at(-1), ["December 2026", "3,360.26", "+20.4%"]);
});

test("where receipts can't be told apart, the bridge ends with revenue per open day; of equal periods there is none", () => {
  const months = (perDay: number, month: number) => [makeMonth([2026, month], "Ulm", perDay, 24)];
  const { page } = makePage("2026-12", months(110, 12), months(100, 11));
  const steps = listSteps(page.pair!, compareLikeForLike(page.pair!, 0), 2);
  assert.deepEqual(
    steps.map(({ kind }) => kind),
    ["perDay"],
  );
  const same = makePage("2026-12", months(100, 12), months(100, 11)).page;
  assert.equal(bridge(same.pair!, en, 0), undefined);
});

/** Ten months of three stores, of which one closes on 15 November. */
const year = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].flatMap((month) => [
  makeMonth([2026, month], "Ulm", 100, 25),
  makeMonth([2026, month], "Köln <1>", month === 12 ? 60 : 81, 25),
  ...(month <= 10 ? [makeMonth([2026, month], "361", 19, 25)] : []),
  ...(month === 11 ? [makeMonth([2026, month], "361", 19, 13, { last_day: "2026-11-15" })] : []),
]);

function look(gaps: readonly GapRow[] = [], articles: Parameters<typeof lookInto>[0]["articles"] = []): string[] {
  const { page } = makePage("all", year, [], "2026-01-01", "2026-12-31");
  return lookInto({ ...page, trend: page.rows, gaps, articles }, en).map(plain);
}

test("a store that closed on 15 November with 9.5% of the revenue is named, with its day and its part", () => {
  assert.equal(
    look()[0],
    "[**Store 361**](#stores) took its last sale on 15 November 2026. From January 2026 to October 2026 it made 9.5% of the revenue.",
  );
});

test("times without sales and an article that stands out are named, each with a way to its evidence", () => {
  const gap = { store: "Ulm", first_day: "2026-05-04", last_day: "2026-05-13", days: 10 };
  const article = (name: string, revenue: string, rank: number) => {
    return { store: "Ulm", article: name, revenue, sales: 1, rank_in_store: rank, rank_overall: rank };
  };
  assert.deepEqual(look([gap], [article("6534178", "4000.00", 1), article("Bread", "1000.00", 2)]).slice(1), [
    "[**Ulm**](#returns) had no sales from 4 May 2026 to 13 May 2026 (10 days).",
    "[**Article 6534178**](#top-articles) is 6.8% of the revenue, 4.0 times the next article, and sells in 1 of 3 stores.",
  ]);
  assert.equal(
    look([gap, { ...gap, store: "361" }])[1],
    "[**Ulm**](#returns) and [**Store 361**](#returns) had no sales from 4 May 2026 to 13 May 2026 (10 days).",
  );
});

test("a store far from its own average is named, and where the others lie", () => {
  const months = [7, 8, 9, 10, 11, 12].flatMap((month) =>
    ["A", "B", "C", "D", "E"].map((store, i) =>
      makeMonth([2026, month], store, month === 12 && store === "E" ? 60 : 100 + (month === 12 ? i : 0), 25),
    ),
  );
  const { page } = makePage("all", months, [], "2026-07-01", "2026-12-31");
  assert.deepEqual(lookInto({ ...page, trend: page.rows, gaps: [], articles: [] }, en).map(plain), [
    "December per open day, against each store’s own average of 6 months: [**E**](#stores) 36% below. The other 4 stores lie between 0% and +2%.",
  ]);
});

test("a store that takes back much more than the others is named", () => {
  const of = (store: string, refunds: number, refunded: string) =>
    makeMonth([2026, 12], store, 100, 25, { refunds, refunded });
  const months = [of("A", 30, "-250.00"), of("B", 5, "-10.00"), of("C", 5, "-10.00")];
  const { page } = makePage("2026-12", months, [], "2026-12-01", "2026-12-31");
  assert.deepEqual(lookInto({ ...page, trend: page.rows, gaps: [], articles: [] }, en), [
    "[**A**](#returns) took back 9.1% of what it sold, the other stores 0.4%.",
  ]);
});

test("where nothing stands out, nothing is to be looked into", () => {
  const months = [11, 12].flatMap((month) => ["A", "B"].map((store) => makeMonth([2026, month], store, 100, 25)));
  const { page } = makePage("all", months, [], "2026-11-01", "2026-12-31");
  assert.deepEqual(lookInto({ ...page, trend: page.rows, gaps: [], articles: [] }, en), []);
});

test("the index has the whole months, per open day beside what was booked; one in part is a point that no change counts; of fewer than three whole ones there is none", () => {
  const months = [9, 10, 11, 12].map((month) => {
    const days = month === 9 ? { first_day: "2026-09-10", last_day: "2026-09-30" } : {};
    return makeMonth([2026, month], "Ulm", month === 12 ? 130 : 100, month === 11 ? 20 : 25, days);
  });
  const [rows, usual] = [listRows(months), measureWeekdays(listDays(months))];
  const data = { first: "2026-09-10", last: "2026-12-31", closedWeekdays: [7] };
  const index = listIndex(listDays(months), rows, usual, data);
  const figure = indexLine(index, en, 0.05, undefined)!;
  const { meta } = figure.layout;
  assert.deepEqual(
    meta.table.rows.map((row) => row.map(plain)),
    [
      ["September 2026 (10 to 30)", "90.9", "–"],
      ["October 2026", "90.9", "96.8"],
      ["November 2026", "90.9", "77.4"],
      ["December 2026", "118.2", "125.8"],
    ],
  );
  const [line, , , , hollow] = figure.data as { x: number[]; y: number[]; name: string }[];
  assert.deepEqual([line!.x, hollow!.x, hollow!.name], [[1, 2, 3], [0], "only partly in the data"]);
  assert.match(plain(meta.alt), / Hollow, because only partly covered by the data: September 2026 \(10 to 30\)\.$/);
  assert.deepEqual(namePartMonths(index, en).map(plain), ["September 2026 (10 to 30)"]);
  assert.equal(meta.title, "December 2026 is the strongest month once days and stores are made equal");
  assert.deepEqual(listIndex(listDays(months.slice(2)), rows.slice(2), usual, data), []);
  assert.equal(indexLine([], en, 0.05, undefined), undefined);
});

test("the comparison has a line that is adjusted, names times without sales, and says where Easter is", () => {
  const [march, april] = [makeMonth([2026, 3], "Ulm", 100, 26), makeMonth([2026, 4], "Ulm", 110, 24)];
  const { page, rows } = makePage("2026-04", [april], [march]);
  const gaps = [{ store: "361", first_day: "2026-03-02", last_day: "2026-03-10", days: 9 }];
  const texts = describeComparisons(page.scope, { ...rows, gaps }, en).map(plain);
  assert.match(texts.join("\n"), /\| Like for like, adjusted, per open day \(€\) \| 110\.00 \| 100\.00 \| \+10\.0% \|/);
  assert.ok(texts.includes("A week or more without sales: **Store 361** (2 March 2026 to 10 March 2026)."));
  assert.ok(texts.includes("Easter (5 April 2026) is in April 2026 and not in March 2026; that is not adjusted for."));
});

test("the stores of the first page are those that changed most, and it is counted how many are up and down", () => {
  const months = [11, 12].flatMap((month) => [
    makeMonth([2026, month], "381", month === 12 ? 80 : 100, 25),
    makeMonth([2026, month], "Ulm", month === 12 ? 120 : 100, 25),
    makeMonth([2026, month], "Köln", month === 12 ? 110 : 100, 25),
    makeMonth([2026, month], "Same", 100, 25),
  ]);
  const { page } = makePage("all", months, [], "2026-11-01", "2026-12-31");
  const [title, table] = describeFirstStores(page.pair!, page.rows, en).map(plain);
  assert.equal(title, "## 2 stores are up on November, 1 down");
  assert.deepEqual(table!.split("\n").slice(2), [
    "| Ulm | 3,000.00 | 120.00 | +20.0% | +9.1% |",
    "| Köln | 2,750.00 | 110.00 | +10.0% | +4.8% |",
    "| Same | 2,500.00 | 100.00 | 0.0% | 0.0% |",
    "| Store 381 | 2,000.00 | 80.00 | −20.0% | −11.1% |",
  ]);
  const many = Array.from({ length: 20 }, (_, i) => [
    makeMonth([2026, 11], `S${i}`, 100, 25),
    makeMonth([2026, 12], `S${i}`, 90 + i, 25),
  ]).flat();
  const large = makePage("all", many, [], "2026-11-01", "2026-12-31").page;
  const rows = describeFirstStores(large.pair!, large.rows, en)[1]!.split("\n").slice(2);
  assert.deepEqual(
    rows.map((row) => row.split(" ")[1]),
    ["S19", "S18", "S17", "S16", "S3", "S2", "S1", "S0"],
  );
  const one = makePage("all", months.slice(0, 1), [], "2026-11-01", "2026-12-31").page;
  assert.equal(one.pair, undefined);
});
