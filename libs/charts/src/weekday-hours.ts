import { makeHourAxis, makeMoneySteps, makeWordAxis } from "./axis.js";
import { listHours, nameHour } from "./calendar.js";
import { tabulateAmounts } from "./data-table.js";
import type { Figure, Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { fixAmount, formatAmountShort, formatMoney, formatMoneyShort, toCents } from "./money.js";
import type { Quantity } from "./quantity.js";
import { findLeader, formatRanked, rankGroups } from "./ranking.js";
import { addCells, addColumns, tally } from "./tally.js";
import { heatColors, heatDark, heatInks, makeLayout } from "./theme.js";
import { listTimed, type TimeSalesRow } from "./time-sales.js";

const weekdays = [1, 2, 3, 4, 5, 6, 7];

/**
 * Draws the revenue by weekday and hour as a heatmap in steps of round amounts; where nothing was sold it is empty.
 * Sales without a time of day are left out.
 * The fields are bars, which stay sharp on paper, and not Plotly's heatmap, which is a picture of pixels.
 */
export function weekdayHours(sales: readonly TimeSalesRow[], messages: Messages): Figure {
  const rows = listTimed(sales);
  const { calendar } = messages;
  const hours = listHours(rows);
  const [first, end] = [Number(hours[0]), Number(hours.at(-1)) + 1];
  const cells = tally(
    rows,
    hours.length,
    weekdays.length,
    (row) => row.hour - first,
    (row) => row.weekday - 1,
  );
  const fields = cells
    .flatMap((row, h) => row.map((cell, d) => ({ ...cell, hour: hours[h]!, day: d })))
    .filter((field) => field.sales.sign > 0)
    .map((field) => ({ ...field, name: `${calendar.weekday(field.day + 1)}, ${nameHour(field.hour, messages)}` }));
  const all = addCells(fields).revenue;
  const steps = makeMoneySteps(
    fields.map((field) => field.revenue),
    messages,
  );
  const data = steps.map((from, s) => {
    const to = steps[s + 1];
    const own = fields.filter(({ revenue }) => {
      const cents = toCents(revenue, messages);
      return cents >= from && (to === undefined || cents < to);
    });
    const place = steps.length > 1 ? Math.round((s * (heatColors.length - 1)) / (steps.length - 1)) : 4;
    return {
      type: "bar",
      name: messages.weekdayHours.from(formatMoneyShort(findStep(from), messages)),
      x: own.map(({ hour }) => Number(hour) + 0.5),
      base: own.map(({ day }) => day - 0.47),
      y: own.map(() => 0.94),
      width: 0.96,
      text: own.map(({ revenue }) => (hours.length > 16 ? "" : formatAmountShort(revenue, messages))),
      textposition: "inside",
      insidetextanchor: "middle",
      textangle: 0,
      textfont: { size: 10, color: heatInks[place] },
      customdata: own.map((field) => [
        field.name,
        formatMoney(field.revenue, messages),
        messages.counts.sales(field.sales),
      ]),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
      marker: { color: heatColors[place] },
    } satisfies Trace;
  });
  return {
    data,
    layout: {
      ...makeLayout(
        380,
        data.map(({ name }) => ({ label: name })),
        messages,
      ),
      barmode: "overlay",
      uniformtext: { minsize: 8, mode: "hide" },
      xaxis: makeHourAxis(first, end, messages),
      yaxis: { ...makeWordAxis(weekdays.map(calendar.weekday)), range: [weekdays.length - 0.5, -0.5] },
      meta: {
        name: "weekday-hours",
        title: makeTitle(),
        alt: describe(),
        table: tabulateAmounts(
          messages.labels.hour,
          weekdays.map(calendar.weekday),
          hours.map((hour, h) => ({ name: nameHour(hour, messages), cells: cells[h]! })),
          messages,
        ),
        dark: heatDark,
      },
    },
  };

  /** Computes where a step begins from the lowest amount, so that verify can do so too. */
  function findStep(from: bigint): Quantity {
    const [lowest] = fields.map(({ revenue }) => revenue).sort((a, b) => a.compare(b));
    const step = fixAmount((steps[1] ?? steps[0]! * 2n) - steps[0]!, messages);
    const first = lowest!.over(step).minus("0.5").round().times(step);
    const begin = first.plus(fixAmount(from - steps[0]!, messages));
    return toCents(begin, messages) === from ? begin : fixAmount(from, messages);
  }

  function makeTitle(): string {
    const best = findLeader(fields);
    if (!best) return messages.weekdayHours.plainTitle;
    const { share } = formatRanked([best], all, messages);
    return messages.weekdayHours.title(calendar.weekday(best.day + 1), best.hour, best.hour.plus(1), share);
  }

  function describe(): string {
    const days = addColumns(cells)
      .map((cell, d) => ({ ...cell, name: calendar.weekday(d + 1) }))
      .filter(({ sales }) => sales.sign > 0);
    return messages.weekdayHours.alt({
      from: hours[0]!,
      to: hours.at(-1)!.plus(1),
      revenue: formatMoneyShort(all, messages),
      highest: rankGroups(fields, all, messages, formatMoneyShort)?.highest,
      highestDay: rankGroups(days, all, messages, formatMoneyShort)?.highest,
    });
  }
}
