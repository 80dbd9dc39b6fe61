import type { Connection, RowDataPacket } from "mysql2/promise";

/** Every number that a report may say of the results: sums of any grouping, and what is divided from them. */
export interface Numbers {
  /** Exact amounts, in cents. */
  cents: Set<bigint>;
  counts: Set<bigint>;
  /** Parts and changes, in tenths of a percent, without sign. */
  shares: Set<bigint>;
  /** How many times the best is what the one in the middle is, in tenths. */
  ratios: Set<bigint>;
  /** Names that have digits in them, which are no numbers; the longest first. */
  names: string[];
}

interface Group {
  cents: bigint;
  sales: bigint;
}

/** A row: the names of its dimensions, and what was taken there. */
interface Row extends Group {
  keys: Record<string, string>;
}

/** A result as it is in the database: grain and measures. */
export interface Result {
  name: string;
  grain: readonly string[];
}

/** Computes the numbers from the tables of the results, and counts what `sales` has. */
export async function collectNumbers(connection: Connection, results: readonly Result[]): Promise<Numbers> {
  const numbers: Numbers = { cents: new Set(), counts: new Set(), shares: new Set(), ratios: new Set(), names: [] };
  const [[all]] = await connection.query<RowDataPacket[]>(
    `select count(*) as row_count, sum(cast(amount * 100 as signed)) as cents, count(distinct article) as articles,
       count(distinct store, cashier) as cashiers, count(distinct store) as stores, count(distinct sold_on) as days,
       count(distinct cashier) as cashier_names from sales`,
  );
  const { cents: total, ...counts } = all as Record<string, unknown>;
  for (const count of Object.values(counts)) numbers.counts.add(BigInt(String(count)));
  const [signs] = await connection.query<RowDataPacket[]>(
    `select count(*) as row_count, coalesce(sum(cast(amount * 100 as signed)), 0) as cents from sales where amount < 0
     union all select count(*), 0 from sales where amount = 0`,
  );
  for (const sign of signs) {
    numbers.counts.add(BigInt(String(sign["row_count"])));
    numbers.cents.add(BigInt(String(sign["cents"])));
  }
  const names = new Set<string>();
  for (const { name, grain } of results) {
    const [rows] = await connection.query<RowDataPacket[]>(`select * from ${connection.escapeId(name)}`);
    if (rows[0]?.["revenue"] === undefined || rows[0]["sales"] === undefined) continue;
    const table = rows.map((row) => readRow(row, grain));
    for (const { keys } of table) for (const key of Object.values(keys)) if (/\d/.test(key)) names.add(key);
    addTable(numbers, table, BigInt(String(total)));
    // A chart of the best shows these alone.
    const best = rows.flatMap((row, i) => (Number(row["rank_overall"]) <= 20 ? [table[i]!] : []));
    if (best.length === 0) continue;
    addTable(numbers, best, BigInt(String(total)));
    addTable(numbers, await subtract(connection, best), BigInt(String(total)));
  }
  numbers.names = [...names].filter((name) => !/^\d{1,4}(-\d+)?$/.test(name)).sort((a, b) => b.length - a.length);
  return numbers;
}

/** What each store takes beyond those rows. */
async function subtract(connection: Connection, rows: readonly Row[]): Promise<Row[]> {
  const known = group(rows, ["store"]);
  const [stores] = await connection.query<RowDataPacket[]>(
    "select store, sum(cast(amount * 100 as signed)) as cents, count(*) as sales from sales group by store",
  );
  return stores.map(({ store, cents, sales }) => {
    const { cents: ownCents, sales: ownSales } = known.get(String(store)) ?? { cents: 0n, sales: 0n };
    return { keys: { store }, cents: BigInt(String(cents)) - ownCents, sales: BigInt(String(sales)) - ownSales };
  });
}

function readRow(row: RowDataPacket, grain: readonly string[]): Row {
  const keys = Object.fromEntries(grain.map((column) => [column, String(row[column])]));
  if (keys["year"] !== undefined && keys["month"] !== undefined) {
    const [year, month] = [Number(keys["year"]), Number(keys["month"])];
    keys["month"] = `${year * 12 + month - 1}`;
    keys["quarter"] = `${year}-${Math.floor((month - 1) / 3)}`;
    keys["decade"] = `${Math.floor(year / 10)}-0`;
  }
  return { keys, cents: BigInt(String(row["revenue"]).replace(".", "")), sales: BigInt(String(row["sales"])) };
}

