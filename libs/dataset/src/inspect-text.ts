import { defaultCurrency, findScale, formatCents } from "@tillbook/pipeline";
import { findPlaces } from "./csv-header.js";
import type { InspectedFile, Inspection, Sum } from "./inspect.js";
import type { Term } from "./layout.js";
import { columnNames, isLenient } from "./schema.js";
import { groupSources, type Source } from "./sources.js";
import { formatTable, formatTableOrTurned, indent, margin, wrap } from "./terminal-table.js";

/** Files of a group that are named, and rows of the two tables; the rest is counted. */
const mostNames = 6;
const mostFiles = 20;
const mostMonths = 36;
const mostIgnored = 20;

/** Formats an inspection for a terminal of so many columns. */
export function formatInspection(inspection: Inspection, width: number): string[] {
  const { files, ignored, months, notes, overlaps } = inspection;
  const blocks = [
    ignored.length > 0 ? wrap("not read", listNames(ignored, mostIgnored), width) : [],
    notes.flatMap((note) => wrap("note", note, width)),
    ...[...groupSources(files).values()].map((group) => formatGroup(group, width)),
    formatFiles(files, width),
    formatMonths(months, findFirstCurrency(files), width),
    formatOmissions(files, width),
    formatInvalid(files, width),
    overlaps.flatMap((overlap) => wrap("equal rows", overlap, width)),
    [...new Set(files.flatMap(({ finding }) => finding.doubts))].flatMap((doubt) => wrap("not certain", doubt, width)),
    inspection.failures.slice(1).flatMap(({ message }) => wrap("next", message, width)),
  ];
  return blocks.filter((lines) => lines.length > 0).flatMap((lines) => [...lines, ""]);
}

/** Formats how the files of one group are read, and the first rows of one. */
function formatGroup(group: readonly InspectedFile[], width: number): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const title = listNames(
    group.map(({ name }) => name),
    mostNames,
  );
  const [form = ""] = [...groupSources([first]).keys()][0]?.split("; not read: ") ?? [];
  const { ignored } = first.finding.header;
  const shown = group.find((file) => file.first.length > 0) ?? first;
  return [
    ...wrap(group.length === 1 ? "file" : `${group.length} files`, title, width),
    ...wrap("read as", form, width),
    ...indent("columns", formatTable(["ours", "in the file", "known by"], listColumns(first), width - margin)),
    ...(ignored.length > 0 ? wrap("left unread", ignored.map((name) => JSON.stringify(name)).join(", "), width) : []),
    ...formatRows(shown, width),
  ];
}

/** Says which column of the file each of ours comes from, and why. */
function listColumns({ dialect, finding: { header }, spec }: Source): string[][] {
  const nameAt = (at: number): string => JSON.stringify(header.names[at] ?? "");
  const mapped = new Set(Object.keys(spec.columns ?? {}).flatMap((name) => findPlaces(header.names, name)));
  return columnNames.map((column) => {
    const field = dialect.fields.find((field) => field.column === column);
    if (field === undefined) return [column, "–", "no such column"];
    const terms = column === "amount" ? dialect.layout?.amount : undefined;
    const isOwn = terms !== undefined ? spec.amount !== undefined : field.text !== undefined || mapped.has(field.at);
    const why = isOwn ? "columns.json" : undefined;
    if (terms !== undefined) return [column, describeTerms(terms, nameAt), why ?? dialect.profile ?? "–"];
    if (field.text !== undefined)
      return [column, `${JSON.stringify(field.text)} in all rows`, dialect.profile ?? "columns.json"];
    const known = header.names[field.at] === column ? "its name" : "a name that tills use";
    return [column, nameAt(field.at), why ?? dialect.profile ?? known];
  });
}

/** E.g. `"Qty" × "Price" − "Discount"`. */
function describeTerms(terms: readonly Term[], nameAt: (at: number) => string): string {
  const products = terms.map(({ factors }) => factors.map(({ at }) => nameAt(at)).join(" × "));
  return products
    .map((product, i) => (i === 0 ? product : `${terms[i]?.isDiscount ? " − " : " + "}${product}`))
    .join("");
}

function formatRows({ first, dialect }: InspectedFile, width: number): string[] {
  if (first.length === 0) return wrap("first rows", "none is valid", width);
  const columns = columnNames.filter(
    (name) =>
      dialect.fields.some(({ column }) => column === name) &&
      (!isLenient(name) || first.some((row) => (row[name] ?? "") !== "")),
  );
  const rows = first.map((row) => columns.map((column) => row[column] ?? ""));
  return indent("first rows", formatTableOrTurned(columns, rows, width - margin, new Set(["amount"])));
}

