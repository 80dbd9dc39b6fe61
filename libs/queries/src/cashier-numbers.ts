import type { CashierNames } from "@tillbook/pipeline";
import type { Query } from "./queries.js";
import { isTable, type Token } from "./tokens.js";

/** How cashiers appear where no name of theirs may. */
export type HiddenNames = Exclude<CashierNames, "names">;

/** The columns of `sales`, as the import writes them. */
export const salesColumns = [
  "id",
  "sold_on",
  "sold_at",
  "store",
  "article",
  "amount",
  "cashier",
  "receipt",
  "quantity",
  "category",
];

/** Whether a table has names of cashiers, with the stores that they belong to. */
export function hasCashiers({ columns }: Pick<Query, "columns">): boolean {
  return ["store", "cashier"].every((name) => columns.some((column) => column.name === name));
}

/**
 * Writes a select of a stored table in which each cashier is a number within the store, from 1, as text; sales without a cashier
 * have none. The numbers are the same in every query: they are in the order of a hash, so that they don't follow the alphabet.
 * @param database  in backticks
 * @param columns  of the table
 */
export function writeNumbered(table: string, columns: readonly string[], database: string): string {
  const own = columns.map((column) =>
    column === "cashier" ? "coalesce(numbers.number, '') as cashier" : `named.\`${column}\``,
  );
  return `select ${own.join(", ")}
from ${database}.\`${table}\` as named
left join (
    select
        store,
        cashier,
        cast(row_number() over (partition by store order by sha2(concat(store, '/', cashier), 256)) as char) as number
    from ${database}.\`sales_per_cashier\`
    where cashier <> ''
    group by store, cashier
) as numbers on numbers.store = named.store and numbers.cashier = named.cashier`;
}

/** Whether a query may show who sold: it names the column, or takes all columns. */
export function mayShowCashiers(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ text }, i) => text === "cashier" || (text === "*" && tokens[i - 1]?.text !== "(") || isTableStatement(tokens, i),
  );
}

/** `table sales` is short for `select * from sales`. */
function isTableStatement(tokens: readonly Token[], i: number): boolean {
  return tokens[i]!.text === "table" && isTable(tokens, i + 1, new Set(["sales"]));
}