function addTable(numbers: Numbers, rows: readonly Row[], total: bigint): void {
  const dimensions = Object.keys(rows[0]?.keys ?? {});
  const stores = rank(group(rows, ["store"])).map(([key]) => key);
  for (const some of listSubsets(dimensions, 3)) {
    const groups = group(rows, some);
    // A chart may show so many, and speak of the others.
    for (const shown of [0, 5, 10, 12, 20]) if (groups.size > shown) numbers.counts.add(BigInt(groups.size - shown));
    const ranked = rank(groups);
    const sorted = ranked.map(([, sums]) => sums);
    for (const sums of sorted) addSums(numbers, sums, total);
    addMedian(numbers, sorted);
    // The best together, and all others together; from either end.
    for (const list of [sorted, [...sorted].reverse()]) addRunning(numbers, list, total);
    if (some.length === 1) addChanges(numbers, groups);
    if (some.length > 1 && some.includes("store")) addOthers(numbers, rows, some, stores, total);
  }
}

/** What the stores beyond the first so many take together, in each group of the other dimensions. */
function addOthers(
  numbers: Numbers,
  rows: readonly Row[],
  some: readonly string[],
  stores: readonly string[],
  total: bigint,
): void {
  const ranks = new Map(stores.map((store, i) => [store, i]));
  const others = some.filter((dimension) => dimension !== "store");
  const parts = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row, others);
    parts.set(key, [...(parts.get(key) ?? []), row]);
  }
  for (const part of parts.values()) {
    const byStore = group(part, ["store"]);
    const sorted = [...byStore].sort(([a], [b]) => (ranks.get(b) ?? 0) - (ranks.get(a) ?? 0)).map(([, sums]) => sums);
    addRunning(numbers, sorted, total);
  }
}

function addRunning(numbers: Numbers, sorted: readonly Group[], total: bigint): void {
  const sum = { cents: 0n, sales: 0n };
  for (const [i, { cents, sales }] of sorted.entries()) {
    sum.cents += cents;
    sum.sales += sales;
    addSums(numbers, sum, total);
    numbers.cents.add(divide(sum.cents, BigInt(i + 1)));
  }
}

function addMedian(numbers: Numbers, sorted: readonly Group[]): void {
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) return;
  const median = divide(low.cents + high.cents, 2n);
  numbers.cents.add(median);
  if (median > 0n) numbers.ratios.add(divide(10n * (sorted[0]?.cents ?? 0n), median));
}

function addSums(numbers: Numbers, { cents, sales }: Group, total: bigint): void {
  numbers.cents.add(cents);
  numbers.counts.add(sales);
  if (sales > 0n) numbers.cents.add(divide(cents, sales));
  if (total > 0n) numbers.shares.add(divide(1000n * abs(cents), total));
}

/** How each group differs from the one before it, in the order of their keys. */
function addChanges(numbers: Numbers, groups: ReadonlyMap<string, Group>): void {
  const sorted = [...groups].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })).map(([, sums]) => sums);
  for (const [i, now] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before === undefined) continue;
    const pairs: [bigint, bigint][] = [
      [now.cents, before.cents],
      [now.sales, before.sales],
      [divide(now.cents, now.sales || 1n), divide(before.cents, before.sales || 1n)],
    ];
    for (const [a, b] of pairs) if (b > 0n) numbers.shares.add(divide(1000n * abs(a - b), b));
  }
}

function group(rows: readonly Row[], dimensions: readonly string[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = keyOf(row, dimensions);
    const sums = groups.get(key) ?? { cents: 0n, sales: 0n };
    groups.set(key, { cents: sums.cents + row.cents, sales: sums.sales + row.sales });
  }
  return groups;
}

function keyOf({ keys }: Row, dimensions: readonly string[]): string {
  return dimensions.map((dimension) => keys[dimension]).join("\n");
}

function rank(groups: ReadonlyMap<string, Group>): [string, Group][] {
  return [...groups].sort(([a, x], [b, y]) => (x.cents === y.cents ? (a < b ? -1 : 1) : x.cents > y.cents ? -1 : 1));
}

function listSubsets(names: readonly string[], most: number): string[][] {
  const subsets: string[][] = [[]];
  for (const name of names) subsets.push(...subsets.map((some) => [...some, name]));
  return subsets.filter((some) => some.length <= most);
}

/** Rounds half up. */
function divide(dividend: bigint, divisor: bigint): bigint {
  const half = 2n * dividend + divisor;
  const quotient = half / (2n * divisor);
  return half < 0n && half % (2n * divisor) !== 0n ? quotient - 1n : quotient;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
