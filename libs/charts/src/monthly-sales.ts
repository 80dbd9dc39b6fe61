import { makeMoneyAxis, makeWordAxis } from "./axis.js";
import { makeCalendar, numberMonth, readMonth } from "./calendar.js";
import { tabulateAmounts } from "./data-table.js";
import type { Figure, Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { formatMoney, formatMoneyShort, toUnits } from "./money.js";
import { findLeader, rankGroups } from "./ranking.js";
import { countStores, nameStores, rankStores, splitStores } from "./stores.js";
import { addCells, addSigns, expectRows, groupRows, tally } from "./tally.js";
import { escapePlotly, isolateName } from "./text.js";
import { makeLayout } from "./theme.js";

/** One row of the table `monthly_sales`: a month and a store. */
export interface MonthlySalesRow {
  year: number;
  /** 1 to 12. */
  month: number;
  store: string;
  /** A DECIMAL as text. */
  revenue: string;
  sales: number;
}

/**
 * Draws the revenue per month and store as grouped bars; more than 14 months become quarters, years or decades.
 * Where there are more stores than colours, the bars are stacked: beside that of all other stores they would be too low to see.
 * @param ranking  stores in the order of their colours; by default by revenue in these rows
 */
export function monthlySales(rows: readonly MonthlySalesRow[], messages: Messages, ranking = rankStores(rows)): Figure {
  expectRows(rows);
  const { unit, periods, findPeriod } = makeCalendar(rows.map(readMonth), messages);
  const { series, hasOthers, findSeries } = splitStores(ranking, messages, rows);
  const cells = tally(
    rows,
    periods.length,
    series.length,
    (row) => findPeriod(numberMonth(row)),
    (row) => findSeries(row.store),
  );
  const totals = cells.map(addCells);
  const groups = periods.map(({ name }, p) => ({ name, ...totals[p]! })).filter(({ sales }) => sales.sign > 0);
  const named = rows.filter(({ store }) => store !== "");
  const stores = groupRows(named, (row) => row.store).map(({ key, ...cell }) => ({ name: isolateName(key), ...cell }));
  const [from, to] = [periods[0]!.name, periods.at(-1)!.name];
  const span = periods.length > 1 ? messages.calendar.span(from, to) : from;
  const data = series.map(
    ({ name, label, color }, s): Trace => ({
      type: "bar",
      name: label,
      x: periods.map((_, p) => p),
      y: cells.map((row) => toUnits(row[s]!.revenue, messages)),
      customdata: periods.map((period, p) => [
        escapePlotly(name),
        period.name,
        formatMoney(cells[p]![s]!.revenue, messages),
        messages.counts.sales(cells[p]![s]!.sales),
      ]),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<br>%{customdata[3]}<extra></extra>",
      marker: { color },
    }),
  );
  const ends = hasOthers
    ? cells.map(addSigns).flatMap(({ above, below }) => [above, below])
    : cells.flatMap((row) => row.map((cell) => cell.revenue));
  return {
    data,
    layout: {
      ...makeLayout(400, series, messages),
      barmode: hasOthers ? "relative" : "group",
      bargap: hasOthers ? 0.4 : 0.22,
      bargroupgap: 0.06,
      xaxis: makeWordAxis(
        periods.map((period) => period.tick),
        4,
      ),
      yaxis: makeMoneyAxis(ends, messages),
      meta: {
        name: "monthly-sales",
        title: makeTitle(),
        alt: describe(),
        table: tabulateAmounts(
          messages.calendar.units[unit],
          series.map(({ name }) => name),
          periods.map(({ name }, p) => ({ name, cells: cells[p]! })),
          messages,
        ),
      },
    },
  };

  function makeTitle(): string {
    const { title, plainTitle } = messages.monthlySales;
    const [best, largest] = [findLeader(groups)?.name, findLeader(stores)?.name];
    return title(best, unit, largest, countStores(named)) || plainTitle(nameStores(ranking, messages, rows), span);
  }

  function describe(): string {
    const all = addCells(totals).revenue;
    return messages.monthlySales.alt({
      unit,
      isStacked: hasOthers,
      stores: nameStores(ranking, messages, rows),
      span,
      revenue: formatMoneyShort(all, messages),
      highest: undefined,
      lowest: undefined,
      ...rankGroups(groups, all, messages, formatMoneyShort),
      largestStore: rankGroups(stores, all, messages, formatMoneyShort)?.highest,
    });
  }
}
