import { count, escapeMarkdown, formatCell, formatCount, formatIsoCell, type Messages } from "@tillbook/charts";

type Row = Readonly<Record<string, unknown>>;

/** A table to show: names of columns, and its rows, which have a value by each name. */
export interface ShownTable {
  columns: readonly string[];
  rows: readonly Row[];
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
 * @param listRows  gives the rows of a data frame; rows that a query gave carry their source
 */
export function takeTable(value: unknown, listRows: (frame: never) => object[] = makeRows): ShownTable | undefined {
  if (isFrame(value)) return takeFrame(value, listRows as unknown as (frame: NdFrame) => Row[]);
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRow)) return undefined;
  return { columns: leaveOutCents([...new Set(value.flatMap((row) => Object.keys(row)))]), rows: value };
}

/**
 * Formats a table as Markdown: its first rows, below it how many there are. Columns of numbers are right-aligned, everything is
 * escaped, and what is missing is a dash.
 */
export function formatMarkdownTable({ columns, rows }: ShownTable, messages: Messages, shownRows = 20): string {
  const isNumeric = (name: string): boolean =>
    rows.length > 0 && rows.every((row) => isMissing(row[name]) || isNumber(row[name]));
  const numeric = new Set(columns.filter(isNumeric));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const format = (row: Row, name: string): string => {
    if (isMissing(row[name])) return "–";
    return numeric.has(name) ? formatCell(row, name, messages) : formatText(row, name);
  };
  const lines = [
    line(columns.map((name) => escapeMarkdown(name))),
    line(columns.map((name) => (numeric.has(name) ? "---:" : "---"))),
    ...rows.slice(0, shownRows).map((row) => line(columns.map((name) => format(row, name)))),
  ];
  if (rows.length <= shownRows) return lines.join("\n");
  const [shown, all] = [rows.slice(0, shownRows), rows].map((some) => formatCount(count(some), messages));
  return `${lines.join("\n")}\n\n${messages.labels.firstRows(shown!, all!)}`;
}

function isFrame(value: unknown): value is NdFrame {
  return typeof (value as Partial<NdFrame> | null)?.$isSeries === "boolean";
}

function isRow(value: unknown): value is Row {
  const prototype = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null;
}

function takeFrame(frame: NdFrame, listRows: (frame: NdFrame) => Row[]): ShownTable {
  const { $isSeries, columns, index, values } = frame;
  // danfojs calls a series without a name 0
  const name = String(columns) === "0" ? " " : String(columns);
  const names = $isSeries ? [name] : leaveOutCents(columns);
  const rows = $isSeries ? values.map((value) => ({ [name]: value })) : listRows(frame);
  if (!index.some((label) => typeof label === "string")) return { columns: names, rows };
  return { columns: ["", ...names], rows: rows.map((row, r) => ({ "": String(index[r]), ...row })) };
}

function makeRows({ columns, values }: NdFrame): Row[] {
  return values.map((row) => Object.fromEntries(columns.map((name, c) => [name, (row as unknown[])[c]])));
}

function leaveOutCents(columns: readonly string[]): string[] {
  return columns.filter((name) => !(name.endsWith("_cents") && columns.includes(name.replace(/_cents$/, ""))));
}

function isMissing(cell: unknown): boolean {
  return cell === null || cell === undefined || Number.isNaN(cell);
}

/** Digits alone are a name, such as an article's; with a point they are a DECIMAL. */
function isNumber(cell: unknown): boolean {
  if (typeof cell === "string") return /^-?\d+\.\d+$/.test(cell);
  return typeof cell === "bigint" || Number.isFinite(cell);
}

function formatText(row: Row, name: string): string {
  const cell = row[name];
  if (typeof cell === "string" && /^\d{4}-\d\d-\d\d$/.test(cell)) return formatIsoCell(row, name);
  return escapeMarkdown(typeof cell === "object" ? JSON.stringify(cell) : String(cell));
}
