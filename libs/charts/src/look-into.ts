import { adjustedPerDay } from "./adjusted.js";
import { nameDay, nameMonth, numberMonth, readMonth } from "./calendar.js";
import type { Pair } from "./compared-pair.js";
import { perOpenDay, type ReportScope } from "./comparison.js";
import type { MonthRow } from "./coverage.js";
import type { Messages } from "./locale/index.js";
import { formatPercent, formatRatio, formatShare, signPercent } from "./numbers.js";
import { namePeriodShort } from "./periods.js";
import { count, countDistinct, max, min, type Quantity, quantity, sum, toQuantity } from "./quantity.js";
import { countStores } from "./stores.js";
import { groupRows } from "./tally.js";
import { escapeMarkdown } from "./text.js";
import { chooseRank, type TopArticlesRow } from "./top-articles.js";

/** Days in a row on which a store had no sales, between days on which it had some. */
export interface GapRow {
  store: string;
  /** The first and the last day without sales, ISO dates. */
  first_day: string;
  last_day: string;
  days: number;
}

/** What is looked into. */
export interface Looked {
  scope: ReportScope;
  /** Rows of `monthly_sales` in the period of the report. */
  rows: readonly MonthRow[];
  /** Its rows up to the end of the period, 24 months at most. */
  trend: readonly MonthRow[];
  pair: Pair | undefined;
  gaps: readonly GapRow[];
  articles: readonly TopArticlesRow[];
}

/** So many sentences there are at most. */
const mostSentences = 5;

/** So many stores are named in one. */
const mostNamed = 3;

/** Where in the report the evidence of each kind is. */
const evidence = { stores: "stores", articles: "top-articles", overview: "overview", returns: "returns" };

/**
 * Lists what is worth looking into, most pressing first: stores without sales now, days without sales, stores far from their own
 * average, unusual returns, an article that stands out. At most five sentences in Markdown, each leading to its evidence.
 */
export function lookInto(looked: Looked, messages: Messages): string[] {
  return [
    ...describeClosed(looked, messages),
    ...describeGaps(looked, messages),
    ...describeOwnAverage(looked, messages),
    ...describeReturns(looked, messages),
    ...describeArticle(looked, messages),
  ].slice(0, mostSentences);
}

/** Names a store or an article in bold, as a link to where the report tells of it. */
function link(name: string, place: keyof typeof evidence): string {
  return `[**${escapeMarkdown(name)}**](#${evidence[place]})`;
}

/** So many days without sales at the end of the data make a store one that has stopped. */
const leastClosed = 7;

function describeClosed({ scope, trend, pair, rows }: Looked, messages: Messages): string[] {
  const { look } = messages.firstPage;
  const end = [scope.period.last, scope.data.last].sort()[0]!;
  const from = pair && scope.period.unit !== "all" ? pair.before.first : scope.period.first;
  const closed = groupRows(trend, ({ store }) => store)
    .map((group) => ({ ...group, last: max(group.rows, "last_day") }))
    .filter(({ key, last }) => {
      const [lastDay, endDay, fromDay] = [Number(last), toDays(end), toDays(from)];
      return key !== "" && endDay - lastDay >= leastClosed && lastDay >= fromDay;
    })
    .map((store) => ({ ...store, ...findShare(store.rows, store.last, trend) }))
    .sort((a, b) => Number(b.share ?? 0) - Number(a.share ?? 0) || (a.key < b.key ? -1 : 1));
  const isOnly = scope.store !== undefined || countStores(rows).compare(1) <= 0;
  const named = closed.slice(0, closed.length > 2 ? 1 : 2);
  const others = closed.slice(named.length);
  return [
    ...named.map(({ key, last, share, months }) =>
      look.closed(
        link(messages.nameStore(key), "stores"),
        nameDay(last, messages),
        isOnly || share === undefined || share.sign <= 0
          ? undefined
          : { share: formatPercent(share, messages), months: nameMonths(months, messages) },
      ),
    ),
    ...(others.length > 0 ? [look.othersClosed(countStores(others.flatMap((store) => store.rows)))] : []),
  ];
}

