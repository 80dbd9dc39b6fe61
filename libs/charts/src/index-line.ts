import type { DataDays } from "@tillbook/pipeline";
import { adjustedPerDay, type MonthWeekday, type UsualShares } from "./adjusted.js";
import { type MonthNumber, makeMonthTicks, nameMonth, numberMonth, readMonth } from "./calendar.js";
import { isWholeMonth, type MonthRow, namePart } from "./coverage.js";
import { type Figure, makeColumns, type Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { toUnits } from "./money.js";
import { formatNumber } from "./numbers.js";
import { type Quantity, sum, toQuantity } from "./quantity.js";
import { makeLayout, numberAxis, palette, wordAxis } from "./theme.js";
import { findNotable } from "./variation.js";

/** A month as parts of the mean of all whole months, times 100. */
export interface IndexMonth {
  key: MonthNumber;
  month: Quantity;
  /** Its rows where the data has only a part of it. */
  part?: readonly MonthRow[];
  /** Per open day of the stores that are open in all months, adjusted for weekdays. */
  adjusted: Quantity;
  /** What all stores booked. */
  booked: Quantity;
  /** Most days of a weekday's sum, for how much the mean varies. */
  days: number;
}

/** Months below this are no line. */
const leastMonths = 3;

/** So much room is kept behind the last month, for what the lines are. */
const endRoom = 0.42;

/**
 * Lists months as an index of those that the data has in whole; none of fewer than three of these, or where a mean isn't above zero.
 * @param rows  of the stores that have sales in all months
 * @param booked  of all stores
 */
export function listIndex(
  rows: readonly MonthWeekday[],
  booked: readonly MonthRow[],
  usual: UsualShares,
  data: DataDays,
): IndexMonth[] {
  const [days, sums] = [Map.groupBy(rows, numberMonth), Map.groupBy(booked, numberMonth)];
  const months = [...sums]
    .filter(([key]) => days.has(key))
    .sort(([a], [b]) => a - b)
    .map(([key, own]) => {
      const month = days.get(key)!;
      return {
        key,
        month: readMonth(own[0]!),
        ...(!isWholeMonth(own[0]!, data) && { part: own }),
        adjusted: adjustedPerDay(month, usual),
        booked: sum(own, "revenue"),
        days: Math.max(...[...Map.groupBy(own, ({ store }) => store).values()].map(countDays)),
      };
    });
  const whole = months.filter(isWhole);
  if (whole.length < leastMonths) return [];
  const [mean, meanBooked] = [
    sum(whole.map(({ adjusted }) => adjusted)).over(whole.length),
    sum(whole.map((month) => month.booked)).over(whole.length),
  ];
  if (mean.sign <= 0 || meanBooked.sign <= 0) return [];
  return months.map((month) => ({
    ...month,
    adjusted: month.adjusted.over(mean).times(100),
    booked: month.booked.over(meanBooked).times(100),
  }));
}

/** Names the months that the data has only in part, each with its days. */
export function namePartMonths(months: readonly IndexMonth[], messages: Messages): string[] {
  return months.filter((month) => !isWhole(month)).map((month) => nameOf(month, messages));
}

function nameOf({ key, month, part }: IndexMonth, messages: Messages): string {
  const name = nameMonth(month, messages);
  return part ? namePart(name, [key, key], part, messages) : name;
}

function isWhole({ part }: IndexMonth): boolean {
  return part === undefined;
}

function countDays(rows: readonly MonthRow[]): number {
  return rows.reduce((days, { open_days }) => days + open_days, 0);
}

/** Finds whether the last whole month alone is the strongest, or the weakest, beyond what days vary by themselves. */
export function findExtremeMonth(
  all: readonly IndexMonth[],
  variation: number,
): { month: IndexMonth; isHighest: boolean } | undefined {
  const months = all.filter(isWhole);
  const means = months.map((month) => ({ month, mean: Number(month.adjusted), days: month.days, variation }));
  const { highest, lowest } = findNotable(means);
  for (const [some, isHighest] of [
    [highest, true],
    [lowest, false],
  ] as const)
    if (some?.length === 1 && some[0]!.month.key === months.at(-1)?.key) return { month: some[0]!.month, isHighest };
  return undefined;
}

/**
 * Draws what was sold per open day, adjusted and like for like, as a line, and in grey what was booked; the mean of the months is
 * 100. A month that the data has only in part is a hollow point, which stands apart.
 * @param months  as `listIndex` lists them
 * @param stores  how many there are that have sales in all months, e.g. "11 stores"; undefined where those are all
 */
export function indexLine(
  all: readonly IndexMonth[],
  messages: Messages,
  variation: number,
  stores: string | undefined,
): Figure | undefined {
  const months = all.filter(isWhole);
  const parts = all.filter((month) => !isWhole(month));
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const { index: words } = messages.firstPage;
  const lines = [
    { name: words.booked, color: "#7b8794", width: 1.5, read: (month: IndexMonth) => month.booked },
    { name: words.adjusted, color: palette[0], width: 2.75, read: (month: IndexMonth) => month.adjusted },
  ];
  const values = lines.flatMap(({ read }) => months.map((month) => Number(read(month))));
  const axis = makeAxis([...values, ...parts.map(({ adjusted }) => Number(adjusted)), 100], messages);
  const [firstKey, lastKey] = [all[0]!.key, all.at(-1)!.key];
  const places = months.map(({ key }) => key - firstKey);
  const known = new Map(all.map(({ key, month }) => [key, month]));
  const keys = Array.from({ length: lastKey - firstKey + 1 }, (_, i) => firstKey + i);
  const ticks = thin(
    makeMonthTicks(
      keys.map((key) => known.get(key) ?? toQuantity(key)),
      messages,
    ),
  );
  const [adjustedEnd, bookedEnd] = [last.adjusted, last.booked];
  const [bottom, top] = axis.range;
  const apart = spread(Number(adjustedEnd), Number(bookedEnd), (top - bottom) * 0.15);
  const name = (month: IndexMonth): string => nameOf(month, messages);
  const names = months.map(name);
  const number = (value: Quantity): string => formatNumber(value, 0, messages);
  const extreme = findExtremeMonth(months, variation);
  return {
    data: [
      ...lines.map(({ name, color, width, read }) => ({
        type: "scatter" as const,
        mode: "lines" as const,
        name,
        x: places,
        y: months.map((month) => toUnits(read(month), messages)),
        customdata: months.map((month, m) => [names[m]!, formatNumber(read(month), 1, messages)]),
        hovertemplate: `<b>%{customdata[0]}</b><br>${name}: %{customdata[1]}<extra></extra>`,
        line: { color, width },
      })),
      ...lines.map(({ name, color, read }) => ({
        type: "scatter" as const,
        mode: "markers" as const,
        name,
        x: places.slice(-1),
        y: [toUnits(read(last), messages)],
        hoverinfo: "skip" as const,
        marker: { color, size: 8 },
      })),
      ...(parts.length === 0 ? [] : [drawParts()]),
    ],
    layout: {
      ...makeLayout(300, [], messages),
      showlegend: false,
      xaxis: {
        ...wordAxis,
        range: [-0.5, (lastKey - firstKey) * (1 + endRoom) + 0.6],
        tickvals: ticks.map(({ place }) => place),
        ticktext: ticks.map(({ text }) => text),
        tickangle: 0,
        tickfont: { size: 11 },
      },
      yaxis: axis,
      annotations: [
        { value: adjustedEnd, y: apart[0], name: words.adjusted, color: palette[0], isBold: true },
        { value: bookedEnd, y: apart[1], name: words.booked, color: "#52606d", isBold: false },
      ].map(({ value, y, name, color, isBold }) => {
        const text = `${number(value)} ${name}`;
        return {
          ...{
            x: lastKey - firstKey,
            yref: "y domain" as const,
            y: (y - bottom) / (top - bottom),
            xanchor: "left" as const,
            yanchor: "middle" as const,
            showarrow: false,
            xshift: 8,
          },
          ...{ align: "left" as const, text: isBold ? `<b>${text}</b>` : text, font: { size: 11, color } },
        };
      }),
      meta: {
        name: "index",
        title: extreme ? words.title(nameMonth(extreme.month.month, messages), extreme.isHighest) : words.plainTitle,
        alt: words.alt({
          from: names[0]!,
          to: names.at(-1)!,
          adjusted: number(adjustedEnd),
          booked: number(bookedEnd),
          lowest: number(lowest(months.map(({ adjusted }) => adjusted))),
          highest: number(
            lowest(
              months.map(({ adjusted }) => adjusted),
              -1,
            ),
          ),
          stores,
          parts: parts.length === 0 ? undefined : messages.list(namePartMonths(all, messages)),
        }),
        table: {
          columns: makeColumns([messages.calendar.units.month], [words.adjustedHead, words.bookedHead]),
          rows: all.map((month) => [
            name(month),
            formatNumber(month.adjusted, 1, messages),
            isWhole(month) ? formatNumber(month.booked, 1, messages) : "–",
          ]),
        },
      },
    },
  };

  function drawParts(): Trace {
    return {
      type: "scatter",
      mode: "markers",
      name: messages.monthlySales.part,
      x: parts.map(({ key }) => key - firstKey),
      y: parts.map(({ adjusted }) => toUnits(adjusted, messages)),
      customdata: parts.map((month) => [name(month), formatNumber(month.adjusted, 1, messages)]),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
      marker: { color: "#ffffff", size: 8, line: { color: palette[0], width: 2 } },
    };
  }
}

function lowest(values: readonly Quantity[], sign = 1): Quantity {
  return [...values].sort((a, b) => sign * a.compare(b))[0]!;
}

/** Leaves out months without a text, and every second where there are more than eight. */
function thin(texts: readonly string[]): { text: string; place: number }[] {
  const ticks = texts.map((text, place) => ({ text, place })).filter(({ text }) => text !== "");
  return ticks.length <= 8 ? ticks : ticks.filter(({ text }, t) => t % 2 === 0 || text.includes("<br>"));
}

/** Moves two heights apart, so that what stands there can be read. */
function spread(a: number, b: number, least: number): [number, number] {
  const missing = least - Math.abs(a - b);
  if (missing <= 0) return [a, b];
  const up = a >= b ? 1 : -1;
  return [a + (up * missing) / 2, b - (up * missing) / 2];
}

/** Makes an axis that holds all values in at most six round steps. */
function makeAxis(values: readonly number[], messages: Messages): typeof numberAxis & { range: [number, number] } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000].find((size) => (most - least) / size <= 5) ?? 5000;
  const [first, last] = [Math.floor(least / step), Math.ceil(most / step)];
  const tickvals = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return {
    ...numberAxis,
    zeroline: false,
    range: [(first - 0.2) * step, (last + 0.2) * step],
    tickvals,
    ticktext: tickvals.map((tick) => formatNumber(toQuantity(tick), 0, messages)),
  };
}
