import { makeHourAxis, makeMoneySteps, makeWordAxis } from "./axis.js";
import { nameHour } from "./calendar.js";
import { type Figure, makeColumns } from "./figure.js";
import type { Messages } from "./locale/messages.js";
import { formatAmount, formatAmountShort, formatEuros, formatEurosShort, formatShare } from "./money.js";
import { addCells, addColumns, findHighest, tally } from "./tally.js";
import { heatColors, heatDark, heatInks, makeLayout } from "./theme.js";
import type { TimeSalesRow } from "./time-sales.js";

const weekdays = [1, 2, 3, 4, 5, 6, 7];

/**
 * Draws the revenue by weekday and hour as a heatmap in steps of round amounts; where nothing was sold it is empty.
 * The fields are bars, which stay sharp on paper, and not Plotly's heatmap, which is a picture of pixels.
 */
export function weekdayHours(rows: readonly TimeSalesRow[], messages: Messages): Figure {
  const { calendar, labels, numbers } = messages;
  const first = rows.reduce((hour, row) => Math.min(hour, row.hour), 23);
  const last = rows.reduce((hour, row) => Math.max(hour, row.hour), 0);
  const hours = Array.from({ length: Math.max(last - first + 1, 1) }, (_, i) => first + i);
  const cells = tally(
    rows,
    hours.length,
    weekdays.length,
    (row) => row.hour - first,
    (row) => row.weekday - 1,
  );
  const fields = cells
    .flatMap((row, h) => row.map((cell, d) => ({ ...cell, hour: hours[h]!, day: d })))
    .filter((field) => field.sales > 0);
  const all = addCells(fields).cents;
  const best = fields[findHighest(fields)]!;
  const steps = makeMoneySteps(fields.map((field) => field.cents));
  const data = steps.map((from, s) => {
    const to = steps[s + 1];
    const own = fields.filter(({ cents }) => cents >= from && (to === undefined || cents < to));
    const place = steps.length > 1 ? Math.round((s * (heatColors.length - 1)) / (steps.length - 1)) : 4;
    return {
      type: "bar",
      name: messages.weekdayHours.from(formatEurosShort(from, messages)),
      x: own.map(({ hour }) => hour + 0.5),
      base: own.map(({ day }) => day - 0.47),
      y: own.map(() => 0.94),
      width: 0.96,
      text: own.map(({ cents }) => (hours.length > 16 ? "" : formatAmountShort(cents, messages))),
      textposition: "inside",
      insidetextanchor: "middle",
      textangle: 0,
      textfont: { size: 10, color: heatInks[place] },
      customdata: own.map((field) => [
        `${calendar.weekday(field.day + 1)}, ${nameHour(field.hour, messages)}`,
        formatEuros(field.cents, messages),
        messages.counts.sales(field.sales),
      ]),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
      marker: { color: heatColors[place] },
    };
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
      xaxis: makeHourAxis(first, last + 1, messages),
      yaxis: { ...makeWordAxis(weekdays.map(calendar.weekday)), range: [weekdays.length - 0.5, -0.5] },
      meta: {
        name: "weekday-hours",
        title: messages.weekdayHours.title(
          calendar.weekday(best.day + 1),
          best.hour,
          best.hour + 1,
          formatShare(best.cents, all, messages),
        ),
        alt: describe(),
        table: {
          columns: makeColumns([labels.hour], [...weekdays.map(calendar.weekday), labels.all].map(numbers.inEuros)),
          rows: [...hours.map((hour) => nameHour(hour, messages)), labels.all].map((name, h) => {
            const row = cells[h] ?? addColumns(cells);
            return [name, ...[...row, addCells(row)].map((cell) => formatAmount(cell.cents, messages))];
          }),
        },
        dark: heatDark,
      },
    },
  };

  function describe(): string {
    const days = addColumns(cells);
    const day = findHighest(days);
    return messages.weekdayHours.alt({
      from: first,
      to: last + 1,
      revenue: formatEurosShort(all, messages),
      bestDay: calendar.weekday(best.day + 1),
      bestHour: nameHour(best.hour, messages),
      bestRevenue: formatEurosShort(best.cents, messages),
      day: calendar.weekday(day + 1),
      dayRevenue: formatEurosShort(days[day]!.cents, messages),
      share: formatShare(days[day]!.cents, all, messages),
    });
  }
}
