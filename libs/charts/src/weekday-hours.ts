import { makeHourAxis, makeSteps, makeWordAxis } from "./axis.js";
import { listHours, nameHour } from "./calendar.js";
import { type Figure, makeColumns, type Table, type Trace } from "./figure.js";
import { roundScaled } from "./fraction.js";
import type { Messages } from "./locale/index.js";
import { type Amount, averageAmount, formatAmount, formatMoney, formatMoneyShort, headAmounts } from "./money.js";
import { formatCount, formatNumber, formatPercent } from "./numbers.js";
import { Quantity, sum, toQuantity } from "./quantity.js";
import { findLeader, type Group, rankGroups } from "./ranking.js";
import { findCarrier } from "./store-peaks.js";
import { addCells, type Cell, tally } from "./tally.js";
import { heatColors, heatDark, heatInks, makeLayout } from "./theme.js";
import { listTimed, type TimeSalesRow } from "./time-rows.js";
import { findNotable, type HourVariation } from "./variation.js";
import { getOpenDays, listWeekdays, type Weekday } from "./weekdays.js";

/** An hour of a day of the week; its `revenue` is a part of a week's, or, where a week takes nothing, an amount per open day. */
interface Field extends Group {
  hour: Quantity;
  /** Place of the day among those of the chart. */
  day: number;
  /** What was booked in it. */
  booked: Cell;
}

/** How values of fields are rounded and written, so that what reads the same has the same colour. */
interface Unit {
  decimals: number;
  /** In a field, and elsewhere. */
  write: (value: Quantity) => string;
  format: (value: Amount) => string;
}

/**
 * Draws the mean revenue of each hour of each day of the week, per open day, as a part of a week's, in steps from zero: a heatmap.
 * Where nothing was sold it is empty; days of the week without sales are left out, and so are sales without a time of day.
 * The fields are bars, which stay sharp on paper, and not Plotly's heatmap, which is a picture of pixels.
 * @param variation  of hours, as `measureHours` measures it; by default every difference counts
 */
