import type { DataDays } from "@tillbook/pipeline";
import { makeCalendar, numberMonth, type Period, readMonth } from "./calendar.js";
import { signChange } from "./comparison.js";
import { hasMonths, type MonthRow, namePart } from "./coverage.js";
import { makeTable } from "./data-table.js";
import { makeColumns } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { writeMarkdownTable } from "./markdown-table.js";
import { averageAmount, formatAmount, headAmounts } from "./money.js";
import { formatCount } from "./numbers.js";
import { type Quantity, sum } from "./quantity.js";
import { countReceipts } from "./receipts.js";

/** Keeps "March 2026" on one line. */
const nbsp = "\u00a0";

/**
 * Lists what was booked in each month, and per open day, each with the change against the month before, and the average receipt or,
 * where receipts can't be told apart, line; more than 14 months become quarters, years or decades, as in the chart. A table in
 * Markdown; "–" where there is nothing to compare, and where the data has only a part of one of the two.
 * @param data  days that the data has; by default all of the months
 */
export function tabulateMonths(rows: readonly MonthRow[], messages: Messages, data?: DataDays): string {
  const { unit, periods, findPeriod } = makeCalendar(rows.map(readMonth), messages);
  const groups = Map.groupBy(rows, (row) => findPeriod(numberMonth(row)));
  const { calendar, labels } = messages;
  const counted = countReceipts(rows) === undefined ? "sales" : "receipts";
  const all = periods.map((period, p): Line => {
    const some = groups.get(p) ?? [];
    return { ...nameLine(period, some, messages, data), ...readSums(some, counted) };
  });
  const { columns, rows: lines } = makeTable<Line & { before?: Line | undefined }>(
    makeColumns(
      [calendar.units[unit]],
      [
        headAmounts(labels.revenue, messages),
        labels.change,
        labels.openDays,
        headAmounts(labels.perOpenDay, messages),
        labels.change,
        counted === "sales" ? labels.sales : messages.receipts.receipts,
        headAmounts(counted === "sales" ? labels.averageSale : messages.receipts.average, messages),
      ],
    ),
    all.map((line, i) => ({ ...line, before: all[i - 1] })),
    { ...readSums(rows, counted), name: labels.all, isWhole: true },
    (line) => [line.name, ...listFigures(line, line.before, messages)],
  );
  return writeMarkdownTable(columns, lines);
}

interface Sums {
  revenue: Quantity;
  openDays: Quantity;
  /** Receipts, or sales where these can't be told apart. */
  counted: Quantity;
}

interface Line extends Sums {
  name: string;
  isWhole: boolean;
}

function nameLine(
  period: Period,
  rows: readonly MonthRow[],
  messages: Messages,
  data: DataDays | undefined,
): Pick<Line, "name" | "isWhole"> {
  const isWhole = hasMonths(period.first, period.last, data);
  const name = isWhole ? period.name : namePart(period.name, [period.first, period.last], rows, messages);
  return { name: name.replaceAll(" ", nbsp), isWhole };
}

function readSums(rows: readonly MonthRow[], counted: "sales" | "receipts"): Sums {
  return {
    revenue: sum(rows, "revenue"),
    openDays: sum(rows, "open_days"),
    counted: sum(rows as readonly Required<MonthRow>[], counted),
  };
}

function listFigures(line: Line, before: Line | undefined, messages: Messages): string[] {
  const { revenue, counted, openDays } = line;
  const compare = (read: (sums: Sums) => Quantity): string =>
    (before?.isWhole && line.isWhole && signChange(read(line), read(before), messages)) || "–";
  return [
    formatAmount(revenue, messages),
    compare((sums) => sums.revenue),
    formatCount(openDays, messages),
    formatAmount(averageAmount(revenue, openDays, messages), messages),
    compare((sums) => sums.revenue.over(sums.openDays)),
    formatCount(counted, messages),
    formatAmount(averageAmount(revenue, counted, messages), messages),
  ];
}
