import type { Query } from "@tillbook/queries";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { Check } from "./verify.js";

/**
 * The aggregations a second time, written differently from `spark/*.sql`: in MySQL itself, in whole thousandths, with the parts of
 * dates cut from their texts, and ranks by counting. A result that is not here is computed by its own query, in MySQL.
 */
const secondQueries: Readonly<Record<string, string>> = {
  monthly_sales: `
    select cast(left(day, 4) as unsigned) as year, cast(substr(day, 6, 2) as unsigned) as month, store,
        sum(thousandths) / 1000 as revenue, sum(rows_of_day) as sales
    from (
        select cast(sold_on as char(10)) as day, store, sum(cast(amount * 1000 as signed)) as thousandths, count(*) as rows_of_day
        from sales group by cast(sold_on as char(10)), store
    ) as days
    group by left(day, 4), substr(day, 6, 2), store`,
  sales_per_cashier: `
    select store, cashier, sum(cast(amount * 1000 as signed)) / 1000 as revenue, sum(1) as sales
    from sales group by cashier, store`,
  time_sales: `
    select coalesce(cast(left(cast(sold_at as char(8)), 2) as signed), -1) as hour, mod(to_days(sold_on) + 5, 7) + 1 as weekday, store,
        sum(cast(amount * 1000 as signed)) / 1000 as revenue, sum(1) as sales
    from sales group by left(cast(sold_at as char(8)), 2), mod(to_days(sold_on) + 5, 7), store`,
  top_articles: `
    with parts as (
        select store, article, sum(cast(amount * 1000 as signed)) as thousandths, sum(1) as sales
        from sales group by article, store
    ),
    totals as (
        select article, count(*) over (
            order by sum(thousandths) desc, article rows between unbounded preceding and current row
        ) as rank_overall
        from parts group by article
    ),
    ranked as (
        select parts.*, count(*) over (
            partition by store order by thousandths desc, article rows between unbounded preceding and current row
        ) as rank_in_store
        from parts
    )
    select store, ranked.article, thousandths / 1000 as revenue, sales, rank_in_store, rank_overall
    from ranked inner join totals on totals.article = ranked.article
    where not (rank_overall > 20 and rank_in_store > 5)`,
};

/** Computes every result once more, and names the first row of each table that differs. */
export const checkResults: Check = async ({ connection, queries, manifests }, findings) => {
  let count = 0;
  for (const query of queries) {
    const { name } = query;
    const expected = await computeResult(connection, query).catch((error) => {
      findings.push(`table ${name}: MySQL cannot run spark/${name}.sql: ${error.message}; add it to verify/results.ts`);
      return undefined;
    });
    if (expected === undefined) continue;
    const got = await readRows(connection, query, connection.escapeId(name)).catch(() => new Map<string, string>());
    count += got.size;
    const difference = compareRows(expected, got);
    if (difference !== undefined) findings.push(`table ${name} differs from what MySQL computes: ${difference}`);
    const rows = String(manifests.aggregate.wrote[name]).split(":")[0];
    if (rows !== String(got.size))
      findings.push(`table ${name}: expected ${rows} rows as in build/manifests/aggregate.json, got ${got.size}`);
  }
  return `${count} rows of ${queries.length} results are what MySQL itself computes from sales`;
};

/** Computes a result in MySQL: its measures by its grain, e.g. `store Nord, cashier 7` → `revenue 12.5, sales 3`. */
export function computeResult(connection: Connection, query: Query): Promise<Map<string, string>> {
  return readRows(connection, query, `(${secondQueries[query.name] ?? query.text}\n) as computed`);
}

/** Reads the rows of a table or subquery that has a query's columns, as `computeResult` does. */
export async function readRows(
  connection: Connection,
  { columns, grain }: Query,
  source: string,
): Promise<Map<string, string>> {
  const names = columns.map(({ name }) => name);
  const isText = new Map(columns.map(({ name, type }) => [name, /char|text/.test(type)]));
  const measures = names.filter((name) => !grain.includes(name));
  const [rows] = await connection.query<RowDataPacket[]>(`select ${connection.escapeId(names)} from ${source}`);
  const format = (row: RowDataPacket, some: readonly string[]): string =>
    some.map((column) => `${column} ${(isText.get(column) ? formatName : formatNumber)(row[column])}`).join(", ");
  return new Map(rows.map((row) => [format(row, grain), format(row, measures)]));
}

/** A number in one form, whatever type the server gave it: `12.5000` and `12.50` are the same. */
function formatNumber(value: unknown): string {
  const text = String(value);
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** A name as it is: `1` and `1.0` differ. It has quotes where it could be taken for the values of two columns. */
function formatName(value: unknown): string {
  const text = String(value);
  return text.includes(", ") || text.startsWith('"') ? JSON.stringify(text) : text;
}

/** Describes the first row that differs; undefined when none does. */
export function compareRows(
  expected: ReadonlyMap<string, string>,
  got: ReadonlyMap<string, string>,
): string | undefined {
  for (const [key, values] of expected) {
    if (!got.has(key)) return `${key}: expected ${values}, got no such row`;
    if (got.get(key) !== values) return `${key}: expected ${values}, got ${got.get(key)}`;
  }
  const extra = [...got.keys()].find((key) => !expected.has(key));
  return extra === undefined ? undefined : `${extra}: expected no such row, got ${got.get(extra)}`;
}