/** Finds which part of the revenue a store made in the months before that of its last sale, or else up to it. */
function findShare(
  own: readonly MonthRow[],
  last: Quantity,
  trend: readonly MonthRow[],
): { share: Quantity | undefined; months: MonthRow[] } {
  const day = new Date(Number(last) * 86_400_000);
  const month = day.getUTCFullYear() * 12 + day.getUTCMonth();
  const before = own.filter((row) => numberMonth(row) < month);
  const counted = before.length > 0 ? before : own;
  const keys = new Set(counted.map(numberMonth));
  const all = sum(
    trend.filter((row) => keys.has(numberMonth(row))),
    "revenue",
  );
  return { share: all.sign > 0 ? sum(counted, "revenue").over(all) : undefined, months: [...counted] };
}

function nameMonths(rows: readonly MonthRow[], messages: Messages): string {
  const sorted = [...rows].sort((a, b) => numberMonth(a) - numberMonth(b));
  const [first, last] = [sorted[0]!, sorted.at(-1)!].map((row) => nameMonth(readMonth(row), messages)) as [
    string,
    string,
  ];
  return messages.firstPage.look.inMonths(first, first === last ? undefined : last);
}

function toDays(day: string): number {
  return Date.parse(day) / 86_400_000;
}

/** Stores that lack the same days are named together; the longest time first. */
function describeGaps({ scope, gaps }: Looked, messages: Messages): string[] {
  const { look } = messages.firstPage;
  // a report of a period names them beside what it compares
  const place = scope.period.unit === "all" ? "returns" : "overview";
  const inPeriod = gaps.filter(
    ({ first_day, last_day }) => last_day >= scope.period.first && first_day <= scope.period.last,
  );
  const groups = [...Map.groupBy(inPeriod, ({ first_day, last_day }) => `${first_day} ${last_day}`).values()].sort(
    (a, b) => b.length * b[0]!.days - a.length * a[0]!.days || (a[0]!.first_day < b[0]!.first_day ? -1 : 1),
  );
  return groups.slice(0, 1).map((rows) => {
    const [row] = rows as [GapRow];
    const names = rows
      .slice(0, mostNamed)
      .map(({ store }) => (store === "" ? "" : link(messages.nameStore(store), place)));
    return look.gap(
      messages.list([
        ...names.filter((name) => name !== ""),
        ...(rows.length > mostNamed ? [look.moreStores(countDistinct(rows.slice(mostNamed), "store"))] : []),
      ]) || look.all,
      nameDay(quantity(row, "first_day"), messages),
      nameDay(quantity(row, "last_day"), messages),
      quantity(row, "days"),
      count(groups.slice(1).flat()),
    );
  });
}

/** A store that differs less from its own average is not spoken of. */
const leastDifference = 0.1;

/** Stores are compared from so many on. */
const leastStores = 3;

/** A store must have sales in so many months of the trend. */
const leastMonths = 4;

