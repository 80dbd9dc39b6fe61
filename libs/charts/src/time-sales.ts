import { makeHourAxis, makeMoneyAxis } from "./axis.js";
import { listHours, nameHour } from "./calendar.js";
import { tabulateAmounts } from "./data-table.js";
import { type DirectLabel, labelEnds, placeOnAxis } from "./direct-labels.js";
import type { Figure, Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { formatMoney, formatMoneyShort, toUnits } from "./money.js";
import { formatRanked, rankGroups } from "./ranking.js";
import { drawWhole, nameStores, rankStores, splitStores } from "./stores.js";
import { addCells, tally } from "./tally.js";
import { escapePlotly } from "./text.js";
import { makeLayout } from "./theme.js";
import { listTimed, type TimeSalesRow } from "./time-rows.js";
import type { HourVariation } from "./variation.js";
import { findPeakHour } from "./when.js";

const heightPx = 380;

/**
 * Draws the revenue by hour of the day as areas, stacked by store, the largest store at the bottom, each named at its right end; as one
 * area where the largest stores make less than half of it. Sales without a time of day are left out.
 * @param ranking  stores in the order of their colours; by default by revenue in these rows
 * @param variation  of hours, as `measureHours` measures it; by default every difference counts
 */
export function timeSales(
  all: readonly TimeSalesRow[],
  messages: Messages,
  ranking = rankStores(all),
  variation?: HourVariation,
): Figure {
  const rows = listTimed(all);
  const hours = listHours(rows);
  const [first, end] = [Number(hours[0]), Number(hours.at(-1)) + 1];
  const { series, hasOthers, findSeries } = splitStores(ranking, messages, all);
  const cells = tally(
    rows,
    hours.length,
    series.length,
    (row) => row.hour - first,
    (row) => findSeries(row.store),
  );
  const totals = cells.map(addCells);
  const sum = addCells(totals).revenue;
  const groups = hours
    .map((hour, h) => ({ hour, name: nameHour(hour, messages), ...totals[h]! }))
    .filter(({ sales }) => sales.sign > 0);
  // An hour's sales stand in its middle; a single hour is an area from its begin to its end.
  const points =
    hours.length > 1
      ? hours.map((hour, h) => ({ x: Number(hour) + 0.5, h }))
      : [0, 1].map((x) => ({ x: first + x, h: 0 }));
  const drawn = drawWhole({ series, hasOthers, cells }, messages);
  const isStacked = drawn.series.length > 1;
  const data = drawn.series.map(
    ({ name, label, color }, s): Trace => ({
      type: "scatter",
      mode: "lines",
      stackgroup: "stores",
      name: label,
      x: points.map(({ x }) => x),
      y: points.map(({ h }) => toUnits(drawn.cells[h]![s]!.revenue, messages)),
      customdata: points.map(({ h }) => [
        escapePlotly(name),
        nameHour(hours[h]!, messages),
        formatMoney(drawn.cells[h]![s]!.revenue, messages),
        messages.counts.sales(drawn.cells[h]![s]!.sales),
      ]),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<br>%{customdata[3]}<extra></extra>",
      line: { color: "#ffffff", width: 0.8 },
      fillcolor: color,
      marker: { color },
    }),
  );
  const money = makeMoneyAxis(
    totals.map((total) => total.revenue),
    messages,
  );
  return {
    data,
    layout: {
      ...makeLayout(heightPx, drawn.series, messages),
      ...(isStacked && labelEnds(listEnds(), heightPx - 50)),
      xaxis: makeHourAxis(first, end, messages),
      yaxis: money,
      meta: {
        name: "time-sales",
        title: makeTitle(),
        subtitle: messages.subtitles.revenueBy("hour", messages.numbers.currency.symbol),
        alt: describe(),
        table: tabulateAmounts(
          messages.labels.hour,
          series.map(({ name }) => name),
          hours.map((hour, h) => ({ name: nameHour(hour, messages), cells: cells[h]! })),
          messages,
        ),
      },
    },
  };

  /** Where each area ends: in the middle of its height in the last hour. */
  function listEnds(): DirectLabel[] {
    let top = 0;
    const middles = cells.at(-1)!.map(({ revenue }) => {
      top += Number(revenue);
      return top - Number(revenue) / 2;
    });
    const [x = 1] = placeOnAxis([points.at(-1)!.x], { range: [first, end] });
    const heights = placeOnAxis(middles, money);
    return series.map(({ label, color }, trace) => ({ text: label, color, trace, x, y: heights[trace]! }));
  }

  function makeTitle(): string {
    const best = findPeakHour(rows, messages, variation);
    if (!best) return messages.timeSales.plainTitle;
    const { share } = formatRanked([best], sum, messages);
    return messages.timeSales.title(best.hour, best.hour.plus(1), share);
  }

  function describe(): string {
    return messages.timeSales.alt({
      isStacked,
      from: hours[0]!,
      to: hours.at(-1)!.plus(1),
      stores: nameStores(ranking, messages, all),
      revenue: formatMoneyShort(sum, messages),
      highest: rankGroups(groups, sum, messages, formatMoneyShort)?.highest,
    });
  }
}
