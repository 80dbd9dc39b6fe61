import { type DataDays, isCovered, type Period } from "@tillbook/pipeline";
import { makeMoneyAxis, makeWordAxis } from "./axis.js";
import { nameDayOfYear, nameWeek, nameWeekShort, nameWeekYear } from "./calendar.js";
import { sayChange, signChange } from "./comparison.js";
import { cutDays } from "./coverage.js";
import { labelEnds, placeOnAxis } from "./direct-labels.js";
import { type Figure, makeColumns, type Trace } from "./figure.js";
import type { GrowthFacts, Messages } from "./locale/index.js";
import { averageAmount, formatAmount, formatMoney, formatMoneyShort, headAmounts, toUnits } from "./money.js";
import { formatCount } from "./numbers.js";
import { count, max, min, type Quantity, quantity, sum } from "./quantity.js";
import { findExtremes } from "./ranking.js";
import { makeLayout, othersColor, palette } from "./theme.js";

/** What a store sold in an ISO week, Monday to Sunday (ISO 8601; DIN 1355-1). */
export interface WeekRow {
  /** MySQL's `yearweek(day, 3)`: 202609 is week 9 of 2026. */
  week: number;
  store: string;
  /** A DECIMAL as text. */
  revenue: string;
  sales: number;
  open_days: number;
  /** ISO dates of the first and the last day with sales. */
  first_day: string;
  last_day: string;
}

/** A week of all stores of the report. */
export interface Week {
  rows: readonly WeekRow[];
  /** The same week a year before, of all stores; undefined where the data doesn't have all of it, or no such week. */
  yearBefore: readonly WeekRow[] | undefined;
  /** The week before, likewise. */
  before: readonly WeekRow[] | undefined;
  isWhole: boolean;
}

/** So many weeks are shown: a year, and the week a year before the last. */
const mostWeeks = 53;
const heightPx = 320;
/** From so many weeks with a year before on, growth can be told. */
const fewestCompared = 6;

/**
 * Lists the last 53 ISO weeks up to a period's end that have sales, the earliest first. The data has all of a week as far as `isCovered`
 * sees.
 */
export function listWeeks(
  rows: readonly WeekRow[],
  { period, data }: { period: Pick<Period, "first" | "last">; data: DataDays },
): Week[] {
  const days = cutDays(data, { first: data.first, last: period.last });
  const groups = Map.groupBy(
    rows.filter(({ first_day }) => first_day <= period.last),
    ({ week }) => week,
  );
  const isWhole = (week: number): boolean => isCovered(findDays(week), days);
  const find = (week: number): readonly WeekRow[] | undefined => (isWhole(week) ? groups.get(week) : undefined);
  const weeks = [...groups.keys()].sort((a, b) => a - b);
  const last = weeks.at(-1);
  if (last === undefined) return [];
  const since = findMonday(last) - (mostWeeks - 1) * 7;
  return weeks
    .filter((week) => findMonday(week) >= since)
    .map((week) => ({
      rows: groups.get(week)!,
      yearBefore: find(week - 100),
      before: find(numberWeek(findMonday(week) - 7)),
      isWhole: isWhole(week),
    }));
}

/** The Monday of a week, in days since 1970: that of week 1 has the 4th of January. */
function findMonday(week: number): number {
  const fourth = Date.UTC(Math.floor(week / 100), 0, 4) / 86_400_000;
  return fourth - ((fourth + 3) % 7) + 7 * ((week % 100) - 1);
}

/** The week of a Monday: its year is that of its Thursday. */
function numberWeek(monday: number): number {
  const year = new Date((monday + 3) * 86_400_000).getUTCFullYear();
  return year * 100 + (monday - findMonday(year * 100 + 1)) / 7 + 1;
}

function findDays(week: number): { first: string; last: string } {
  const [first, last] = [0, 6].map((day) => new Date((findMonday(week) + day) * 86_400_000).toISOString().slice(0, 10));
  return { first: first!, last: last! };
}

function perDay(rows: readonly WeekRow[]): Quantity {
  return sum(rows, "revenue").over(sum(rows, "open_days"));
}

/** Names the week of some rows, with its days where the data has only a part of it. */
function nameWeekOf({ rows, isWhole }: Week, messages: Messages): string {
  const name = nameWeek(quantity(rows[0]!, "week"), messages);
  if (isWhole) return name;
  const { calendar } = messages;
  const [from, to] = [min(rows, "first_day"), max(rows, "last_day")];
  const days = from.equals(to)
    ? calendar.only(nameDayOfYear(from, messages))
    : calendar.span(nameDayOfYear(from, messages), nameDayOfYear(to, messages));
  return `${name} (${days})`;
}

/** A week that can be compared with the same one a year before. */
type ComparedWeek = Week & { yearBefore: readonly WeekRow[] };

function listCompared(weeks: readonly Week[]): ComparedWeek[] {
  return weeks.filter((week): week is ComparedWeek => week.isWhole && week.yearBefore !== undefined);
}

