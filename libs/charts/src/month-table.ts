import { makeCalendar, numberMonth, readMonth } from "./calendar.js";
import { makeTable } from "./data-table.js";
import { makeColumns } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { averageAmount, formatAmount, headAmounts } from "./money.js";
import type { MonthlySalesRow } from "./monthly-sales.js";
import { formatChange, formatCount } from "./numbers.js";
import type { Quantity } from "./quantity.js";
import { addCells, type Cell, tally } from "./tally.js";

/** Keeps "March 2026" on one line. */
const nbsp = "\u00a0";

/**
 * Lists revenue, sales and average sale of each month, with the change of each against the month before; more than 14
 * months become quarters, years or decades, as in the chart. A table in Markdown; "–" where there is nothing to compare.
 */
export function tabulateMonths(rows: readonly MonthlySalesRow[], messages: Messages): string {
  const { unit, periods, findPeriod } = makeCalendar(rows.map(readMonth), messages);
  const cells = tally(
    rows,
    periods.length,
    1,
    (row) => findPeriod(numberMonth(row)),
    () => 0,
  ).map(addCells);
  const { calendar, labels } = messages;
  const { columns, rows: lines } = makeTable(
    makeColumns(
      [calendar.units[unit]],
      [
        headAmounts(labels.revenue, messages),
        labels.change,
        labels.sales,
        labels.change,
        headAmounts(labels.average, messages),
        labels.change,
      ],
    ),
    periods.map(({ name }, p): Line => ({ name: name.replaceAll(" ", nbsp), cell: cells[p]!, before: cells[p - 1] })),
    { name: labels.all, cell: addCells(cells), before: undefined },
    ({ name, cell, before }) => [name, ...listFigures(messages, cell, before)],
  );
  return [columns.map(({ label }) => label), columns.map(({ align }) => (align === "right" ? "---:" : "---")), ...lines]
    .map((texts) => `| ${texts.join(" | ")} |`)
    .join("\n");
}

interface Line {
  name: string;
  cell: Cell;
  before: Cell | undefined;
}

function listFigures(messages: Messages, cell: Cell, before?: Cell): string[] {
  const [average, averageBefore] = [cell, before].map(
    (some) => some && averageAmount(some.revenue, some.sales, messages),
  );
  return [
    formatAmount(cell.revenue, messages),
    compare(messages, cell.revenue, before?.revenue),
    formatCount(cell.sales, messages),
    compare(messages, cell.sales, before?.sales),
    formatAmount(average!, messages),
    compare(messages, average!, averageBefore),
  ];
}

/** Formats a change; against nothing or less there is none. */
function compare(messages: Messages, now: Quantity, before: Quantity | undefined): string {
  return before === undefined || before.sign <= 0 ? "–" : formatChange(now, before, messages);
}
