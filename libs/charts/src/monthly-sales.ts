import { makeMoneyAxis, makeWordAxis } from "./axis.js";
import { makeCalendar, numberMonth } from "./calendar.js";
import { type Figure, makeColumns } from "./figure.js";
import { formatAmount, formatEuros, formatEurosShort, formatNumberOf, toEuros } from "./money.js";
import { rankStores, splitStores } from "./stores.js";
import { addCells, addColumns, expectRows, findHighest, findLowest, tally } from "./tally.js";
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
 * @param ranking  stores in the order of their colours; by default by revenue in these rows
 */
export function monthlySales(rows: readonly MonthlySalesRow[], ranking = rankStores(rows)): Figure {
  expectRows(rows);
  const { unit, periods, findPeriod } = makeCalendar(rows.map(numberMonth));
  const { series, findSeries } = splitStores(ranking);
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
      formatEuros(cells[p]![s]!.cents),
      formatNumberOf(cells[p]![s]!.sales, "sale"),
    ]),
    hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<br>%{customdata[3]}<extra></extra>",
    marker: { color },
  }));
  const bars = cells.flatMap((row) => row.map((cell) => cell.cents));
  return {
    data,
    layout: {
      ...makeLayout(400, series),
      barmode: "group",
      bargap: 0.22,
      bargroupgap: 0.06,
      xaxis: makeWordAxis(
        periods.map((period) => period.tick),
        4,
      ),
      yaxis: makeMoneyAxis(bars),
      meta: {
        name: "monthly-sales",
        title: makeTitle(unit, periods, best, ranking),
        alt: describe(),
        table: {
          columns: makeColumns(
            [unit[0]!.toUpperCase() + unit.slice(1)],
            [...series.map((s) => `${s.name} (€)`), "All (€)"],
          ),
          rows: [...periods.map((period) => period.name), "All"].map((name, p) => {
            const row = cells[p] ?? addColumns(cells);
            return [name, ...[...row, addCells(row)].map((cell) => formatAmount(cell.cents))];
          }),
        },
      },
    },
  };

  function describe(): string {
    const all = addCells(totals).cents;
    const worst = findLowest(totals);
    const span = periods.length > 1 ? `${periods[0]!.name} to ${periods.at(-1)!.name}` : periods[0]!.name;
    return [
      `Grouped bars: revenue per ${unit} of ${formatNumberOf(ranking.length, "store")}, ${span}.`,
      `Together ${formatEurosShort(all)}.`,
      `Highest: ${periods[best]!.name} with ${formatEurosShort(totals[best]!.cents)}.`,
      `Lowest: ${periods[worst]!.name} with ${formatEurosShort(totals[worst]!.cents)}.`,
      `Largest store: ${ranking[0]} with ${formatEurosShort(addColumns(cells)[findSeries(ranking[0]!)]!.cents)}.`,
    ].join(" ");
  }
}

function makeTitle(
  unit: string,
  periods: readonly { name: string }[],
  best: number,
  ranking: readonly string[],
): string {
  const store = ranking.length > 1 ? `${ranking[0]} is the largest of ${formatNumberOf(ranking.length, "store")}` : "";
  const period = periods.length > 1 ? `${periods[best]!.name} was the strongest ${unit}` : "";
  return [period, store].filter(Boolean).join(", ") || `Revenue of ${ranking[0]} in ${periods[0]!.name}`;
}
