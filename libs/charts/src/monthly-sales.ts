import type { DataDays } from "@tillbook/pipeline";
import { makeMoneyAxis, makeWordAxis } from "./axis.js";
import { makeCalendar, numberMonth, readMonth } from "./calendar.js";
import { hasMonths, hasOpenDays, type MonthRow, namePart, readMonthMean } from "./coverage.js";
import { tabulateAmounts } from "./data-table.js";
import { findMiddles, labelEnds, placeOnAxis } from "./direct-labels.js";
import type { Figure } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { formatMoney, formatMoneyShort, toUnits } from "./money.js";
import { hatchParts, makePartLegend } from "./part-pattern.js";
import { findLeader, rankGroups } from "./ranking.js";
import { countStores, nameStores, rankStores, splitStores } from "./stores.js";
import { addCells, addSigns, expectRows, groupRows, tally } from "./tally.js";
import { escapePlotly, isolateName } from "./text.js";
import { makeLayout } from "./theme.js";
import { findNotable } from "./variation.js";

/** One row of the table `monthly_sales`: a month and a store. */
export interface MonthlySalesRow {
  year: number;
  /** 1 to 12. */
  month: number;
  store: string;
  /** A DECIMAL as text. */
  revenue: string;
  sales: number;
  /** Days with sales in that store, and the first and last of them, ISO dates. Rows of one's own need none of what follows. */
  open_days?: number;
  first_day?: string;
  last_day?: string;
  /** Rows below zero, and what they are together: a DECIMAL as text. */
  refunds?: number;
  refunded?: string;
  /** Rows of nothing. */
  zero_sales?: number;
  /** Rows of which the file has no time or no article. */
  without_time?: number;
  without_article?: number;
  /** 0 where they can't be told apart. */
  receipts?: number;
  /** How much was sold, a DECIMAL as text; null where a row of the files doesn't say. */
  quantity?: string | null;
}

const heightPx = 400;

/** Between bars that are stacked. */
const bargap = 0.4;

/**
 * Draws the revenue per month and store as grouped bars; more than 14 months become quarters, years or decades.
 * Where there are more stores than colours, the bars are stacked, their pieces named beside the last: beside that of all other stores
 * they would be too low to see.
 * Those of which the data has only a part are hatched, and are never the strongest; the strongest by what was booked is called that
 * only where it is so per open day, too.
 * @param ranking  stores in the order of their colours; by default by revenue in these rows
 * @param days  that the data has; by default all of the months
 * @param variation  of a day, as `measureDays` measures it; by default every difference counts
 */
