import { type DataDays, findShownInTrend, type Period as ReportPeriod } from "@tillbook/pipeline";
import { makeMoneyAxis, makeWordAxis } from "./axis.js";
import { makeMonthTicks, nameMonth, numberMonth, readMonth } from "./calendar.js";
import { cutDays, isWholeMonth, type MonthRow, nameMonthOf } from "./coverage.js";
import { type Figure, makeColumns } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { averageAmount, formatAmount, formatMoney, formatMoneyShort, headAmounts, toUnits } from "./money.js";
import { formatCount } from "./numbers.js";
import { hatchParts, makePartLegend } from "./part-pattern.js";
import { namePeriod } from "./periods.js";
import { type Quantity, sum, toQuantity } from "./quantity.js";
import { type Group, rankGroups } from "./ranking.js";
import { expectRows } from "./tally.js";
import { actualColor, makeLayout, previousColor } from "./theme.js";

interface Month extends Group {
  month: Quantity;
  openDays: Quantity;
  isWhole: boolean;
  /** Whether it is one of the report's period. */
  isOwn: boolean;
}

/**
 * Draws the revenue of each month up to the end of a period as bars, the period in a colour of its own; months of which the data
 * has only a part are hatched.
 * @param rows  of `monthly_sales`, up to the end of the period
 */
export function trend(
  rows: readonly MonthRow[],
  { period, data }: { period: ReportPeriod; data: DataDays },
  messages: Messages,
): Figure {
  expectRows(rows);
  const months = listMonths(rows, period, data, messages);
  const own = months.filter(({ isOwn }) => isOwn);
  const name = namePeriod(findShownInTrend(period), messages);
  const span = nameSpan(months);
  const series = [
    { label: messages.trend.before, color: previousColor, isOwn: false },
    { label: name, color: actualColor, isOwn: true },
  ].filter(({ isOwn }) => months.some((month) => month.isOwn === isOwn));
  const parts = months.filter(({ isWhole }) => !isWhole);
  const bars = series.flatMap(({ label, color, isOwn }) => {
    const drawn = months.map((month, m) => ({ ...month, m })).filter((month) => month.isOwn === isOwn);
    return hatchParts(
      {
        name: label,
        x: drawn.map(({ m }) => m),
        y: drawn.map(({ revenue }) => toUnits(revenue, messages)),
        customdata: drawn.map((month) => [
          month.name,
          formatMoney(month.revenue, messages),
          messages.counts.sales(month.sales),
        ]),
        hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
        marker: { color },
      },
      drawn.map(({ isWhole }) => isWhole),
      String(isOwn),
      false,
    );
  });
  const firstPart = months.findIndex(({ isWhole }) => !isWhole);
  const legend = parts.length > 0 ? [makePartLegend(firstPart, messages)] : [];
  const { labels, calendar } = messages;
  const ticks = makeMonthTicks(
    months.map(({ month }) => month),
    messages,
  );
  return {
    data: [...bars, ...legend],
    layout: {
      ...makeLayout(
        320,
        [...series, ...parts.slice(0, 1).map(() => ({ label: messages.monthlySales.part }))],
        messages,
      ),
      barmode: "overlay",
      bargap: 0.22,
      xaxis: makeWordAxis(ticks, 4),
      yaxis: makeMoneyAxis(
        months.map(({ revenue }) => revenue),
        messages,
      ),
      meta: {
        name: "trend",
        title: messages.trend.title(span),
        subtitle: messages.subtitles.revenueBy("month", messages.numbers.currency.symbol),
        alt: messages.trend.alt({
          span,
          period: name,
          revenue: formatMoneyShort(sum(own.map(({ revenue }) => revenue)), messages),
          highest: undefined,
          lowest: undefined,
          ...rankGroups(
            months.filter(({ isWhole, sales }) => isWhole && sales.sign > 0),
            toQuantity(0),
            messages,
            formatMoneyShort,
          ),
          parts: parts.length === 0 ? undefined : messages.list(parts.map((month) => month.name)),
        }),
        table: {
          columns: makeColumns(
            [calendar.units.month],
            [
              headAmounts(labels.revenue, messages),
              labels.openDays,
              headAmounts(labels.revenuePerDay, messages),
              labels.sales,
            ],
          ),
          rows: months.map((month) => [
            month.name,
            formatAmount(month.revenue, messages),
            formatCount(month.openDays, messages),
            formatAmount(averageAmount(month.revenue, month.openDays, messages), messages),
            formatCount(month.sales, messages),
          ]),
        },
      },
    },
  };

  function nameSpan(some: readonly Month[]): string {
    const [first, last] = [some[0]!.month, some.at(-1)!.month].map((month) => nameMonth(month, messages));
    return first === last ? first! : messages.calendar.span(first!, last!);
  }
}

/** Lists all months from the first to the last of the rows; one without sales has none of anything. */
function listMonths(rows: readonly MonthRow[], period: ReportPeriod, data: DataDays, messages: Messages): Month[] {
  const days = cutDays(data, { first: data.first, last: period.last });
  const groups = Map.groupBy(rows, numberMonth);
  const [first, last] = [Math.min(...groups.keys()), Math.max(...groups.keys())];
  return Array.from({ length: last - first + 1 }, (_, i): Month => {
    const own = groups.get(first + i) ?? [];
    const [row = { year: Math.floor((first + i) / 12), month: ((first + i) % 12) + 1 }] = own;
    const month = own[0] ? readMonth(own[0]) : toQuantity(first + i);
    const day = `${String(row.year).padStart(4, "0")}-${String(row.month).padStart(2, "0")}`;
    return {
      month,
      name: own.length > 0 ? nameMonthOf(own, messages, days) : nameMonth(month, messages),
      revenue: sum(own, "revenue"),
      sales: sum(own, "sales"),
      openDays: sum(own, "open_days"),
      isWhole: isWholeMonth(row, days),
      isOwn: day >= period.first.slice(0, 7) && day <= period.last.slice(0, 7),
    };
  });
}