export function weekdayHours(sales: readonly TimeSalesRow[], messages: Messages, variation?: HourVariation): Figure {
  const rows = listTimed(sales);
  const hours = listHours(rows);
  const timed = new Set(rows.map(({ weekday }) => weekday));
  // a day is open at whatever hour, also where no sale of it has a time
  const days = listWeekdays(sales, messages).filter(({ weekday }) => timed.has(weekday));
  const [first, end] = [Number(hours[0]), Number(hours.at(-1)) + 1];
  const places = new Map(days.map(({ weekday }, d) => [weekday, d]));
  const cells = tally(
    rows,
    hours.length,
    days.length,
    (row) => row.hour - first,
    (row) => places.get(row.weekday) ?? -1,
  );
  const perDay = cells.map((row) => row.map(({ revenue }, d) => revenue.over(days[d]!.openDays ?? 1)));
  // by day, since evidence of a sum of all fields behind each of them would be long
  const dayMeans = days.map(({ weekday, openDays }) =>
    sum(
      rows.filter((row) => row.weekday === weekday),
      "revenue",
    ).over(openDays ?? 1),
  );
  const week = sum(dayMeans);
  const isShare = week.sign > 0;
  const values = isShare ? perDay.map((row) => row.map((value) => value.over(week))) : perDay;
  const unit: Unit = isShare
    ? {
        decimals: 3,
        write: (value) => formatNumber(value.times(100), 1, messages),
        format: (value) => formatPercent(value, messages),
      }
    : { decimals: 0, write: () => "", format: (value) => formatMoneyShort(value, messages) };
  const fields = cells.flatMap((row, h) =>
    row.flatMap((booked, day): Field[] => {
      const name = `${days[day]!.name} ${nameHour(hours[h]!, messages)}`;
      const { sales } = booked;
      return sales.sign > 0 ? [{ name, hour: hours[h]!, day, booked, revenue: values[h]![day]!, sales }] : [];
    }),
  );
  // steps are counted in tenths of what is rounded to
  const scale = 10n ** BigInt(unit.decimals + 1);
  const round = ({ revenue }: Field): bigint => 10n * roundScaled(revenue, scale / 10n);
  const steps = makeSteps(fields.map(round), 10n);
  const data = steps.map((from, s): Trace => {
    const to = steps[s + 1];
    const own = fields.filter((field) => round(field) >= from && (to === undefined || round(field) < to));
    const place = steps.length > 1 ? Math.round((s * (heatColors.length - 1)) / (steps.length - 1)) : 4;
    const shared = {
      type: "bar",
      name: messages.weekdayHours.from(unit.format(findStep(s))),
      marker: { color: heatColors[place]! },
      showlegend: true,
    } as const;
    // a step without fields is a bar of no height, so that the legend has all of the scale
    if (own.length === 0) return { ...shared, x: [first + 0.5], base: [0], y: [0], hoverinfo: "skip" };
    return {
      ...shared,
      x: own.map(({ hour }) => Number(hour) + 0.5),
      base: own.map(({ day }) => day - 0.47),
      y: own.map(() => 0.94),
      width: 0.96,
      text: own.map(({ revenue }) => (hours.length > 16 ? "" : unit.write(revenue))),
      textposition: "inside",
      insidetextanchor: "middle",
      textangle: 0,
      textfont: { size: 11.5, color: heatInks[place]! },
      customdata: own.map((field) => [
        field.name,
        unit.format(field.revenue),
        messages.weekdayHours.booked(formatMoney(field.booked.revenue, messages)),
        messages.counts.sales(field.booked.sales),
      ]),
      hovertemplate:
        "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>",
    };
  });
  return {
    data,
    layout: {
      ...makeLayout(
        72 + 44 * days.length,
        data.map(({ name }) => ({ label: name ?? "" })),
        messages,
      ),
      barmode: "overlay",
      uniformtext: { minsize: 8, mode: "hide" },
      xaxis: makeHourAxis(first, end, messages),
      yaxis: { ...makeWordAxis(days.map(({ name }) => name)), range: [days.length - 0.5, -0.5] },
      meta: {
        name: "weekday-hours",
        title: makeTitle(),
        subtitle: messages.subtitles.weekdayHours(isShare),
        alt: describe(),
        table: makeTable(),
        dark: heatDark,
      },
    },
  };

  /** Computes where a step begins from the highest value, so that verify can do so too. */
  function findStep(s: number): Quantity {
    const fix = (value: bigint): Quantity => new Quantity(value, scale, { kind: "constant" });
    const [highest] = fields.map(({ revenue }) => revenue).sort((a, b) => b.compare(a));
    const step = fix((steps[1] ?? 10n) - (steps[0] ?? 0n));
    const last = highest!.round(unit.decimals).over(step).minus("0.5").round().times(step);
    const begin = last.minus(fix(steps.at(-1)! - steps[s]!));
    return begin.equals(fix(steps[s]!)) ? begin : fix(steps[s]!);
  }

  function makeTitle(): string {
    const best = isShare ? findPeak() : undefined;
    if (!best) return messages.weekdayHours.plainTitle(isShare);
    return messages.weekdayHours.title(days[best.day]!.name, best.hour, best.hour.plus(1), unit.format(best.revenue));
  }

  /** Finds the field that alone is the highest, beyond what hours vary by themselves, and not by one store alone. */
  function findPeak(): Field | undefined {
    const carrier = findCarrier(rows, ({ weekday, hour }) => `${weekday} ${hour}`, getOpenDays);
    if (carrier !== undefined) return undefined;
    if (!variation) return findLeader(fields);
    const { highest } = findNotable(
      fields.map((field) => ({
        field,
        mean: Number(field.revenue),
        days: days[field.day]!.days,
        variation: variation.hours.get(Number(field.hour)) ?? Number.POSITIVE_INFINITY,
      })),
    );
    return highest?.length === 1 ? highest[0]!.field : undefined;
  }

  function describe(): string {
    return messages.weekdayHours.alt({
      from: hours[0]!,
      to: hours.at(-1)!.plus(1),
      isShare,
      highest: rankGroups(fields, toQuantity(0), messages, unit.format)?.highest,
      lowest: rankGroups(fields, toQuantity(0), messages, unit.format)?.lowest,
    });
  }

  function makeTable(): Table {
    const { labels } = messages;
    const addDay = (d: number): Quantity => dayMeans[d]!.over(week);
    const line = (label: string, read: (day: Weekday, d: number) => string): string[] => [label, ...days.map(read)];
    const hasOpenDays = days.every(({ openDays }) => openDays !== undefined);
    const booked = (d: number): Cell => addCells(cells.map((row) => row[d]!));
    return {
      columns: makeColumns(
        [labels.hour],
        days.map(({ name }) => name),
      ),
      rows: [
        ...hours.map((hour, h) => line(nameHour(hour, messages), (_, d) => unit.format(values[h]![d]!))),
        ...(isShare ? [line(labels.all, (_, d) => unit.format(addDay(d)))] : []),
        ...(hasOpenDays
          ? [
              line(headAmounts(labels.perOpenDay, messages), ({ openDays }, d) =>
                formatAmount(averageAmount(booked(d).revenue, openDays!, messages), messages),
              ),
              line(labels.openDays, ({ openDays }) => formatCount(openDays!, messages)),
            ]
          : []),
        line(headAmounts(labels.booked, messages), (_, d) => formatAmount(booked(d).revenue, messages)),
      ],
    };
  }
}