export function monthlySales(
  rows: readonly MonthlySalesRow[],
  messages: Messages,
  ranking = rankStores(rows),
  days?: DataDays,
  variation = 0,
): Figure {
  expectRows(rows);
  const { unit, periods: all, findPeriod } = makeCalendar(rows.map(readMonth), messages);
  const ofPeriod = Map.groupBy(rows, (row) => findPeriod(numberMonth(row)));
  const periods = all.map((period, p) => {
    const isWhole = hasMonths(period.first, period.last, days);
    const { name, first, last } = period;
    return {
      ...period,
      isWhole,
      name: isWhole ? name : namePart(name, [first, last], ofPeriod.get(p) ?? [], messages),
    };
  });
  const { series, hasOthers, findSeries } = splitStores(ranking, messages, rows);
  const cells = tally(
    rows,
    periods.length,
    series.length,
    (row) => findPeriod(numberMonth(row)),
    (row) => findSeries(row.store),
  );
  const totals = cells.map(addCells);
  const groups = periods
    .map(({ name, isWhole }, p) => ({ name, isWhole, rows: ofPeriod.get(p) ?? [], ...totals[p]! }))
    .filter(({ sales, isWhole }) => isWhole && sales.sign > 0);
  const whole = periods.map(({ isWhole }) => isWhole);
  const firstPart = periods.findIndex(({ isWhole }) => !isWhole);
  const legend = firstPart < 0 ? [] : [makePartLegend(firstPart, messages, hasOthers ? undefined : "0")];
  const parts = periods.filter(({ isWhole }) => !isWhole).map(({ name }) => name);
  const named = rows.filter(({ store }) => store !== "");
  const stores = groupRows(named, (row) => row.store).map(({ key, ...cell }) => ({
    name: isolateName(messages.nameStore(key)),
    ...cell,
  }));
  const [from, to] = [periods[0]!.name, periods.at(-1)!.name];
  const span = periods.length > 1 ? messages.calendar.span(from, to) : from;
  const data = series.flatMap(({ name, label, color }, s) =>
    hatchParts(
      {
        name: label,
        x: periods.map((_, p) => p),
        y: cells.map((row) => toUnits(row[s]!.revenue, messages)),
        customdata: periods.map((period, p) => [
          escapePlotly(name),
          period.name,
          formatMoney(cells[p]![s]!.revenue, messages),
          messages.counts.sales(cells[p]![s]!.sales),
        ]),
        hovertemplate:
          "<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<br>%{customdata[3]}<extra></extra>",
        marker: { color },
      },
      whole,
      String(s),
      !hasOthers,
    ),
  );
  const ends = hasOthers
    ? cells.map(addSigns).flatMap(({ above, below }) => [above, below])
    : cells.flatMap((row) => row.map((cell) => cell.revenue));
  const xaxis = makeWordAxis(
    periods.map((period) => period.tick),
    4,
  );
  const yaxis = makeMoneyAxis(ends, messages);
  const names = hasOthers ? labelLast() : undefined;
  const subtitle = messages.subtitles.revenueBy(unit, messages.numbers.currency.symbol);
  return {
    data: names ? data : [...data, ...legend],
    layout: {
      ...makeLayout(heightPx, [...series, ...legend.map(() => ({ label: messages.monthlySales.part }))], messages),
      ...names,
      barmode: hasOthers ? "relative" : "group",
      bargap: hasOthers ? bargap : 0.22,
      bargroupgap: 0.06,
      xaxis,
      yaxis,
      meta: {
        name: "monthly-sales",
        title: makeTitle(),
        subtitle: names && parts.length > 0 ? `${subtitle}; ${messages.monthlySales.hatched}` : subtitle,
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

  /** Names the pieces of the last bar, where each store has one. */
  function labelLast(): ReturnType<typeof labelEnds> {
    const last = cells.at(-1)!.map(({ revenue }) => Number(revenue));
    if (last.includes(0)) return undefined;
    const [x = 1] = placeOnAxis([periods.length - 1 + (1 - bargap) / 2], xaxis);
    const heights = placeOnAxis(findMiddles(last), yaxis);
    return labelEnds(
      series.map(({ label, color }, s) => {
        const trace = data.findIndex(({ name }) => name === label);
        return { text: label, color, trace, x, y: heights[s]! };
      }),
      heightPx - 70,
    );
  }

  function makeTitle(): string {
    const { title, plainTitle } = messages.monthlySales;
    const [best, largest] = [findLeader(groups), findLeader(stores)?.name];
    return (
      title(best && isStrongest(best.rows) ? best.name : undefined, unit, largest, countStores(named)) ||
      plainTitle(nameStores(ranking, messages, rows), span)
    );
  }

  /** Whether the days of a period stand out alone, or aren't known. */
  function isStrongest(best: readonly MonthlySalesRow[]): boolean {
    if (!hasOpenDays(rows)) return true;
    const means = groups.map(({ rows: own }) => ({ own, ...readMonthMean(own as readonly MonthRow[], variation) }));
    const { highest } = findNotable(means);
    return highest?.length === 1 && highest[0]!.own === best;
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
      parts: parts.length === 0 ? undefined : messages.list(parts),
    });
  }
}
