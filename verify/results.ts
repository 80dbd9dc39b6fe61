import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RowDataPacket } from "mysql2/promise";
import type { Check } from "./verify.js";

/**
 * The aggregations a second time, otherwise than in `spark/*.sql`: in MySQL itself, in whole cents, with the parts of dates
 * cut from their texts, and ranks by counting. A result that is not here is computed by its own query, in MySQL.
 */
const secondPath: Record<string, string> = {
  monthly_sales: `
    select cast(left(day, 4) as unsigned) as year, cast(substr(day, 6, 2) as unsigned) as month, store,
        sum(cents) / 100 as revenue, sum(rows_of_day) as sales
    from (
        select cast(sold_on as char(10)) as day, store, sum(cast(amount * 100 as signed)) as cents, count(*) as rows_of_day
        from sales group by cast(sold_on as char(10)), store
    ) as days
    group by left(day, 4), substr(day, 6, 2), store`,
  sales_per_cashier: `
    select store, cashier, sum(cast(amount * 100 as signed)) / 100 as revenue, sum(1) as sales
    from sales group by cashier, store`,
  time_sales: `
    select cast(left(cast(sold_at as char(8)), 2) as unsigned) as hour, mod(to_days(sold_on) + 5, 7) + 1 as weekday, store,
        sum(cast(amount * 100 as signed)) / 100 as revenue, sum(1) as sales
    from sales group by left(cast(sold_at as char(8)), 2), mod(to_days(sold_on) + 5, 7), store`,
  top_articles: `
    with parts as (
        select store, article, sum(cast(amount * 100 as signed)) as cents, sum(1) as sales
        from sales group by article, store
    ),
    totals as (
        select article, count(*) over (
            order by sum(cents) desc, article rows between unbounded preceding and current row
        ) as rank_overall
        from parts group by article
    ),
    ranked as (
        select parts.*, count(*) over (
            partition by store order by cents desc, article rows between unbounded preceding and current row
        ) as rank_in_store
        from parts
    )
    select store, ranked.article, cents / 100 as revenue, sales, rank_in_store, rank_overall
    from ranked inner join totals on totals.article = ranked.article
    where not (rank_overall > 20 and rank_in_store > 5)`,
};

/** Computes every result once more, and names the first row of each table that is another. */
export const checkResults: Check = async ({ paths, connection, manifests }, problems) => {
  const folder = join(paths.root, "spark");
  const names = (await readdir(folder)).filter((file) => file.endsWith(".sql")).map((file) => file.slice(0, -4));
  let count = 0;
  for (const name of names.sort()) {
    const text = await readFile(join(folder, `${name}.sql`), "utf8");
    const grain = listColumns(text, "grain");
    const columns = listColumns(text, "columns").map((column) => String(column.split(" ")[0]));
    const read = async (source: string): Promise<Map<string, string>> => {
      const values = columns.map((column) => connection.escapeId(column)).join(", ");
      const [rows] = await connection.query<RowDataPacket[]>(`select ${values} from ${source}`);
      const format = (row: RowDataPacket, some: readonly string[]): string =>
        some.map((column) => `${column} ${formatValue(row[column])}`).join(", ");
      const others = columns.filter((column) => !grain.includes(column));
      return new Map(rows.map((row) => [format(row, grain), format(row, others)]));
    };
    const expected = await read(`(${secondPath[name] ?? text}) as again`).catch((error) => {
      problems.push(`table ${name} can't be computed by MySQL: ${error.message}; add it to verify/results.ts`);
      return undefined;
    });
    if (expected === undefined) continue;
    const got = await read(connection.escapeId(name)).catch(() => new Map<string, string>());
    count += got.size;
    const difference = compareRows(expected, got);
    if (difference !== undefined) problems.push(`table ${name} is not what sales add up to: ${difference}`);
    const [[row]] = await connection.query<RowDataPacket[]>(
      `select count(*) as row_count from ${connection.escapeId(name)}`,
    );
    const wrote = (manifests["aggregate"]?.["wrote"] ?? {}) as Record<string, string>;
    if (String(wrote[name]).split(":")[0] !== String(row?.["row_count"]))
      problems.push(
        `table ${name}: expected ${wrote[name]?.split(":")[0]} rows as in the manifest, got ${row?.["row_count"]}`,
      );
  }
  return `${count} rows of ${names.length} results are what MySQL itself computes from sales`;
};

function listColumns(text: string, key: string): string[] {
  const line = new RegExp(`^-- ${key}: *(.*)$`, "m").exec(text)?.[1] ?? "";
  return line.split(/,(?![^(]*\))/).map((part) => part.trim());
}

/** A number in one form, whatever type the server gave it: `12.5000` and `12.50` are the same. */
function formatValue(value: unknown): string {
  const text = String(value);
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

function compareRows(expected: ReadonlyMap<string, string>, got: ReadonlyMap<string, string>): string | undefined {
  for (const [key, values] of expected) {
    if (!got.has(key)) return `no row ${key}, expected ${values}`;
    if (got.get(key) !== values) return `${key}: expected ${values}, got ${got.get(key)}`;
  }
  const extra = [...got.keys()].find((key) => !expected.has(key));
  return extra === undefined ? undefined : `a row too many: ${extra}, ${got.get(extra)}`;
}
