import { makeCalendar, numberMonth } from "./calendar.js";
import { makeTable } from "./data-table.js";
import { makeColumns } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { divideCents, formatAmount, formatCount, formatShare, headAmounts } from "./money.js";
import type { MonthlySalesRow } from "./monthly-sales.js";
import { addCells, type Cell, tally } from "./tally.js";

/** Keeps "March 2026" on one line. */
const nbsp = "\u00a0";

/**
 * Lists revenue, sales and average sale of each month, with the change of each against the month before; more than 14
 * months become quarters, years or decades, as in the chart. A table in Markdown; "–" where there is nothing to compare.
 */
export function tabulateMonths(rows: readonly MonthlySalesRow[], messages: Messages): string {
  const { unit, periods, findPeriod } = makeCalendar(rows.map(numberMonth), messages);
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
  const [average, averageBefore] = [cell, before].map((some) => some && divideCents(some.cents, some.sales));
  return [
    formatAmount(cell.cents, messages),
    formatChange(messages, cell.cents, before?.cents),
    formatCount(cell.sales, messages),
    formatChange(messages, BigInt(cell.sales), before && BigInt(before.sales)),
    formatAmount(average ?? 0n, messages),
    formatChange(messages, average ?? 0n, averageBefore),
  ];
}

/** Formats a change in percent with its sign, e.g. "+12.5%"; against nothing or less there is none. */
function formatChange(messages: Messages, now: bigint, before: bigint | undefined): string {
  if (before === undefined || before <= 0n) return "–";
  const share = formatShare(now - before, before, messages);
  return now > before && share !== formatShare(0n, before, messages) ? `+${share}` : share;
}
