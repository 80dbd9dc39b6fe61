import type { Connection, RowDataPacket } from "mysql2/promise";

/** Every number that a report may give about the results: sums by any grouping, and the quotients of sums. */
export interface Numbers {
  /** Exact amounts, in cents. */
  cents: Set<bigint>;
  /** Counts of sales in any group. */
  sales: Set<bigint>;
  /** Counts of stores: all of them, those that a chart does not show, those where one article is first. */
  stores: Set<bigint>;
  /** Counts of anything else, e.g. months, articles, files. */
  things: Set<bigint>;
  years: Set<bigint>;
  /** Parts and changes, in tenths of a percent, without sign. */
  shares: Set<bigint>;
  /** The largest divided by the median, in tenths. */
  ratios: Set<bigint>;
  /** Names that contain digits, the longest first; without those of digits alone. */
  names: string[];
  /** Names of digits alone, e.g. of cashiers. */
  digitNames: Set<string>;
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

/** What the numbers are computed from, as read from the database. */
export interface Source {
  /** Counts in `sales`, e.g. of articles. */
  counts: readonly bigint[];
  /** Amounts of some sales, e.g. of refunds, in cents. */
  cents: readonly bigint[];
  /** Revenue and sales of each store. */
  stores: readonly { store: string; cents: bigint; sales: bigint }[];
  results: readonly { grain: readonly string[]; rows: readonly Record<string, unknown>[] }[];
}

/** Computes the numbers from the tables of the results and from `sales`. @param scale  decimals of the amounts */
export async function collectNumbers(connection: Connection, results: readonly Result[], scale = 2): Promise<Numbers> {
  const read = async (sql: string): Promise<RowDataPacket[]> => (await connection.query<RowDataPacket[]>(sql))[0];
  const cents = `coalesce(sum(cast(amount * ${10 ** scale} as signed)), 0) as cents`;
  const [counted] = await read(
    `select count(*) as row_count, count(distinct article) as articles, count(distinct store, cashier) as cashiers,
       count(distinct store) as stores, count(distinct nullif(article, '')) as named_articles,
       count(distinct sold_on) as days, count(distinct cashier) as cashier_names from sales`,
  );
  const lacking = await read(
    `select count(*) as row_count from sales where sold_at is null
     union all select count(*) from sales where store = '' union all select count(*) from sales where article = ''`,
  );
  const signs = await read(
    `select count(*) as row_count, ${cents} from sales where amount < 0
     union all select count(*), 0 from sales where amount = 0`,
  );
  const stores = await read(`select store, ${cents}, count(*) as sales from sales group by store`);
  const numbers = listNumbers({
    counts: [...Object.values(counted ?? {}), ...signs.map((sign) => sign["row_count"])].map(toBigInt),
    cents: signs.map((sign) => toBigInt(sign["cents"])),
    stores: stores.map((row) => ({
      store: row["store"],
      cents: toBigInt(row["cents"]),
      sales: toBigInt(row["sales"]),
    })),
    results: await Promise.all(
      results.map(async ({ name, grain }) => ({
        grain,
        rows: await read(`select * from ${connection.escapeId(name)}`),
      })),
    ),
  });
  for (const { row_count } of lacking) numbers.sales.add(toBigInt(row_count));
  for (const name of ["store", "article", "cashier"])
    addSpellings(numbers, await read(`select ${name} as name, count(*) as row_count from sales group by ${name}`));
  return numbers;
}

/** Adds the sales of names that look the same, and how many such names there are. */
function addSpellings(numbers: Numbers, names: readonly RowDataPacket[]): void {
  const counts = new Map<string, bigint[]>();
  for (const { name, row_count } of names) {
    const letters = String(name)
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\s\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "");
    counts.set(letters, [...(counts.get(letters) ?? []), toBigInt(row_count)]);
  }
  const alike = [...counts.values()].filter(({ length }) => length > 1);
  addSizes(numbers.things, alike.length);
  for (const sales of alike) {
    numbers.things.add(BigInt(sales.length));
    for (const count of sales) numbers.sales.add(count);
  }
}

