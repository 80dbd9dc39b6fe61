import type { CashierNames } from "@tillbook/pipeline";
import { type Figure, makeColumns } from "./figure.js";
import type { CashierPace, Messages } from "./locale/index.js";
import { formatCount, formatNumber } from "./numbers.js";
import { count, countDistinct, median as findMedian, max, min, type Quantity, quantity } from "./quantity.js";
import { countReceipts } from "./receipts.js";
import type { SalesPerCashierRow } from "./sales-per-cashier.js";
import { rankStores } from "./stores.js";
import { expectRows } from "./tally.js";
import { escapePlotly, isolateName, shortenNames } from "./text.js";
import { makeLayout, numberAxis, palette, wordAxis } from "./theme.js";

/** A row of the table `sales_per_cashier`, as a report sees it. */
export interface CashierRow extends SalesPerCashierRow {
  /** Receipts; 0 where they can't be told apart. */
  receipts?: number;
  /** Hours of the clock in which the cashier has sales; 0 without times of day. */
  hours?: number;
  /** Days on which the cashier has sales. */
  days?: number;
}

interface Cashier {
  row: CashierRow;
  /** Of the cashier, within the store. */
  name: string;
  pace: Quantity;
}

/** So many bars are drawn at most; of a store all cashiers or none. */
const mostBars = 40;

/** Finds by what cashiers can be compared; undefined where that isn't told of all of them. */
export function findPace(rows: readonly CashierRow[]): CashierPace | undefined {
  const named = listNamed(rows);
  const has = (column: "hours" | "days"): boolean => named.every((row) => (row[column] ?? 0) > 0);
  const per = has("hours") ? "hours" : has("days") ? "days" : undefined;
  if (named.length === 0 || per === undefined) return undefined;
  return { counted: countReceipts(named) === undefined ? "sales" : "receipts", per };
}

/**
 * Draws receipts per active hour of each cashier as bars, sorted within each store, the largest stores first: money says more of
 * hours, places and tills than of people. Sales without a cashier are left out.
 * @param names  how cashiers appear
 * @param ranking  stores in their order; by default by revenue in these rows
 * @returns undefined where `findPace` is, and of one cashier
 */
export function cashierPace(
  rows: readonly CashierRow[],
  messages: Messages,
  names: CashierNames = "names",
  ranking = rankStores(rows),
): Figure | undefined {
  expectRows(rows);
  const pace = findPace(rows);
  const stores = pace === undefined ? [] : listStores(rows, pace, names, ranking, messages);
  const all = stores.flat();
  if (pace === undefined || all.length < 2) return undefined;
  const drawn = chooseStores(stores).flat();
  const { cashiers: words, labels } = messages;
  const shownStores = new Set(all.map(({ row }) => row.store)).size;
  const [highest, rates] = [max(drawn.map((cashier) => cashier.pace)), all.map((cashier) => cashier.pace)];
  const size = count(all.map(({ row }) => row));
  const nameStore = (store: string): string => (store === "" ? "" : isolateName(messages.nameStore(store)));
  const ticks = shortenNames(
    drawn.map(({ row, name }) => (shownStores > 1 && row.store !== "" ? `${nameStore(row.store)} · ${name}` : name)),
    34,
  ).map(escapePlotly);
  return {
    data: [
      {
        type: "bar",
        orientation: "h",
        y: drawn.map((_, b) => b),
        x: drawn.map((cashier) => cashier.pace),
        text: drawn.map((cashier) => `\u00a0${formatNumber(cashier.pace, 1, messages)}`),
        textposition: "outside",
        constraintext: "none",
        textfont: { size: 12 },
        cliponaxis: false,
        customdata: drawn.map(({ row, name, pace: rate }) => [
          escapePlotly(name),
          escapePlotly(nameStore(row.store)),
          formatNumber(rate, 1, messages),
          formatCount(readColumn(row, pace.counted), messages),
          formatCount(readColumn(row, pace.per), messages),
        ]),
        hovertemplate: `<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]} ${words.unit(pace)}<br>%{customdata[3]} / %{customdata[4]}<extra></extra>`,
        width: 0.72,
        marker: { color: drawn.map(({ row }) => palette[ranking.indexOf(row.store) % 2]!) },
        showlegend: false,
      },
    ],
    layout: {
      ...makeLayout(104 + 16 * drawn.length, [], messages),
      xaxis: { ...numberAxis, range: [0, Number(highest) * 1.12 || 1], showticklabels: false, showgrid: false },
      yaxis: {
        ...wordAxis,
        tickvals: drawn.map((_, b) => b),
        ticktext: ticks,
        range: [drawn.length - 0.5, -0.5],
      },
      meta: {
        name: "cashier-pace",
        title: words.title(pace, size, nameOnlyStore()),
        subtitle: words.subtitle(pace),
        alt: words.alt({
          pace,
          cashiers: size,
          drawn: count(drawn.map(({ row }) => row)),
          low: formatNumber(min(rates), 1, messages),
          high: formatNumber(max(rates), 1, messages),
          median: formatNumber(findMedian(rates), 1, messages),
        }),
        table: {
          columns: makeColumns(
            [labels.cashier, labels.store],
            [words.counted[pace.counted], words.active[pace.per], words.rate],
          ),
          rows: all.map(({ row, name, pace: rate }) => [
            name,
            nameStore(row.store),
            formatCount(readColumn(row, pace.counted), messages),
            formatCount(readColumn(row, pace.per), messages),
            formatNumber(rate, 1, messages),
          ]),
        },
      },
    },
  };

  function nameOnlyStore(): string | undefined {
    const [first] = all;
    return shownStores === 1 && first!.row.store !== "" ? nameStore(first!.row.store) : undefined;
  }
}

