import { defaultCurrency, fitScale, nameCurrency } from "@tillbook/pipeline";
import { type Kind, kinds } from "./kinds.js";

/** One column of `sales`. */
export type Column = {
  /** Meaning and unit, in words. */
  unit: string;
  /** Header names by which the importer knows the column, besides its own name. */
  headers: readonly string[];
} & (
  | { kind: keyof typeof kinds; isOptional?: never }
  // A file may lack the column; its rows then have no time, or an empty name.
  | { kind: "time" | "name"; isOptional: true; isLenient?: never }
  // Nor is a row lost for what can't be read there: it is left empty, and counted.
  | { kind: "quantity" | "name"; isOptional: true; isLenient: true }
);

/** The columns of `sales` without its id, in the order of our own files. One row is one sale of an article. */
export const salesColumns = {
  sold_on: { kind: "date", unit: "day, ISO 8601", headers: ["Datum"] },
  sold_at: {
    kind: "time",
    isOptional: true,
    unit: "time of day, local; null where the file has none",
    headers: ["Uhrzeit"],
  },
  store: {
    kind: "name",
    isOptional: true,
    unit: "store's name; empty where the file has none",
    headers: ["Supermarkt"],
  },
  article: {
    kind: "name",
    isOptional: true,
    unit: "article's name or number; empty where the file has none",
    headers: ["Artikelnummer"],
  },
  amount: { kind: "money", unit: "paid for the row, euro; negative for a refund", headers: ["Umsatz"] },
  cashier: {
    kind: "name",
    isOptional: true,
    unit: "cashier's name or id, unique within the store; empty where the file names none",
    headers: ["Kassiererinnen-ID"],
  },
  receipt: {
    kind: "name",
    isOptional: true,
    isLenient: true,
    unit: "number of the receipt, unique within a day of the store; empty where the file has none",
    headers: ["Bonnummer"],
  },
  quantity: {
    kind: "quantity",
    isOptional: true,
    isLenient: true,
    unit: "how much was sold, in pieces or units of weight; null where the file doesn't say",
    headers: ["Menge"],
  },
  category: {
    kind: "name",
    isOptional: true,
    isLenient: true,
    unit: "article's category; empty where the file has none",
    headers: ["Warengruppe"],
  },
} as const satisfies Record<string, Column>;

/** The name of a column of `sales`. */
export type ColumnName = keyof typeof salesColumns;

/** A column that a file may lack. */
export type OptionalColumn = {
  [C in ColumnName]: (typeof salesColumns)[C] extends { isOptional: true } ? C : never;
}[ColumnName];

/** The names of `salesColumns`, in their order. */
export const columnNames = Object.keys(salesColumns) as ColumnName[];

/** Whether what can't be read in a column is left empty, instead of rejecting its row. */
export function isLenient(name: ColumnName): boolean {
  return "isLenient" in salesColumns[name];
}

/** Finds how the values of a column are stored, read, checked and compared. */
export function findKind(name: ColumnName): Kind {
  return kinds[salesColumns[name].kind];
}

/** Lists the optional columns that a file with these columns lacks. */
export function listLacking(present: readonly ColumnName[]): OptionalColumn[] {
  const optional = columnNames.filter((name): name is OptionalColumn => "isOptional" in salesColumns[name]);
  return optional.filter((name) => !present.includes(name));
}

/**
 * Writes the DDL that creates `sales` under the name `table`, with amounts in a currency. Binary collation: names are equal
 * when their bytes are.
 */
export function createSalesTable(table: string, currency = defaultCurrency): string {
  const columns = Object.entries<Column>(salesColumns).map(([name, { kind, unit, isOptional }]) => {
    const type = fitScale(kinds[kind].type, currency);
    const preset = kind === "time" || kind === "quantity" ? "null" : isOptional ? "not null default ''" : "not null";
    return `    ${name} ${type} ${preset} comment '${nameCurrency(unit, currency).replaceAll("'", "''")}'`;
  });
  return [
    `create table ${table} (`,
    ["    id bigint not null auto_increment primary key", ...columns].join(",\n"),
    ") engine = InnoDB default character set = utf8mb4 collate = utf8mb4_bin comment = 'Tillbook: one row per sale'",
  ].join("\n");
}