/**
 * Says how much more or less stores took per open day than in the same weeks a year before, and in how many weeks it was more; a change
 * is notable where more weeks rose than fell, or fewer, than by chance (a sign test: Dixon and Mood 1946, doi 10.1080/01621459.1946.10501898).
 * Weeks of which the data has only a part are named, and not compared. Markdown, a paragraph each.
 */
export function describeGrowth(weeks: readonly Week[], messages: Messages): string[] {
  const { growth } = messages;
  const parts = weeks.filter(({ isWhole }) => !isWhole).map((week) => nameWeekOf(week, messages));
  if (weeks.length - parts.length < 2) return [growth.tooShort];
  const compared = listCompared(weeks);
  return [
    compared.length === 0 ? growth.noYearBefore : growth.compared(compareYears(compared, messages)),
    ...(parts.length > 0 ? [growth.parts(parts)] : []),
  ];
}

function compareYears(weeks: readonly ComparedWeek[], messages: Messages): GrowthFacts {
  const { higher, lower } = countChanges(weeks);
  const [now, before] = [weeks.flatMap(({ rows }) => rows), weeks.flatMap(({ yearBefore }) => yearBefore)];
  const [difference, both] = [higher.minus(lower), higher.plus(lower)].map(Number) as [number, number];
  const isNotable = weeks.length >= fewestCompared && difference ** 2 > 4 * both;
  const like = weeks.map((week) => findLike(week.rows, week.yearBefore));
  const likeNow = like.flatMap((one) => one.now);
  const isAll = like.every((one) => one.isAll);
  const average = (rows: readonly WeekRow[]): string =>
    formatMoney(averageAmount(sum(rows, "revenue"), sum(rows, "open_days"), messages), messages);
  return {
    weeks: countWeeks(weeks),
    higher,
    lower,
    now: average(now),
    before: average(before),
    change: isNotable ? sayChange(perDay(now), perDay(before), messages) : undefined,
    likeForLike:
      isNotable && !isAll && likeNow.length > 0
        ? sayChange(perDay(likeNow), perDay(like.flatMap((one) => one.before)), messages)
        : undefined,
  };
}

/** Counts weeks, by a row of each. */
function countWeeks(weeks: readonly Week[]): Quantity {
  return count(weeks.map(({ rows }) => rows[0]!));
}

function countChanges(weeks: readonly ComparedWeek[]): { higher: Quantity; lower: Quantity } {
  const compare = ({ rows, yearBefore }: ComparedWeek): number => perDay(rows).compare(perDay(yearBefore));
  return {
    higher: countWeeks(weeks.filter((week) => compare(week) > 0)),
    lower: countWeeks(weeks.filter((week) => compare(week) < 0)),
  };
}

/** The rows of the stores that have sales in both weeks. */
function findLike(
  now: readonly WeekRow[],
  before: readonly WeekRow[],
): { now: WeekRow[]; before: WeekRow[]; isAll: boolean } {
  const [stores, storesBefore] = [now, before].map((rows) => new Set(rows.map(({ store }) => store)));
  const like = {
    now: now.filter(({ store }) => storesBefore!.has(store)),
    before: before.filter(({ store }) => stores!.has(store)),
  };
  return { ...like, isAll: like.now.length === now.length && like.before.length === before.length };
}

/**
 * Draws revenue per open day by week as a line, with that of the same week a year before in grey; weeks of which the data has only a part
 * are hollow and stand apart. Each line is named at its end. Its table has what was booked besides, and changes per open day.
 * @throws Error without weeks
 */