function describeOwnAverage({ trend, pair }: Looked, messages: Messages): string[] {
  if (pair === undefined) return [];
  const now = Map.groupBy(pair.weekdays.now, ({ store }) => store);
  const stores = groupRows(trend, ({ store }) => store).flatMap(({ key, rows }) => {
    const [own, average] = [now.get(key), perOpenDay(rows)];
    if (key === "" || own === undefined || average.sign <= 0 || new Set(rows.map(numberMonth)).size < leastMonths)
      return [];
    const difference = adjustedPerDay(own, pair.usual).over(average).minus(1);
    return [{ store: key, difference, by: Number(difference), rows }];
  });
  if (stores.length < leastStores) return [];
  const middle = findMedian(stores.map(({ by }) => by));
  // robust: three standard deviations, from the median absolute deviation
  const spread = 3 * 1.4826 * findMedian(stores.map(({ by }) => Math.abs(by - middle)));
  const isFar = ({ by }: { by: number }): boolean =>
    Math.abs(by) >= leastDifference && Math.abs(by - middle) > spread && Math.sign(by) === Math.sign(by - middle);
  const far = stores.filter(isFar).sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  const named = far.slice(0, mostNamed);
  if (named.length === 0) return [];
  const rest = stores.filter((store) => !named.includes(store));
  const others = rest.map(({ difference }) => difference);
  const { below, above, ownAverage } = messages.firstPage.look;
  const say = ({ store, difference }: (typeof named)[number]): string => {
    const [isBelow, name] = [difference.sign < 0, link(messages.nameStore(store), "stores")];
    const by = formatPercent(isBelow ? difference.times(-1) : difference, messages, 0);
    return (isBelow ? below : above)(name, by);
  };
  return [
    ownAverage({
      period: namePeriodShort(pair.period, messages),
      months: countDistinct(trend as MonthRow[], "year", "month"),
      stores: named.sort((a, b) => a.by - b.by).map(say),
      others:
        others.length < 2
          ? undefined
          : {
              from: signPercent(min(others), messages, 0),
              to: signPercent(max(others), messages, 0),
              count: countStores(rest.flatMap(({ rows }) => rows)),
            },
    }),
  ];
}

function findMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)]! + sorted[Math.ceil(sorted.length / 2) - 1]!) / 2;
}

/** Returns are spoken of from so many, and from this part of what was sold on, where they are this many times those of the others. */
const leastReturns = { rows: 10, share: 0.02, times: 3 };

function describeReturns({ rows }: Looked, messages: Messages): string[] {
  const stores = groupRows(rows, ({ store }) => store).filter(({ key }) => key !== "");
  const [first] = stores
    .map(({ key, rows: own }) => {
      const others = rows.filter(({ store }) => store !== key);
      const refunds = own.reduce((all, { refunds = 0 }) => all + refunds, 0);
      return { key, share: readReturns(own), others: readReturns(others), refunds };
    })
    .filter(({ share, others, refunds }) => {
      const isMany = refunds >= leastReturns.rows && share.compare(String(leastReturns.share)) >= 0;
      return stores.length > 1 && isMany && share.compare(others.times(leastReturns.times)) > 0;
    })
    .sort((a, b) => b.share.compare(a.share));
  if (first === undefined) return [];
  const name = link(messages.nameStore(first.key), "returns");
  return [
    messages.firstPage.look.returns(name, formatPercent(first.share, messages), formatPercent(first.others, messages)),
  ];
}

function readReturns(rows: readonly MonthRow[]): Quantity {
  const [revenue, refunded] = [sum(rows, "revenue"), sum(rows, "refunded")];
  const sold = revenue.minus(refunded);
  return sold.sign > 0 ? refunded.over(sold).times(-1) : toQuantity(0);
}

/** An article is spoken of from this part of the revenue on, where it has this many times that of the next. */
const leastArticle = { share: 0.05, times: 3 };

function describeArticle({ articles, rows }: Looked, messages: Messages): string[] {
  const all = sum(rows, "revenue");
  const rank = chooseRank(articles);
  const top = articles.filter((row) => row[rank] <= 20 && row.article !== "");
  const [first, second] = groupRows(top, ({ article }) => article).sort((a, b) => b.revenue.compare(a.revenue));
  if (first === undefined || second === undefined || all.sign <= 0 || second.revenue.sign <= 0) return [];
  const [share, times] = [first.revenue.over(all), first.revenue.over(second.revenue)];
  if (share.compare(String(leastArticle.share)) < 0 || times.compare(leastArticle.times) < 0) return [];
  const [stores, of] = [countStores(first.rows), countStores(rows)];
  return [
    messages.firstPage.look.article(
      link(messages.nameArticle(first.key), "articles"),
      formatShare(first.revenue, all, messages),
      formatRatio(first.revenue, second.revenue, messages),
      of.compare(1) > 0 ? { stores, of } : undefined,
    ),
  ];
}
