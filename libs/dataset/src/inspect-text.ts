import { formatCents } from "@tillbook/pipeline";
import type { InspectedFile, Inspection, Sum } from "./inspect.js";
import { type ColumnName, columnNames } from "./schema.js";
import { groupSources, type Source } from "./sources.js";

/** Files of a group that are named, and rows of the two tables; the rest is counted. */
const mostNames = 6;
const mostFiles = 20;
const mostMonths = 36;
const margin = 14;

/** Formats an inspection for a terminal of so many columns. */
export function formatInspection(inspection: Inspection, width: number): string[] {
  const { files, ignored, months } = inspection;
  const currency = files[0]?.dialect.currency ?? "EUR";
  const numbers = new Set(["rows", "stores", currency]);
  return [
    ...(ignored.length > 0 ? [...wrap("not read", ignored.join(", "), width), ""] : []),
    ...describeDoubts(files, width),
    ...[...groupSources(files).values()].flatMap((group) => formatGroup(group, width)),
    ...formatTable(
      ["file", "rows", "first day", "last day", "stores", currency],
      sumUp(files, mostFiles, nameRest).map(({ name, rows, cents, days, stores }) => [
        name,
        count(rows),
        days?.[0] ?? "–",
        days?.[1] ?? "–",
        count(stores.size),
        money(cents),
      ]),
      width,
      numbers,
    ),
    "",
    ...formatTable(
      ["month", "rows", currency],
      sumUpMonths(months).map(([month, { rows, cents }]) => [month, count(rows), money(cents)]),
      width,
      numbers,
    ),
    "",
    ...formatOmissions(files, width),
    ...formatInvalid(files, width),
  ];
}

function describeDoubts(files: readonly InspectedFile[], width: number): string[] {
  const doubts = new Set(files.flatMap(({ finding }) => finding.doubts));
  return [...doubts].flatMap((doubt) => [...wrap("not certain", doubt, width), ""]);
}

