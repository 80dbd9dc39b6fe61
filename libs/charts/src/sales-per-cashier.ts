import { makeMoneyAxis, makeWordAxis } from "./axis.js";
import { makeTable } from "./data-table.js";
import { type Figure, makeColumns, type Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import {
  averageAmount,
  formatAmount,
  formatMoney,
  formatMoneyShort,
  headAmounts,
  parseCents,
  toUnits,
} from "./money.js";
import { formatCount, formatRatio } from "./numbers.js";
import { count, median as findMedian, type Quantity, sum } from "./quantity.js";
import { findLeader, type Group, rankGroups } from "./ranking.js";
import { countStores, rankStores, splitStores } from "./stores.js";
import { addRows, type Cell, expectRows, readCell } from "./tally.js";
import { escapePlotly, isolateName, shortenNames } from "./text.js";
import { makeLayout, othersColor } from "./theme.js";

/** One row of the table `sales_per_cashier`: a store and a cashier. */
export interface SalesPerCashierRow {
  store: string;
  /** Empty for sales whose file names no cashier. */
  cashier: string;
  /** A DECIMAL as text. */
  revenue: string;
  sales: number;
  /** Receipts that the cashier began; 0 where they can't be told apart, as those of the store in `monthly_sales` say. */
  receipts?: number;
}

/** Stands where a cashier's sales name no store. */
const none = "–";

/** Cashiers with a bar of their own; all further ones share one. */
const shown = 20;

interface Bar extends Cell {
  name: string;
  /** Place in the legend; undefined for the bar of the others. */
  series: number | undefined;
  /** Where the cashier works, or how many the others are. */
  where: string;
}

/**
 * Draws the revenue per cashier as sorted bars, coloured by store; beyond the top 20 one bar shows the average of the others.
 * Sales without a cashier are left out.
 * @param ranking  stores in the order of their colours; by default by revenue in these rows
 */
export function salesPerCashier(
  rows: readonly SalesPerCashierRow[],
  messages: Messages,
  ranking = rankStores(rows),
): Figure {
  const sorted = rankCashiers(rows);
  expectRows(sorted);
  const groups = sorted.map(
    (row): Group => ({
      name: messages.salesPerCashier.inStore(
        isolateName(messages.nameCashier(row.cashier)),
        isolateName(messages.nameStore(row.store)),
      ),
      ...readCell(row),
    }),
  );
  const { series, findSeries } = splitStores(ranking, messages, rows);
  const top = sorted.length > shown + 1 ? sorted.slice(0, shown) : sorted;
  const rest = sorted.slice(top.length);
  const bars = top.map(
    (row): Bar => ({
      name: messages.nameCashier(row.cashier),
      series: findSeries(row.store),
      where: row.store || none,
      ...readCell(row),
    }),
  );
  // The chart has an average that can be compared; the table has what they took together.
  const own = [...bars];
  if (rest.length > 0) {
    const { averageOfOthers, allStores, others } = messages.salesPerCashier;
    const where = nameStoreCount() ? allStores : none;
    const [all, size] = [addRows(rest), count(rest)];
    const average = { revenue: averageAmount(all.revenue, size, messages), sales: all.sales.over(size) };
    own.push({ ...all, name: others(size), where, series: undefined });
    bars.push({ ...average, name: averageOfOthers(size), where, series: undefined });
  }
  const legend = [...series.map(({ label, color }, s) => ({ label, color, s }))];
  const traces = [...legend, { label: messages.labels.others, color: othersColor, s: undefined }].map(
    ({ label, color, s }) => {
      const drawn = bars.map((bar, b) => ({ ...bar, b })).filter((bar) => bar.series === s);
      return {
        type: "bar",
        orientation: "h",
        name: label,
        y: drawn.map((bar) => bar.b),
        x: drawn.map((bar) => toUnits(bar.revenue, messages)),
        text: drawn.map((bar) => `\u00a0${formatMoneyShort(bar.revenue, messages)}`),
        textposition: "outside",
        constraintext: "none",
        textfont: { size: 12 },
        cliponaxis: false,
        customdata: drawn.map((bar) => [
          escapePlotly(bar.name),
          escapePlotly(bar.where),
          formatMoney(bar.revenue, messages),
          messages.counts.sales(bar.sales),
        ]),
        hovertemplate:
          "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>",
        width: 0.72,
        marker: { color },
        showlegend: s !== undefined,
      } satisfies Trace;
    },
  );
  const money = makeMoneyAxis(
    bars.map((bar) => bar.revenue),
    messages,
    0.1,
  );
  const median = findMedian(sorted, "revenue");
  const { labels } = messages;
  return {
    data: traces.filter((trace) => trace.y.length > 0),
    layout: {
      ...makeLayout(104 + 16 * bars.length, series, messages),
      barmode: "overlay",
      bargap: 0.28,
      xaxis: money,
      yaxis: {
        ...makeWordAxis(
          shortenNames(
            bars.map((bar) => bar.name),
            28,
          ).map(escapePlotly),
        ),
        range: [bars.length - 0.5, -0.5],
      },
      meta: {
        name: "sales-per-cashier",
        title: makeTitle(),
        subtitle: messages.subtitles.revenueBy("cashier", messages.numbers.currency.symbol),
        alt: describe(),
        table: makeTable(
          makeColumns([labels.cashier, labels.store], [labels.sales, headAmounts(labels.revenue, messages)]),
          own,
          {
            ...addRows(sorted),
            name: labels.all,
            where: nameStoreCount() && messages.salesPerCashier.allStores,
            series: undefined,
          },
          (line) => [line.name, line.where, formatCount(line.sales, messages), formatAmount(line.revenue, messages)],
        ),
      },
    },
  };

  function nameCashiers(): string {
    const { counts, salesPerCashier } = messages;
    return groups.length === 1
      ? groups[0]!.name
      : salesPerCashier.inStore(counts.cashiers(count(sorted)), nameStoreCount());
  }

  function nameStoreCount(): string {
    const stores = countStores(rows);
    return stores.sign === 0 ? "" : messages.counts.stores(stores);
  }

  function makeTitle(): string {
    const { title, plainTitle } = messages.salesPerCashier;
    const best = findLeader(groups);
    if (!best) return plainTitle(nameCashiers());
    // "1.0 times" says nothing
    const isAbove = groups.length > 2 && median.sign > 0 && best.revenue.compare(median.times("1.05")) >= 0;
    const times = isAbove ? formatRatio(best.revenue, median, messages) : undefined;
    return title(best.name, formatMoneyShort(best.revenue, messages), times);
  }

  function describe(): string {
    const short = (amount: Quantity): string => formatMoneyShort(amount, messages);
    return messages.salesPerCashier.alt({
      cashiers: nameCashiers(),
      highest: rankGroups(groups, sum(sorted, "revenue"), messages, formatMoneyShort)?.highest,
      median: short(median),
      others: rest.length > 0 ? { count: count(rest), revenue: short(bars.at(-1)!.revenue) } : undefined,
    });
  }
}

/** Sorts cashiers by revenue, highest first; ties by store and name. Rows without a cashier are left out. */
export function rankCashiers<R extends SalesPerCashierRow>(rows: readonly R[]): R[] {
  const named = rows.filter(({ cashier }) => cashier !== "");
  return named.sort((a, b) => {
    const [x, y] = [parseCents(a.revenue), parseCents(b.revenue)];
    if (x !== y) return x > y ? -1 : 1;
    return a.store !== b.store ? (a.store < b.store ? -1 : 1) : a.cashier < b.cashier ? -1 : 1;
  });
}
