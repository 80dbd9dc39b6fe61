import { nameMonth, numberMonth, readMonth } from "./calendar.js";
import { findLikeForLike, perOpenDay, type ReportScope, signChange } from "./comparison.js";
import { cutDays, isWholeMonth, type MonthRow, nameMonthOf } from "./coverage.js";
import { makeColumns } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { writeMarkdownTable } from "./markdown-table.js";
import { averageAmount, formatAmount, headAmounts } from "./money.js";
import { formatCount } from "./numbers.js";
import { sum } from "./quantity.js";

/** So many months are listed: a year, and the same month a year before the last. */
const mostMonths = 13;

/**
 * Lists the last 13 months with sales up to the end of the report's period: what was booked, on how many open days, and per open day, with
 * the changes per open day against the month before and the same month a year before, and that of the stores with sales in both. A table
 * in Markdown; "–" where there is nothing to compare, or the data has only a part of one of the two; empty of one month.
 * @param rows  of `monthly_sales`, up to the end of the period
 */
export function tabulateGrowth(
  rows: readonly MonthRow[],
  { period, data }: Pick<ReportScope, "period" | "data">,
  messages: Messages,
): string {
  const days = cutDays(data, { first: data.first, last: period.last });
  const groups = Map.groupBy(rows, numberMonth);
  const numbers = [...groups.keys()].sort((a, b) => a - b);
  const whole = (month: number): readonly MonthRow[] | undefined => {
    const own = groups.get(month);
    return own !== undefined && isWholeMonth(own[0]!, days) ? own : undefined;
  };
  const last = numbers.at(-1);
  if (last === undefined) return "";
  const months = numbers
    .filter((month) => month > last - mostMonths)
    .map((month) => ({
      rows: groups.get(month)!,
      now: whole(month),
      before: whole(month - 1),
      yearBefore: whole(month - 12),
    }));
  if (months.length < 2) return "";
  const hasYears = months.some(({ now, yearBefore }) => now !== undefined && yearBefore !== undefined);
  const { labels, calendar, growth } = messages;
  const change = (now: readonly MonthRow[] | undefined, before: readonly MonthRow[] | undefined): string =>
    (now?.length && before?.length && signChange(perOpenDay(now), perOpenDay(before), messages)) || "–";
  return writeMarkdownTable(
    makeColumns(
      [calendar.units.month],
      [
        labels.openDays,
        headAmounts(labels.revenue, messages),
        headAmounts(labels.perOpenDay, messages),
        growth.changeBefore,
        ...(hasYears ? [growth.changeYear, growth.likeForLike] : []),
      ],
    ),
    months.map(({ rows: own, now, before, yearBefore }) => {
      const like = findLikeForLike(now ?? [], yearBefore ?? []);
      const [revenue, openDays] = [sum(own, "revenue"), sum(own, "open_days")];
      const name = now === undefined ? nameMonthOf(own, messages, days) : nameMonth(readMonth(own[0]!), messages);
      return [
        name.replaceAll(" ", "\u00a0"),
        formatCount(openDays, messages),
        formatAmount(revenue, messages),
        formatAmount(averageAmount(revenue, openDays, messages), messages),
        change(now, before),
        ...(hasYears ? [change(now, yearBefore), change(like.now, like.before)] : []),
      ];
    }),
  );
}
