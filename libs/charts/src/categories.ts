import { makeMoneyAxis, makeWordAxis } from "./axis.js";
import { type ComparedCategories, listCompared } from "./category-changes.js";
import { signChange } from "./comparison.js";
import { makeTable } from "./data-table.js";
import { type Figure, makeColumns, type Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { formatAmount, formatMoney, formatMoneyShort, headAmounts, toUnits } from "./money.js";
import { formatCount, formatShare } from "./numbers.js";
import { namePeriod } from "./periods.js";
import { countDistinct, type Quantity, sum } from "./quantity.js";
import { findLeader } from "./ranking.js";
import { compareGroups, joinUnnamed } from "./sentences.js";
import { findCarrier } from "./store-peaks.js";
import { addCells, type Cell, groupRows } from "./tally.js";
import { escapeMarkdown, escapePlotly, isolateName, shortenNames } from "./text.js";
import { actualColor, makeLayout, othersColor } from "./theme.js";

/** A row of `category_sales`: what a store took with a category; an empty one is sales without a category. */
export interface CategoryRow {
  store: string;
  category: string;
  /** A DECIMAL as text. */
  revenue: string;
  sales: number;
}

/** Sales of a store, of any categories, and how many open days they were made on. */
export interface SoldRow {
  store: string;
  revenue: string;
  sales: number;
  open_days: number;
}

/** A category of the report, or what stands in its table besides. */
interface Line extends Cell {
  name: string;
  rows: readonly CategoryRow[];
}

/** So many bars are drawn; the table has all. */
const mostBars = 15;

/** From so many categories on it is said what the largest three bring in together. */
const [fewest, largest] = [5, 3];

/** Whether any sales have a category. */
export function hasCategories(rows: readonly CategoryRow[]): boolean {
  return rows.some(({ category }) => category !== "");
}

/** Groups the rows by category, the highest revenue first, ties by name; those without one are left out. */
function listCategories(rows: readonly CategoryRow[]): Line[] {
  const groups = groupRows(
    rows.filter(({ category }) => category !== ""),
    ({ category }) => category,
  );
  return groups.map((group) => ({ ...group, name: group.key })).sort((a, b) => b.revenue.compare(a.revenue));
}

/**
 * Says which category brings in the most, what the three largest do together, where one store alone makes the first one that, and how
 * much has no category. Markdown; empty where no sales have one.
 * @param all  sales of all categories
 */
export function describeCategories(rows: readonly CategoryRow[], all: readonly SoldRow[], messages: Messages): string {
  const named = rows.filter(({ category }) => category !== "");
  if (named.length === 0) return "";
  const groups = listCategories(rows).map((line) => ({ ...line, name: escapeMarkdown(line.name) }));
  const [size, whole] = [countDistinct(named, "category"), sum(all, "revenue")];
  const { categories, when } = messages;
  const compared = compareGroups("category", groups, size, whole, messages, ({ highest }) => {
    const carrier = findLeader(groups) && findCarrier(named, ({ category }) => category);
    const first = groups.slice(0, largest).map(({ revenue }) => revenue);
    return [
      categories.best(size, highest),
      ...(carrier
        ? [when.carried(escapeMarkdown(messages.nameStore(carrier.store)), escapeMarkdown(carrier.without))]
        : []),
      ...(groups.length >= fewest && whole.sign > 0
        ? [categories.largest(formatShare(sum(first), whole, messages))]
        : []),
    ].join(" ");
  });
  return joinUnnamed(compared, rows, named, categories.unnamed, messages);
}

/**
 * Draws the revenue of each category as a bar, the highest on top, at most 15 of them; further ones together, and sales without a
 * category, are grey. The table has all, each with its part of the revenue, its lines, and the change per open day.
 * @param all  sales of all categories, of which further ones are what is left
 * @param compared  periods that the categories are compared with
 * @returns undefined where no sales have a category, and of one category alone
 */
export function categories(
  rows: readonly CategoryRow[],
  all: readonly SoldRow[],
  compared: readonly ComparedCategories[],
  messages: Messages,
): Figure | undefined {
  if (!hasCategories(rows)) return undefined;
  const { labels, categories: words } = messages;
  const lines = listCategories(rows);
  const whole: Line = { name: labels.all, rows, revenue: sum(all, "revenue"), sales: sum(all, "sales") };
  const unnamed = rows.filter(({ category }) => category === "");
  const nameless: Line[] =
    unnamed.length === 0 ? [] : [{ name: words.none, rows: unnamed, ...addCells(groupRows(unnamed, () => "")) }];
  const left = subtract(whole, [...lines, ...nameless]);
  // those that the table of results doesn't have
  const unknown: Line[] = left.sales.sign > 0 ? [{ name: words.others, rows: [], ...left }] : [];
  const drawn = lines.slice(0, lines.length > mostBars ? mostBars - 1 : mostBars);
  const rest = subtract(whole, [...drawn, ...nameless]);
  const others: Line[] = rest.sales.sign > 0 ? [{ name: words.others, rows: [], ...rest }] : [];
  const bars = [...drawn, ...others, ...nameless];
  if (bars.length < 2) return undefined;
  return {
    data: [drawBars(bars, drawn.length, whole.revenue, messages)],
    layout: {
      ...makeLayout(64 + 20 * bars.length, [], messages),
      bargap: 0.3,
      xaxis: {
        ...makeMoneyAxis(
          bars.map(({ revenue }) => revenue),
          messages,
          0.55, // the texts beyond the bars fit on a phone, too
        ),
        side: "bottom",
      },
      yaxis: {
        ...makeWordAxis(
          shortenNames(
            bars.map(({ name }) => name),
            28,
          ).map(escapePlotly),
        ),
        range: [bars.length - 0.5, -0.5],
      },
      meta: {
        name: "categories",
        title: makeTitle(lines, messages),
        subtitle: messages.subtitles.revenueBy("category", messages.numbers.currency.symbol),
        alt: words.alt(
          countDistinct(
            rows.filter(({ category }) => category !== ""),
            "category",
          ),
          formatMoneyShort(whole.revenue, messages),
          bars.map((line) => `${isolateName(line.name)} ${formatMoneyShort(line.revenue, messages)}`),
        ),
        table: tabulate(),
      },
    },
  };

  function tabulate() {
    const periods = listCompared(rows, compared);
    const share = (line: Line): string[] =>
      whole.revenue.sign > 0 ? [formatShare(line.revenue, whole.revenue, messages)] : [];
    return makeTable<Line>(
      makeColumns(
        [labels.category],
        [
          headAmounts(labels.revenue, messages),
          ...(whole.revenue.sign > 0 ? [messages.storeTable.share] : []),
          labels.sales,
          ...periods.map(({ period }) => labels.changePerDay(namePeriod(period, messages))),
        ],
      ),
      [...lines, ...unknown, ...nameless],
      whole,
      (line) => [
        isolateName(line.name),
        formatAmount(line.revenue, messages),
        ...share(line),
        formatCount(line.sales, messages),
        ...periods.map((other) => sayChange(line, other)),
      ],
    );
  }

  function sayChange(line: Line, { rows: before, all: allBefore }: ComparedCategories): string {
    if (line.rows.length === 0) return "–";
    const then = line === whole ? allBefore : before.filter(({ category }) => category === line.rows[0]!.category);
    const [days, daysBefore] = [sum(all, "open_days"), sum(allBefore, "open_days")];
    const [mean, meanBefore] = [line.revenue.over(days), sum<{ revenue: string }>(then, "revenue").over(daysBefore)];
    return (then.length > 0 && signChange(mean, meanBefore, messages)) || "–";
  }
}

function drawBars(bars: readonly Line[], named: number, whole: Quantity, messages: Messages): Trace {
  const share = ({ revenue }: Line): string => (whole.sign > 0 ? ` (${formatShare(revenue, whole, messages)})` : "");
  return {
    type: "bar",
    orientation: "h",
    y: bars.map((_, b) => b),
    x: bars.map(({ revenue }) => toUnits(revenue, messages)),
    text: bars.map((bar) => `\u00a0${formatMoneyShort(bar.revenue, messages)}${share(bar)}\u00a0`),
    textposition: "outside",
    constraintext: "none",
    textfont: { size: 12 },
    cliponaxis: false,
    customdata: bars.map((bar) => [
      escapePlotly(bar.name),
      `${formatMoney(bar.revenue, messages)}${share(bar)}`,
      messages.counts.sales(bar.sales),
    ]),
    hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
    marker: { color: bars.map((_, b) => (b < named ? actualColor : othersColor)) },
  };
}

/** What is left of a whole without some parts. */
function subtract(whole: Cell, parts: readonly Cell[]): Cell {
  const { revenue, sales } = addCells(parts);
  return { revenue: whole.revenue.minus(revenue), sales: whole.sales.minus(sales) };
}

/** Names the category that alone brings in the most, and not by one store alone. */
function makeTitle(lines: readonly Line[], messages: Messages): string {
  const { title, plainTitle } = messages.categories;
  const best = findLeader(lines);
  const carrier = findCarrier(
    lines.flatMap(({ rows }) => rows),
    ({ category }) => category,
  );
  return best && carrier === undefined
    ? title(isolateName(best.name), formatMoneyShort(best.revenue, messages))
    : plainTitle;
}