/** Lists all numbers that follow from the results, whatever the signs of their sums. */
export function listNumbers({ counts, cents, stores, results }: Source): Numbers {
  const all = { cents: sum(stores.map((store) => store.cents)), sales: sum(stores.map((store) => store.sales)) };
  const numbers: Numbers = {
    cents: new Set([0n, ...cents]),
    // A month may have no sales, and the best-selling article may be first in no store.
    sales: new Set([0n]),
    stores: new Set([0n]),
    things: new Set(counts),
    years: new Set(),
    // Nothing, and everything.
    shares: new Set([0n, 1000n]),
    ratios: new Set(),
    names: [],
    digitNames: new Set(),
  };
  const ranking = stores.map(({ store, cents }): [string, bigint] => [store, cents]).sort(compareRanks);
  const whole = { total: all.cents, stores: new Map(ranking.map(([store], i) => [store, i])) };
  const names = new Set<string>();
  for (const { grain, rows } of results) {
    if (rows[0]?.["revenue"] === undefined || rows[0]["sales"] === undefined) continue;
    const table = rows.map((row) => readRow(row, grain));
    addYears(numbers, rows);
    for (const name of rows.flatMap((row) => grain.map((column) => row[column])))
      if (typeof name === "string" && /\d/.test(name)) names.add(removeMarks(name));
    addTable(numbers, table, whole);
    // Sales without a cashier, a store, an article or a time of day are reported separately.
    const named = table.filter(({ keys }) => !Object.values(keys).includes("") && keys["hour"] !== "-1");
    if (named.length < table.length) {
      addTable(numbers, named, whole);
      // Hours are compared with all sales that have a time.
      addTable(numbers, named, { ...whole, total: sum(named.map(({ cents }) => cents)) });
    }
    // The chart of the best-selling articles shows only these.
    const best = table.filter((_, i) => Number(rows[i]?.["rank_overall"]) <= 20);
    if (best.length > 0) {
      addTable(numbers, best, whole);
      addTable(numbers, subtract(stores, best), whole);
    }
    addLeaders(
      numbers,
      table.filter((_, i) => Number(rows[i]?.["rank_in_store"]) === 1),
    );
  }
  for (const name of names) if (/^\d+$/.test(name)) numbers.digitNames.add(name);
  numbers.names = [...names].filter((name) => !/^\d+$/.test(name)).sort((a, b) => b.length - a.length);
  return numbers;
}

/** Removes marks of direction, which the report adds to names or takes away, and makes control characters spaces, as it does. */
export function removeMarks(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").replace(/\p{Bidi_Control}/gu, "");
}

/** What each store has beyond those rows. */
function subtract(stores: Source["stores"], rows: readonly Row[]): Row[] {
  const known = group(rows, ["store"]);
  return stores.map(({ store, cents, sales }) => {
    const { cents: ownCents, sales: ownSales } = known.get(store) ?? { cents: 0n, sales: 0n };
    return { keys: { store }, cents: cents - ownCents, sales: sales - ownSales };
  });
}

function readRow(row: Record<string, unknown>, grain: readonly string[]): Row {
  const keys = Object.fromEntries(grain.map((column) => [column, String(row[column])]));
  if (keys["year"] !== undefined && keys["month"] !== undefined) {
    const [year, month] = [Number(keys["year"]), Number(keys["month"])];
    keys["month"] = `${year * 12 + month - 1}`;
    keys["quarter"] = `${year}-${Math.floor((month - 1) / 3)}`;
    keys["decade"] = `${Math.floor(year / 10)}-0`;
  }
  return { keys, cents: BigInt(String(row["revenue"]).replace(".", "")), sales: toBigInt(row["sales"]) };
}

/** The total that shares refer to, and the rank of each store. */
interface Whole {
  total: bigint;
  stores: ReadonlyMap<string, number>;
}

/** A chart or a sentence shows at most this many groups, and counts the others. */
const mostShown = [0, 5, 8, 10, 12, 20];

function addTable(numbers: Numbers, rows: readonly Row[], whole: Whole): void {
  const dimensions = Object.keys(rows[0]?.keys ?? {});
  addSizes(numbers.things, rows.length);
  for (const some of listSubsets(dimensions, 3)) {
    const groups = group(rows, some);
    if (some.length === 1) addSizes(some[0] === "store" ? numbers.stores : numbers.things, groups.size);
    const ranked = [...groups].sort(([a, x], [b, y]) => compareRanks([a, x.cents], [b, y.cents]));
    const sorted = ranked.map(([, sums]) => sums);
    addMedian(numbers, sorted);
    addRunning(numbers, sorted, whole);
    if (some.length === 1) {
      const inOrder = [...groups]
        .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
        .map(([, sums]) => sums);
      addRunning(numbers, inOrder, whole);
      addChanges(numbers, inOrder);
    }
    if (some.includes("store")) addOthers(numbers, rows, some, whole);
  }
}

/** Adds how many there are, and how many a chart leaves out. */
function addSizes(counts: Set<bigint>, size: number): void {
  for (const shown of mostShown) if (size > shown) counts.add(BigInt(size - shown));
}

