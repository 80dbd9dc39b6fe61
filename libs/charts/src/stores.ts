import type { Messages } from "./locale/index.js";
import { parseCents } from "./money.js";
import { type Count, countDistinct, type Quantity, quantity } from "./quantity.js";
import { addCells, addColumns, type Cell } from "./tally.js";
import { escapePlotly, isolateName, shortenNames } from "./text.js";
import { othersColor, palette } from "./theme.js";

/** One colour of a chart: a store, or all stores that have no colour of their own. */
export interface Series {
  /** Full name, not escaped. */
  name: string;
  /** Name for the legend: short, and escaped for Plotly. */
  label: string;
  color: string;
}

/** The series of a chart in the order of the legend, and how to find that of a store. */
export interface StoreSeries {
  series: Series[];
  /** Whether the last series is all stores that have no colour of their own. */
  hasOthers: boolean;
  findSeries: (store: string) => number;
}

/** Lists the stores by revenue, highest first; ties by name. */
export function rankStores(rows: readonly { store: string; revenue: string }[]): string[] {
  const cents = new Map<string, bigint>();
  for (const row of rows) cents.set(row.store, (cents.get(row.store) ?? 0n) + parseCents(row.revenue));
  return [...cents].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1)).map(([store]) => store);
}

/** Counts the stores that have a name. */
export function countStores(rows: readonly { store: string }[]): Quantity {
  return countDistinct(
    rows.filter(({ store }) => store !== ""),
    "store",
  );
}

/**
 * Names the only store, isolated, or says how many there are; undefined where the files name none.
 * @param rows  that the ranking was made from
 */
export function nameStores(
  ranking: readonly string[],
  messages: Messages,
  rows: readonly { store: string }[],
): string | undefined {
  const [store, ...others] = ranking.filter((name) => name !== "");
  if (store === undefined) return undefined;
  return others.length === 0
    ? isolateName(messages.nameStore(store))
    : messages.counts.stores(agree(countStores(rows), others.length + 1));
}

/** Takes what was counted in rows where it is the count of a ranking, which may have been made from other rows. */
function agree(counted: Quantity, count: number): Count {
  return counted.equals(count) ? counted : quantity(count);
}

/**
 * Gives each store a colour, the empty name among them; of more than six, the first five, and all further ones a grey together. A bare
 * number gets its noun, "Store 381".
 * @param rows  that the ranking was made from
 */
export function splitStores(
  ranking: readonly string[],
  messages: Messages,
  rows: readonly { store: string }[],
): StoreSeries {
  // all others together take the last place
  const named = ranking.slice(0, ranking.length > palette.length ? palette.length - 1 : palette.length);
  const places = new Map(named.map((store, i) => [store, i]));
  const rest = ranking.length - named.length;
  const { noStore, revenue } = messages.labels;
  // Sales without a store are named beside those with one; where no sale has one, there is nothing to tell apart.
  const shown = named.map((store) =>
    store === "" ? (ranking.length > 1 ? noStore : revenue) : messages.nameStore(store),
  );
  // counted, since verify takes no number of named stores for one of the data
  const others = agree(
    countDistinct(
      rows.filter(({ store }) => !places.has(store)),
      "store",
    ),
    rest,
  );
  const names = rest > 0 ? [...shown, messages.otherStores(others)] : shown;
  const labels = shortenNames(names, 22);
  const series = names.map((name, i) => ({
    name,
    label: escapePlotly(labels[i] ?? name),
    color: i < named.length ? palette[i]! : othersColor,
  }));
  return { series, hasOthers: rest > 0, findSeries: (store) => places.get(store) ?? named.length };
}

/**
 * Gives a chart one colour where the grey of further stores would be more than half of it, and show little else.
 * @param cells  of each group, one for each series of `split`
 */
export function drawWhole(
  { series, hasOthers, cells }: Pick<StoreSeries, "series" | "hasOthers"> & { cells: Cell[][] },
  messages: Messages,
): { series: Series[]; cells: Cell[][] } {
  const sums = addColumns(cells);
  const [others, all] = [sums.at(-1)!.revenue, addCells(sums).revenue];
  if (!hasOthers || others.times(2).compare(all) <= 0) return { series, cells };
  const name = messages.labels.revenue;
  return { series: [{ name, label: name, color: palette[0]! }], cells: cells.map((row) => [addCells(row)]) };
}
