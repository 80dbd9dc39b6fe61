import { makeCalendar, numberMonth } from "./calendar.js";
import { formatAmount, formatCount, formatShare } from "./money.js";
import type { MonthlySalesRow } from "./monthly-sales.js";
import { divideCents } from "./sentences.js";
import { addCells, type Cell, tally } from "./tally.js";

/** Keeps "March 2026" on one line. */
const nbsp = "\u00a0";

/**
 * Lists revenue, sales and average sale of each month, with the change of each against the month before; more than 14
 * months become quarters, years or decades, as in the chart. A table in Markdown; "–" where there is nothing to compare.
 */
export function tabulateMonths(rows: readonly MonthlySalesRow[]): string {
  const { unit, periods, findPeriod } = makeCalendar(rows.map(numberMonth));
  const cells = tally(
    rows,
    periods.length,
    1,
    (row) => findPeriod(numberMonth(row)),
    () => 0,
  ).map(addCells);
  const head = [
    unit[0]!.toUpperCase() + unit.slice(1),
    "Revenue (€)",
    "Change",
    "Sales",
    "Change",
    "Average (€)",
    "Change",
  ];
  const lines = periods.map(({ name }, p) => [name.replaceAll(" ", nbsp), ...listFigures(cells[p]!, cells[p - 1])]);
  return [
    head,
    ["---", ...head.slice(1).map(() => "---:")],
    ...lines,
    ["All", ...listFigures(addCells(cells), undefined)],
  ]
    .map((texts) => `| ${texts.join(" | ")} |`)
    .join("\n");
}

function listFigures(cell: Cell, before: Cell | undefined): string[] {
  const [average, averageBefore] = [cell, before].map((some) => some && divideCents(some.cents, some.sales));
  return [
    formatAmount(cell.cents),
    formatChange(cell.cents, before?.cents),
    formatCount(cell.sales),
    formatChange(BigInt(cell.sales), before && BigInt(before.sales)),
    formatAmount(average ?? 0n),
    formatChange(average ?? 0n, averageBefore),
  ];
}

/** Formats a change in percent with its sign, e.g. "+12.5 %"; against nothing or less there is none. */
function formatChange(now: bigint, before: bigint | undefined): string {
  if (before === undefined || before <= 0n) return "–";
  const share = formatShare(now - before, before);
  return now > before && !share.startsWith("0.0") ? `+${share}` : share;
}