/** Years from the first to the last: a month without sales is listed as well. */
function addYears(numbers: Numbers, rows: readonly Record<string, unknown>[]): void {
  const years = rows.flatMap(({ year }) => (year === undefined ? [] : [Number(year)]));
  if (years.length === 0) return;
  const [first, last] = [years.reduce((a, b) => Math.min(a, b)), years.reduce((a, b) => Math.max(a, b))];
  for (let year = first; year <= last; year++) numbers.years.add(BigInt(year));
}

/** The sums of the stores after the first few, in each group of the other dimensions. */
function addOthers(numbers: Numbers, rows: readonly Row[], some: readonly string[], whole: Whole): void {
  const others = some.filter((dimension) => dimension !== "store");
  const place = ({ keys }: Row): number => whole.stores.get(keys["store"] ?? "") ?? 0;
  const parts = new Map<string, Row[]>();
  for (const row of [...rows].sort((a, b) => place(a) - place(b))) {
    const key = keyOf(row, others);
    const part = parts.get(key) ?? [];
    if (part.length === 0) parts.set(key, part);
    part.push(row);
  }
  for (const part of parts.values()) addRunning(numbers, [...group(part, ["store"]).values()], whole);
}

/** The longest list of groups that a chart or a sentence adds up. */
const mostTogether = 64;

/** Adds the sums of the first few groups and of the rest, from either end. */
function addRunning(numbers: Numbers, sorted: readonly Group[], { total }: Whole): void {
  const add = (part: Group, count: number): void => {
    addSums(numbers, part, total);
    if (count > 0) addMean(numbers, part.cents, BigInt(count));
  };
  const all = { cents: sum(sorted.map(({ cents }) => cents)), sales: sum(sorted.map(({ sales }) => sales)) };
  add(all, sorted.length);
  for (const group of sorted) addSums(numbers, group, total);
  for (const list of [sorted.slice(0, mostTogether), sorted.slice(-mostTogether).reverse()]) {
    let first = { cents: 0n, sales: 0n };
    for (const [i, { cents, sales }] of list.entries()) {
      first = { cents: first.cents + cents, sales: first.sales + sales };
      add(first, i + 1);
      add({ cents: all.cents - first.cents, sales: all.sales - first.sales }, sorted.length - i - 1);
    }
  }
}

function addMedian(numbers: Numbers, sorted: readonly Group[]): void {
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) return;
  for (const median of addMean(numbers, low.cents + high.cents, 2n))
    if (median > 0n) numbers.ratios.add(divide(10n * (sorted[0]?.cents ?? 0n), median));
}

/** Adds the whole cents on either side of a mean: charts and data frames round differently. */
function addMean(numbers: Numbers, cents: bigint, count: bigint): bigint[] {
  const near = cents / count;
  const means = cents % count === 0n ? [near] : [near, cents < 0n ? near - 1n : near + 1n];
  for (const mean of means) numbers.cents.add(mean);
  return means;
}

function addSums(numbers: Numbers, { cents, sales }: Group, total: bigint): void {
  numbers.cents.add(cents);
  numbers.sales.add(sales);
  if (sales > 0n) numbers.cents.add(divide(cents, sales));
  if (total !== 0n) numbers.shares.add(abs(divide(1000n * cents, total)));
}

/** Adds the change of each group against the one before it, unless that is zero or negative. */
function addChanges(numbers: Numbers, sorted: readonly Group[]): void {
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

/** Adds in how many stores each article is first, and how many such articles there are. */
function addLeaders(numbers: Numbers, first: readonly Row[]): void {
  const others = Object.keys(first[0]?.keys ?? {}).filter((dimension) => dimension !== "store");
  const leaders = group(
    first.map((row) => ({ ...row, sales: 1n })),
    others,
  );
  for (const { sales } of leaders.values()) numbers.stores.add(sales);
  addSizes(numbers.things, leaders.size);
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
  return dimensions.map((dimension) => keys[dimension]).join("\0");
}

/** The highest first; of equals by name. */
function compareRanks([a, x]: [string, bigint], [b, y]: [string, bigint]): number {
  return x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1;
}

function listSubsets(names: readonly string[], most: number): string[][] {
  const subsets: string[][] = [[]];
  for (const name of names) subsets.push(...subsets.map((some) => [...some, name]));
  return subsets.filter((some) => some.length <= most);
}

/** Rounds to the nearest, half away from zero. */
function divide(dividend: bigint, divisor: bigint): bigint {
  const quotient = (2n * abs(dividend) + abs(divisor)) / (2n * abs(divisor));
  return dividend < 0n === divisor < 0n ? quotient : -quotient;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}

function toBigInt(value: unknown): bigint {
  return BigInt(String(value));
}