function formatFiles(files: readonly InspectedFile[], width: number): string[] {
  const money = findFirstCurrency(files);
  const rows = sumUpFiles(files).map(({ name, rows, cents, period, stores }) => [
    name,
    formatCount(rows),
    period?.[0] ?? "–",
    period?.[1] ?? "–",
    stores.size === 0 ? "–" : formatCount(stores.size),
    formatMoney(cents, money),
  ]);
  const head = ["file", "rows", "first day", "last day", "stores", money];
  return files.length === 0 ? [] : formatTable(head, rows, width, new Set(["rows", "stores", money]));
}

function formatMonths(months: Inspection["months"], money: string, width: number): string[] {
  const sorted = [...months].sort(([a], [b]) => (a < b ? -1 : 1));
  const before = sorted.slice(0, -mostMonths).map(([, sum]) => sum);
  const rows: [string, Sum][] = [
    ...(before.length > 0 ? [["before", addUp(before)] as [string, Sum]] : []),
    ...sorted.slice(-mostMonths),
  ];
  const cells = rows.map(([month, { rows, cents }]) => [month, formatCount(rows), formatMoney(cents, money)]);
  return rows.length === 0 ? [] : formatTable(["month", "rows", money], cells, width, new Set(["rows", money]));
}

function formatOmissions(files: readonly InspectedFile[], width: number): string[] {
  const sums = new Map<string, Sum>();
  for (const [reason, { rows, cents }] of files.flatMap(({ leftOut }) => Object.entries(leftOut)))
    sums.set(reason, addUp([{ rows, cents: BigInt(cents) }, ...(sums.has(reason) ? [sums.get(reason) as Sum] : [])]));
  if (sums.size === 0) return [];
  const rows = [...sums].map(([reason, { rows, cents }]) => [
    reason,
    formatCount(rows),
    formatMoney(cents, findFirstCurrency(files)),
  ]);
  return formatTable(["left out, since it is no sale", "rows", "sum"], rows, width, new Set(["rows", "sum"]));
}

function formatInvalid(files: readonly InspectedFile[], width: number): string[] {
  const invalid = files.filter(({ rejected }) => rejected > 0);
  const shown = invalid.slice(0, mostNames).flatMap(({ name, rejected, invalid, invalidCounts }) => {
    const kinds = Object.entries(invalidCounts).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const lines = invalid.map(({ line, expected, got }) => `${name}:${line}: ${expected}, got ${got}`);
    return [
      ...wrap("invalid", `${name}: ${formatCount(rejected)} ${rejected === 1 ? "row" : "rows"}`, width),
      ...lines.flatMap((line) => wrap("", line, width)),
      ...(rejected > lines.length
        ? kinds.flatMap(([expected, count]) => wrap("", `${formatCount(count)} × ${expected}`, width))
        : []),
    ];
  });
  const rest = invalid.length - mostNames;
  return [...shown, ...(rest > 0 ? wrap("", `and ${rest} more files with invalid rows`, width) : [])];
}

/** Keeps the first files, and makes one line of the others. */
function sumUpFiles(
  files: readonly InspectedFile[],
): Pick<InspectedFile, "name" | "rows" | "cents" | "period" | "stores">[] {
  const rest = files.slice(mostFiles);
  return [
    ...files.slice(0, mostFiles),
    ...(rest.length > 0 ? [sumUp(`${rest.length} more`, rest)] : []),
    ...(files.length > 1 ? [sumUp("all files", files)] : []),
  ];
}

function sumUp(name: string, files: readonly InspectedFile[]) {
  const days = files.flatMap(({ period }) => period ?? []).sort();
  const period = days.length === 0 ? undefined : ([days[0], days.at(-1)] as [string, string]);
  const stores = new Set<string>();
  for (const file of files) for (const store of file.stores) stores.add(store);
  return { name, period, stores, ...addUp(files) };
}

function addUp(sums: readonly Sum[]): Sum {
  return {
    rows: sums.reduce((sum, { rows }) => sum + rows, 0),
    cents: sums.reduce((sum, { cents }) => sum + cents, 0n),
  };
}

/** The currency that the first of the files names; of several, import complains. */
function findFirstCurrency(files: readonly InspectedFile[]): string {
  const found = new Set(files.flatMap(({ dialect }) => dialect.currency ?? []));
  return [...found][0] ?? defaultCurrency;
}

function listNames(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return names.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

const formatCount = (rows: number): string => rows.toLocaleString("en");
const formatMoney = (cents: bigint, currency: string): string =>
  formatCents(cents, findScale(currency)).replace(/\B(?=(\d{3})+\.)/g, ",");