/** Formats how the files of one group are read, and the first rows of one. */
function formatGroup(group: readonly InspectedFile[], width: number): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const names = group.slice(0, mostNames).map(({ name }) => name);
  const rest = group.length - names.length;
  const title = `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  const [form = "", ...notRead] = [...groupSources([first]).keys()][0]?.split("; not read: ") ?? [];
  return [
    ...wrap(group.length === 1 ? "file" : `${group.length} files`, title, width),
    ...wrap("read as", form, width),
    ...wrap("columns", describeColumns(first), width),
    ...(notRead.length > 0 ? wrap("no column of", notRead.join("; not read: "), width) : []),
    ...formatRows(first, width),
    "",
  ];
}

/** Says which column of the file each of ours comes from, e.g. `sold_on and sold_at from "Zeit"`. */
function describeColumns({ dialect, finding: { header } }: Source): string {
  const places = new Map<number, ColumnName[]>();
  for (const { column, at } of dialect.fields) places.set(at, [...(places.get(at) ?? []), column]);
  const read = [...places].map(([at, columns]) => {
    const name = header.names[at];
    const from = name === undefined ? "" : ` from ${JSON.stringify(name)}`;
    return columns.length === 1 && columns[0] === name ? name : `${columns.join(" and ")}${from}`;
  });
  const missing = columnNames.filter((name) => !dialect.fields.some(({ column }) => column === name));
  return `${read.join(", ")}${missing.length > 0 ? `; none for ${missing.join(", ")}` : ""}`;
}

function formatRows({ first, dialect }: InspectedFile, width: number): string[] {
  if (first.length === 0) return wrap("first rows", "none is valid", width);
  const columns = columnNames.filter((name) => dialect.fields.some(({ column }) => column === name));
  const lines = formatTable(
    columns,
    first.map((row) => columns.map((column) => row[column] ?? "")),
    width - margin,
    new Set(["amount"]),
  );
  return lines.map((line, i) => (i === 0 ? "first rows" : "").padEnd(margin) + line);
}

function formatOmissions(files: readonly InspectedFile[], width: number): string[] {
  const sums = new Map<string, Sum>();
  for (const [reason, { rows, cents }] of files.flatMap(({ leftOut }) => Object.entries(leftOut))) {
    const sum = sums.get(reason) ?? { rows: 0, cents: 0n };
    sums.set(reason, { rows: sum.rows + rows, cents: sum.cents + BigInt(cents) });
  }
  if (sums.size === 0) return [];
  const rows = [...sums].map(([reason, { rows, cents }]) => [reason, count(rows), money(cents)]);
  return [...formatTable(["left out, since it is no sale", "rows", "sum"], rows, width, new Set(["rows", "sum"])), ""];
}

function formatInvalid(files: readonly InspectedFile[], width: number): string[] {
  return files
    .filter(({ rejected }) => rejected > 0)
    .slice(0, mostNames)
    .flatMap(({ name, rejected, invalid }) => {
      const lines = invalid.map(({ line, expected, got }) => `${name}:${line}: ${expected}, got ${got}`);
      return [
        ...wrap("invalid", `${name}: ${count(rejected)} ${rejected === 1 ? "row" : "rows"}`, width),
        ...lines.flatMap((line) => wrap("", line, width)),
      ];
    });
}

/** Keeps the first files, and makes one line of the others. */
function sumUp(
  files: readonly InspectedFile[],
  most: number,
  name: (count: number) => string,
): Pick<InspectedFile, "name" | "rows" | "cents" | "days" | "stores">[] {
  if (files.length <= most) return [...files, ...(files.length > 1 ? [total("all files", files)] : [])];
  const rest = files.slice(most);
  return [...files.slice(0, most), total(name(rest.length), rest), total("all files", files)];
}

/** Keeps the last months, and makes one line of those before. */
function sumUpMonths(months: Inspection["months"]): [string, Sum][] {
  const sorted = [...months].sort(([a], [b]) => (a < b ? -1 : 1));
  const before = sorted.slice(0, -mostMonths).map(([, sum]) => sum);
  const rest = {
    rows: before.reduce((sum, { rows }) => sum + rows, 0),
    cents: before.reduce((sum, { cents }) => sum + cents, 0n),
  };
  return [...(before.length > 0 ? [["before", rest] as [string, Sum]] : []), ...sorted.slice(-mostMonths)];
}

const nameRest = (count: number): string => `${count} more`;

function total(name: string, files: readonly InspectedFile[]) {
  const days = files.flatMap((file) => file.days ?? []).sort();
  return {
    name,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    cents: files.reduce((sum, { cents }) => sum + cents, 0n),
    days: days.length === 0 ? undefined : ([days[0], days.at(-1)] as [string, string]),
    stores: new Set(files.flatMap(({ stores }) => [...stores])),
  };
}

const count = (rows: number): string => rows.toLocaleString("en");
const money = (cents: bigint): string => formatCents(cents).replace(/\B(?=(\d{3})+\.)/g, ",");
const isNumeric = (text: string): boolean => /^-?[\d,]+(\.\d+)?$/.test(text);

/** Aligns columns, numbers to the right, and shortens the widest cells until a row fits. */
function formatTable(
  head: readonly string[],
  rows: readonly string[][],
  width: number,
  right: ReadonlySet<string>,
): string[] {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replace(/\s+/gu, " ")));
  const widths = head.map((_, i) => Math.max(...all.map((row) => measure(row[i] ?? ""))));
  const gaps = 2 * (head.length - 1);
  while (widths.reduce((sum, cells) => sum + cells, gaps) > width && Math.max(...widths) > 4)
    widths[widths.indexOf(Math.max(...widths))]!--;
  return all.map((row, at) =>
    row
      .map((cell, i) => {
        const text = shorten(cell, widths[i] ?? 0);
        const space = " ".repeat((widths[i] ?? 0) - measure(text));
        return right.has(head[i] ?? "") && (at === 0 || isNumeric(cell)) ? space + text : text + space;
      })
      .join("  ")
      .trimEnd(),
  );
}

const segmenter = new Intl.Segmenter();
const wide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u;

/** Counts the cells that a text takes in a terminal. */
function measure(text: string): number {
  return [...segmenter.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);
}

function shorten(text: string, cells: number): string {
  if (measure(text) <= cells) return text;
  const parts = [...segmenter.segment(text)].map(({ segment }) => segment);
  while (measure(parts.join("")) >= cells) parts.pop();
  return `${parts.join("")}…`;
}

/** Puts a label before a text, whose lines are broken at spaces. */
function wrap(label: string, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && measure(line) + 1 + measure(word) <= width - margin)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, i) => (i === 0 ? label : "").padEnd(margin) + line);
}
