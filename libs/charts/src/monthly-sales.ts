import { makeMoneyAxis, makeWordAxis } from "./axis.js";
import { makeCalendar, numberMonth } from "./calendar.js";
import { type Figure, makeColumns } from "./figure.js";
import type { Messages } from "./locale/messages.js";
import { formatAmount, formatEuros, formatEurosShort, toEuros } from "./money.js";
import { headAmounts, rankStores, splitStores } from "./stores.js";
import { addCells, addColumns, addSigns, type Cell, expectRows, findHighest, findLowest, tally } from "./tally.js";
import { escapePlotly } from "./text.js";
import { makeLayout } from "./theme.js";

/** One row of the table `monthly_sales`: a month and a store. */
export interface MonthlySalesRow {
  year: number;
  /** 1 to 12. */
  month: number;
  store: string;
  /** Euros, a DECIMAL as text. */
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
  const { unit, periods, findPeriod } = makeCalendar(rows.map(numberMonth), messages);
  const { series, hasOthers, findSeries } = splitStores(ranking, messages);
  const cells = tally(
    rows,
    periods.length,
    series.length,
    (row) => findPeriod(numberMonth(row)),
    (row) => findSeries(row.store),
  );
  const totals = cells.map(addCells);
  const best = findHighest(totals);
  const data = series.map(({ name, label, color }, s) => ({
    type: "bar",
    name: label,
    x: periods.map((_, p) => p),
    y: cells.map((row) => toEuros(row[s]!.cents)),
    customdata: periods.map((period, p) => [
      escapePlotly(name),
      period.name,
      formatEuros(cells[p]![s]!.cents, messages),
      messages.counts.sales(cells[p]![s]!.sales),
    ]),
    hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<br>%{customdata[3]}<extra></extra>",
    marker: { color },
  }));
  const ends = hasOthers
    ? cells.map(addSigns).flatMap(({ above, below }) => [above, below])
    : cells.flatMap((row) => row.map((cell) => cell.cents));
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
        table: {
          columns: makeColumns([messages.calendar.units[unit]], headAmounts(series, messages)),
          rows: [...periods.map((period) => period.name), messages.labels.all].map((name, p) => {
            const row = cells[p] ?? addColumns(cells);
            return [name, ...[...row, addCells(row)].map((cell) => formatAmount(cell.cents, messages))];
          }),
        },
      },
    },
  };

  function makeTitle(): string {
    const [store, period] = [ranking[0]!, periods[best]!.name];
    const title = messages.monthlySales.title(
      periods.length > 1 ? period : undefined,
      unit,
      ranking.length > 1 ? store : undefined,
      ranking.length,
    );
    return title || messages.monthlySales.titleOfOne(store, period);
  }

  function describe(): string {
    const worst = findLowest(totals);
    const [from, to] = [periods[0]!.name, periods.at(-1)!.name];
    const revenue = (cell: Cell): string => formatEurosShort(cell.cents, messages);
    return messages.monthlySales.alt({
      unit,
      isStacked: hasOthers,
      stores: ranking.length,
      span: periods.length > 1 ? messages.calendar.span(from, to) : from,
      revenue: revenue(addCells(totals)),
      best: periods[best]!.name,
      bestRevenue: revenue(totals[best]!),
      worst: periods[worst]!.name,
      worstRevenue: revenue(totals[worst]!),
      store: ranking[0]!,
      storeRevenue: revenue(addColumns(cells)[findSeries(ranking[0]!)]!),
    });
  }
}