/**
 * Says how many cashiers there are, within which range their pace lies, and how much has no cashier. Markdown.
 * @param names  how cashiers appear
 */
export function describePace(rows: readonly CashierRow[], messages: Messages, names: CashierNames = "names"): string[] {
  const named = listNamed(rows);
  const { cashiers: words, sentences } = messages;
  if (named.length === 0) return [sentences.noCashiers];
  const pace = findPace(rows);
  const rates = pace === undefined ? [] : named.map((row) => readPace(row, pace));
  const stores = new Set(named.map(({ store }) => store));
  return [
    words.size(count(named), countDistinct(named, "store"), stores.size > 1),
    ...(pace === undefined
      ? [words.noPace]
      : rates.length > 2 && !min(rates).equals(max(rates))
        ? [
            words.range(
              pace,
              ...([min(rates), findMedian(rates), max(rates)].map((rate) => formatNumber(rate, 1, messages)) as [
                string,
                string,
                string,
              ]),
            ),
          ]
        : []),
    ...(pace === undefined ? [] : [words.explain(pace)]),
    ...(names === "names" ? [] : [words.numbered]),
  ];
}

/** Names a cashier, or says the number that stands for the name. */
export function nameCashier(row: Pick<CashierRow, "cashier">, messages: Messages, names: CashierNames): string {
  return names === "names"
    ? isolateName(messages.nameCashier(row.cashier))
    : messages.cashiers.name(formatCount(quantity(row, "cashier"), messages));
}

/** Sorts the cashiers of each store by their pace, the largest store first. */
function listStores(
  rows: readonly CashierRow[],
  pace: CashierPace,
  names: CashierNames,
  ranking: readonly string[],
  messages: Messages,
): Cashier[][] {
  const byStore = Map.groupBy(listNamed(rows), ({ store }) => store);
  return ranking.flatMap((store) => {
    const own = byStore.get(store);
    if (own === undefined) return [];
    const cashiers = own.map((row) => ({ row, name: nameCashier(row, messages, names), pace: readPace(row, pace) }));
    return [cashiers.sort((a, b) => b.pace.compare(a.pace) || (a.row.cashier < b.row.cashier ? -1 : 1))];
  });
}

/** Takes whole stores as long as there is room; of the first as many cashiers as there is. */
function chooseStores(stores: readonly Cashier[][]): Cashier[][] {
  const chosen: Cashier[][] = [];
  for (const own of stores) {
    const room = mostBars - chosen.flat().length;
    if (own.length > room) return chosen.length > 0 ? chosen : [own.slice(0, mostBars)];
    chosen.push(own);
  }
  return chosen;
}

function listNamed(rows: readonly CashierRow[]): CashierRow[] {
  return rows.filter(({ cashier }) => cashier !== "");
}

function readPace(row: CashierRow, { counted, per }: CashierPace): Quantity {
  return readColumn(row, counted).over(readColumn(row, per));
}

function readColumn(row: CashierRow, column: "receipts" | "sales" | "hours" | "days"): Quantity {
  return quantity(row as Required<CashierRow>, column);
}
