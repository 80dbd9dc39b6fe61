import { escapeMarkdown, formatCount, type Messages } from "@tillbook/charts";

/** A table to show: names of columns, and the cells of each row. */
export interface ShownTable {
  columns: readonly string[];
  rows: readonly (readonly unknown[])[];
}

/** What a data frame and a series of danfojs have in common. */
interface NdFrame {
  $isSeries: boolean;
  columns: string[];
  index: (string | number)[];
  values: unknown[];
}

/**
 * Takes a data frame, a series, or a list of rows as a table; undefined of anything else. Names of the index head the rows.
 * Cents of an amount that is there too are left out.
 */
export function takeTable(value: unknown): ShownTable | undefined {
  if (isFrame(value)) return takeFrame(value);
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRow)) return undefined;
  const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
  return leaveOutCents({ columns, rows: value.map((row) => columns.map((name) => row[name])) });
}

/**
 * Formats a table as Markdown: its first rows, below it how many there are. Columns of numbers are right-aligned, everything is
 * escaped, and what is missing is a dash.
 */
export function formatMarkdownTable({ columns, rows }: ShownTable, messages: Messages, shownRows = 20): string {
  const isNumeric = columns.map((_, c) => rows.every((row) => isMissing(row[c]) || isNumber(row[c])));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const format = (cell: unknown, c: number): string => escapeMarkdown(formatCell(cell, isNumeric[c]!, messages));
  const lines = [
    line(columns.map((name) => escapeMarkdown(name))),
    line(isNumeric.map((numeric) => (numeric && rows.length > 0 ? "---:" : "---"))),
    ...rows.slice(0, shownRows).map((row) => line(row.map(format))),
  ];
  if (rows.length <= shownRows) return lines.join("\n");
  const [shown, all] = [shownRows, rows.length].map((count) => formatCount(count, messages));
  return `${lines.join("\n")}\n\n${messages.labels.firstRows(shown!, all!)}`;
}

function isFrame(value: unknown): value is NdFrame {
  return typeof (value as Partial<NdFrame> | null)?.$isSeries === "boolean";
}

function isRow(value: unknown): value is Record<string, unknown> {
  const prototype = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null;
}

function takeFrame({ $isSeries, columns, index, values }: NdFrame): ShownTable {
  const cells = $isSeries ? values.map((value) => [value]) : (values as unknown[][]);
  // danfojs calls a series without a name 0
  const names = $isSeries && String(columns) === "0" ? [""] : [...columns];
  if (!index.some((name) => typeof name === "string")) return leaveOutCents({ columns: names, rows: cells });
  return leaveOutCents({ columns: ["", ...names], rows: cells.map((row, r) => [String(index[r]), ...row]) });
}

function leaveOutCents({ columns, rows }: ShownTable): ShownTable {
  const isShown = columns.map((name) => !(name.endsWith("_cents") && columns.includes(name.replace(/_cents$/, ""))));
  return { columns: columns.filter((_, c) => isShown[c]), rows: rows.map((row) => row.filter((_, c) => isShown[c])) };
}

function isMissing(cell: unknown): boolean {
  return cell === null || cell === undefined || Number.isNaN(cell);
}

/** Digits alone are a name, such as an article's; with a point they are a DECIMAL. */
function isNumber(cell: unknown): boolean {
  return /^(number|bigint)$/.test(typeof cell) || (typeof cell === "string" && /^-?\d+\.\d+$/.test(cell));
}

function formatCell(cell: unknown, isNumeric: boolean, { numbers }: Messages): string {
  if (isMissing(cell)) return "–";
  if (isNumeric) return String(cell).replace(".", numbers.decimal).replace(/^-/, "\u2212");
  return typeof cell === "object" && !(cell instanceof Date)
    ? JSON.stringify(cell)
    : cell instanceof Date
      ? cell.toISOString()
      : String(cell);
}
