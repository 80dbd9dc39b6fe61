import { makeHourAxis, makeMoneyAxis } from "./axis.js";
import { nameHour } from "./calendar.js";
import { type Figure, makeColumns } from "./figure.js";
import type { Messages } from "./locale/messages.js";
import { formatAmount, formatEuros, formatEurosShort, formatShare, toEuros } from "./money.js";
import { headAmounts, rankStores, splitStores } from "./stores.js";
import { addCells, addColumns, findHighest, tally } from "./tally.js";
import { escapePlotly } from "./text.js";
import { makeLayout } from "./theme.js";

/** One row of the table `time_sales`: an hour, a weekday and a store. */
export interface TimeSalesRow {
  /** 0 to 23: sales from `hour`:00 on, before the next full hour. */
  hour: number;
  /** ISO: 1 (Monday) to 7 (Sunday). */
  weekday: number;
  store: string;
  /** Euros, a DECIMAL as text. */
  revenue: string;
  sales: number;
}

/**
 * Draws the revenue by hour of the day as areas, stacked by store, the largest store at the bottom.
 * @param ranking  stores in the order of their colours; by default by revenue in these rows
 */
export function timeSales(rows: readonly TimeSalesRow[], messages: Messages, ranking = rankStores(rows)): Figure {
  const first = rows.reduce((hour, row) => Math.min(hour, row.hour), 23);
  const last = rows.reduce((hour, row) => Math.max(hour, row.hour), 0);
  const hours = Array.from({ length: Math.max(last - first + 1, 1) }, (_, i) => first + i);
  const { series, findSeries } = splitStores(ranking, messages);
  const cells = tally(
    rows,
    hours.length,
    series.length,
    (row) => row.hour - first,
    (row) => findSeries(row.store),
  );
  const totals = cells.map(addCells);
  const all = addCells(totals).cents;
  const best = findHighest(totals);
  // An hour's sales stand in its middle; a single hour is an area from its begin to its end.
  const points =
    hours.length > 1 ? hours.map((hour, h) => ({ x: hour + 0.5, h })) : [0, 1].map((x) => ({ x: first + x, h: 0 }));
  const data = series.map(({ name, label, color }, s) => ({
    type: "scatter",
    mode: "lines",
    stackgroup: "stores",
    name: label,
    x: points.map(({ x }) => x),
    y: points.map(({ h }) => toEuros(cells[h]![s]!.cents)),
    customdata: points.map(({ h }) => [
      escapePlotly(name),
      nameHour(hours[h]!, messages),
      formatEuros(cells[h]![s]!.cents, messages),
      messages.counts.sales(cells[h]![s]!.sales),
    ]),
    hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<br>%{customdata[3]}<extra></extra>",
    line: { color: "#ffffff", width: 0.8 },
    fillcolor: color,
    marker: { color },
  }));
  const money = makeMoneyAxis(
    totals.map((total) => total.cents),
    messages,
  );
  const { labels } = messages;
  return {
    data,
    layout: {
      ...makeLayout(380, series, messages),
      xaxis: makeHourAxis(first, last + 1, messages),
      yaxis: money,
      meta: {
        name: "time-sales",
        title: messages.timeSales.title(
          hours[best]!,
          hours[best]! + 1,
          formatShare(totals[best]!.cents, all, messages),
        ),
        alt: describe(),
        table: {
          columns: makeColumns([labels.hour], headAmounts(series, messages)),
          rows: [...hours.map((hour) => nameHour(hour, messages)), labels.all].map((name, h) => {
            const row = cells[h] ?? addColumns(cells);
            return [name, ...[...row, addCells(row)].map((cell) => formatAmount(cell.cents, messages))];
          }),
        },
      },
    },
  };

  function describe(): string {
    return messages.timeSales.alt({
      from: first,
      to: last + 1,
      stores: ranking.length,
      revenue: formatEurosShort(all, messages),
      best: nameHour(hours[best]!, messages),
      bestRevenue: formatEurosShort(totals[best]!.cents, messages),
      share: formatShare(totals[best]!.cents, all, messages),
    });
  }
}
