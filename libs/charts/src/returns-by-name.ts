import type { CashierNames } from "@tillbook/pipeline";
import { nameCashier } from "./cashier-pace.js";
import { makeColumns } from "./figure.js";
import type { Messages, RateKind } from "./locale/index.js";
import { writeMarkdownTable } from "./markdown-table.js";
import { formatCount, formatPercent } from "./numbers.js";
import { count, type Quantity, quantity, sum } from "./quantity.js";
import { findError, leastDifference, mostErrors, sayLimits } from "./returns.js";
import { escapeMarkdown } from "./text.js";

/** The lines of an article, or of a cashier of a store: all, those below zero, and those of nothing. */
export interface ReturnsRow {
  sales: number;
  refunds: number;
  zero_sales: number;
}

/** A name is compared if chance alone would give it so many of a kind: with fewer, shares aren't distributed normally. */
const leastExpected = 9;

/** Of fewer names nobody knows which is the unusual one. */
const fewestNames = 3;

/** So many names of each kind are listed. */
const mostListed = 10;

/** A name whose share is beyond what chance explains. */
interface Outside<Row> {
  row: Row;
  kind: RateKind;
  share: Quantity;
  /** What it is compared with: the share of all others that aren't outside, of its store where cashiers are compared. */
  usual: Quantity;
  /** How many standard errors chance explains. */
  errors: number;
}

/** Says which articles have more or fewer refunds, or sales of nothing, than chance explains. Markdown. */
export function describeArticleReturns(
  rows: readonly (ReturnsRow & { article: string })[],
  messages: Messages,
): string[] {
  const named = rows.filter(({ article }) => article !== "");
  return describe("article", compare([named]), messages, [messages.labels.article], ({ article }) => [
    messages.nameArticle(article),
  ]);
}

/** Says the same of cashiers, each compared with the others of the store. @param names  how they appear */
export function describeCashierReturns(
  rows: readonly (ReturnsRow & { store: string; cashier: string })[],
  messages: Messages,
  names: CashierNames = "names",
): string[] {
  const stores = Map.groupBy(
    rows.filter(({ cashier }) => cashier !== ""),
    ({ store }) => store,
  );
  const { cashier, store } = messages.labels;
  return describe("cashier", compare([...stores.values()]), messages, [cashier, store], (row) => [
    nameCashier(row, messages, names),
    row.store === "" ? messages.labels.noStore : messages.nameStore(row.store),
  ]);
}

/**
 * Compares each name with the others of its group, and gives those outside, what has most in excess or lacks most first. Of many names
 * some are beyond three standard errors by chance, so that more names have wider limits; undefined where none has lines enough.
 */
function compare<Row extends ReturnsRow>(groups: readonly (readonly Row[])[]): Outside<Row>[] | undefined {
  const large = groups.filter(({ length }) => length >= fewestNames);
  const kinds = ["refunds", "zero_sales"] as const;
  const compared = kinds.flatMap((kind) => large.flatMap((rows) => rows.filter(hasEnough(rows, kind))));
  if (compared.length === 0) return undefined;
  const errors = chooseErrors(compared.length);
  return kinds.flatMap((kind) => large.flatMap((rows) => findOutside(rows, kind, errors))).sort(byExcess);
}

function hasEnough(rows: readonly ReturnsRow[], kind: RateKind): (row: ReturnsRow) => boolean {
  const usual = Number(sum(rows, kind).over(sum(rows, "sales")));
  return ({ sales }) => usual < 1 && usual * sales >= leastExpected;
}

/**
 * Takes the farthest name out of the group as long as one is outside, so that it doesn't count for what is usual: else all others would
 * have too few where one has many.
 */
function findOutside<Row extends ReturnsRow>(rows: readonly Row[], kind: RateKind, errors: number): Outside<Row>[] {
  const others = [...rows];
  const found: Row[] = [];
  while (others.length >= fewestNames - 1) {
    const usual = sum(others, kind).over(sum(others, "sales"));
    const [first] = others
      .filter(hasEnough(others, kind))
      .map((row) => judge(row, kind, usual, errors))
      .sort((a, b) => b.distance - a.distance);
    if (first === undefined || !first.isOutside) break;
    found.push(first.row);
    others.splice(others.indexOf(first.row), 1);
  }
  const usual = sum(others, kind).over(sum(others, "sales"));
  return found.map((row) => judge(row, kind, usual, errors)).filter(({ isOutside }) => isOutside);
}

function judge<Row extends ReturnsRow>(row: Row, kind: RateKind, usual: Quantity, errors: number) {
  const share = quantity(row, kind).over(quantity(row, "sales"));
  const difference = Math.abs(Number(share) - Number(usual));
  const distance = difference / Number(findError(usual, row));
  const isOutside = distance > errors && difference > Number(usual) * Number(leastDifference);
  return { row, kind, share, usual, errors, distance, isOutside };
}

/** So many standard errors that chance alone makes a wrong mention in one report of thirty, whatever the number of names. */
function chooseErrors(names: number): number {
  return names <= 10 ? mostErrors : names <= 400 ? mostErrors + 1 : mostErrors + 2;
}

function byExcess<Row extends ReturnsRow>(a: Outside<Row>, b: Outside<Row>): number {
  const excess = ({ row, share, usual }: Outside<Row>): number => Math.abs(Number(share) - Number(usual)) * row.sales;
  return excess(b) - excess(a);
}

function describe<Row extends ReturnsRow>(
  grain: "article" | "cashier",
  outside: readonly Outside<Row>[] | undefined,
  messages: Messages,
  heads: string[],
  name: (row: Row) => string[],
): string[] {
  if (outside === undefined) return [];
  const { returns } = messages;
  if (outside.length === 0) return [returns.noNames(grain)];
  const byKind = (["refunds", "zero_sales"] as const).map((kind) => outside.filter((one) => one.kind === kind));
  const listed = byKind.flatMap((some) => some.slice(0, mostListed));
  const rest = outside.filter((one) => !listed.includes(one));
  const rows = listed.map(({ row, kind, share, usual, errors }) => [
    ...name(row).map(escapeMarkdown),
    formatCount(quantity(row, "sales"), messages),
    returns.number[kind],
    formatCount(quantity(row, kind), messages),
    formatPercent(share, messages, 2),
    sayLimits(usual, row, errors, messages),
  ]);
  const columns = makeColumns(heads, [returns.lines, returns.kind, returns.count, returns.share, returns.limits]);
  return [
    returns.names(grain),
    writeMarkdownTable(
      columns.map((column) => (column.label === returns.kind ? { ...column, align: "left" } : column)),
      rows,
    ),
    ...(rest.length > 0 ? [returns.moreNames(count(rest.map(({ row }) => row)))] : []),
    returns.explainNames(grain, outside[0]!.errors),
  ];
}