export function weeklySales(weeks: readonly Week[], messages: Messages): Figure {
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined) throw new Error("expected at least one week to draw, got none");
  const { growth, labels, calendar } = messages;
  const compared = listCompared(weeks);
  const parts = weeks.filter(({ isWhole }) => !isWhole);
  const start = findMonday(first.rows[0]!.week);
  const place = (week: Week): number => (findMonday(week.rows[0]!.week) - start) / 7;
  const amount = (rows: readonly WeekRow[]): Quantity =>
    averageAmount(sum(rows, "revenue"), sum(rows, "open_days"), messages);
  const series = [
    ...(compared.length > 0
      ? [{ label: growth.yearBefore, color: othersColor, weeks: compared, read: (w: Week) => w.yearBefore! }]
      : []),
    {
      label: growth.now,
      color: palette[0],
      weeks: weeks.filter(({ isWhole }) => isWhole),
      read: (w: Week) => w.rows,
    },
  ].filter((one) => one.weeks.length > 0);
  const lines = series.map(({ label, color, weeks: some, read }): Trace => {
    return {
      ...drawPoints(some, read),
      type: "scatter",
      mode: "lines+markers",
      name: label,
      line: { color, width: 2 },
      marker: { color, size: 4 },
    };
  });
  const hollow: Trace[] =
    parts.length === 0
      ? []
      : [
          {
            ...drawPoints(parts, (week) => week.rows),
            type: "scatter",
            mode: "markers",
            name: messages.monthlySales.part,
            marker: { color: "#ffffff", size: 7, line: { color: palette[0], width: 1.5 } },
          },
        ];
  const names = weeks.map((week) => nameWeekOf(week, messages));
  const span =
    weeks.length === 1
      ? names[0]!
      : calendar.span(
          nameWeek(quantity(first.rows[0]!, "week"), messages),
          nameWeek(quantity(last.rows[0]!, "week"), messages),
        );
  const { higher } = countChanges(compared);
  const extremes = findExtremes(
    weeks
      .filter(({ isWhole }) => isWhole)
      .map((week) => ({ revenue: amount(week.rows), sales: sum(week.rows, "sales"), week })),
  );
  const nameExtreme = (groups: readonly { revenue: Quantity; week: Week }[] | undefined): string =>
    groups?.length === 1
      ? `${nameWeekOf(groups[0]!.week, messages)}, ${formatMoneyShort(groups[0]!.revenue, messages)}`
      : "";
  const isCompared = compared.length >= fewestCompared;
  const xaxis = { ...makeWordAxis(makeTicks(), 4), showgrid: false };
  const yaxis = makeMoneyAxis(
    [...weeks.map(({ rows }) => amount(rows)), ...compared.map((w) => amount(w.yearBefore))],
    messages,
  );
  const ends = series.map(({ label, color, weeks: some, read }, trace) => {
    const week = some.at(-1)!;
    const [x = 0] = placeOnAxis([place(week)], xaxis);
    const [y = 0] = placeOnAxis([Number(amount(read(week)))], yaxis);
    return { text: label, color, trace, x, y };
  });
  return {
    data: [...lines, ...hollow],
    layout: {
      ...makeLayout(heightPx, series, messages),
      ...(series.length > 1 && labelEnds(ends, heightPx - 70, "dot")),
      xaxis,
      yaxis,
      meta: {
        name: "weekly-sales",
        ...(hollow.length > 0 && { subtitle: growth.hollow }),
        title: isCompared ? growth.title(higher, countWeeks(compared)) : growth.plainTitle(span),
        alt: growth.alt(
          span,
          nameExtreme(extremes?.highest),
          nameExtreme(extremes?.lowest),
          isCompared ? `${growth.title(higher, countWeeks(compared))}.` : "",
          parts.length === 0 ? undefined : messages.list(parts.map((week) => nameWeekOf(week, messages))),
        ),
        table: {
          columns: makeColumns(
            [growth.head],
            [
              labels.openDays,
              headAmounts(labels.revenue, messages),
              headAmounts(labels.perOpenDay, messages),
              growth.changeBefore,
              ...(compared.length > 0
                ? [headAmounts(growth.yearBefore, messages), growth.changeYear, growth.likeForLike]
                : []),
            ],
          ),
          rows: weeks.map((week, w) => [names[w]!, ...listFigures(week)]),
        },
      },
    },
  };

  function drawPoints(some: readonly Week[], read: (week: Week) => readonly WeekRow[]) {
    // a week without sales is a gap
    const known = new Map(some.map((week) => [place(week), week]));
    const [from, to] = [Math.min(...known.keys()), Math.max(...known.keys())];
    const x = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const rows = x.map((at) => known.get(at)).map((week) => (week ? { week, rows: read(week) } : undefined));
    return {
      x,
      y: rows.map((one) => (one ? toUnits(amount(one.rows), messages) : null)),
      connectgaps: false,
      customdata: rows.map((one) =>
        one ? [nameWeek(quantity(one.rows[0]!, "week"), messages), formatMoney(amount(one.rows), messages)] : ["", ""],
      ),
      hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    };
  }

  /** Every fourth week has a name, and the first of each year the year below it. */
  function makeTicks(): string[] {
    const known = new Map(weeks.map((week) => [place(week), week.rows[0]!]));
    const step = weeks.length > 14 ? 4 : 1;
    let year: number | undefined;
    return Array.from({ length: place(last!) + 1 }, (_, i) => {
      const row = known.get(i);
      if (row === undefined || i % step !== 0) return "";
      const week = quantity(row, "week");
      const own = Math.floor(row.week / 100);
      const text = nameWeekShort(week, messages) + (own === year ? "" : `<br>${nameWeekYear(week)}`);
      year = own;
      return text;
    });
  }

  function listFigures({ rows, isWhole, before, yearBefore }: Week): string[] {
    const change = (now: readonly WeekRow[], other: readonly WeekRow[] | undefined): string =>
      (isWhole && other !== undefined && now.length > 0 && signChange(perDay(now), perDay(other), messages)) || "–";
    const like = findLike(rows, yearBefore ?? []);
    return [
      formatCount(sum(rows, "open_days"), messages),
      formatAmount(sum(rows, "revenue"), messages),
      formatAmount(amount(rows), messages),
      change(rows, before),
      ...(compared.length > 0
        ? [
            yearBefore === undefined ? "–" : formatAmount(amount(yearBefore), messages),
            change(rows, yearBefore),
            change(like.now, yearBefore && like.before),
          ]
        : []),
    ];
  }
}
