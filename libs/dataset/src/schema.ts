/** One column of `sales`: how it is stored, what it means, and what a CSV file may hold. */
export interface Column {
  name: string;
  /** MySQL type; every column is NOT NULL. */
  type: string;
  /** Whether a file may lack the column; its rows then have an empty text. */
  isOptional?: true;
  /** Meaning and unit, in words. */
  unit: string;
  /** Header names by which the importer knows the column; our own files have the first. */
  headers: readonly [string, ...string[]];
  /** Says what is wrong with a text, as the end of "<column> must …"; undefined when it is valid. */
  check: (text: string) => string | undefined;
}

/** The columns of `sales` without its id, in the order of our own files. One row is one sale of an article. */
export const salesColumns = [
  { name: "sold_on", type: "date", unit: "day, ISO 8601", headers: ["sold_on", "Datum"], check: checkDate },
  { name: "sold_at", type: "time", unit: "time of day, local", headers: ["sold_at", "Uhrzeit"], check: checkTime },
  { name: "store", type: "varchar(100)", unit: "store's name", headers: ["store", "Supermarkt"], check: checkName },
  {
    name: "article",
    type: "varchar(100)",
    unit: "article's name or number",
    headers: ["article", "Artikelnummer"],
    check: checkName,
  },
  {
    name: "amount",
    type: "decimal(10,2)",
    unit: "paid for the row, euro; negative when given back",
    headers: ["amount", "Umsatz"],
    check: checkAmount,
  },
  {
    name: "cashier",
    type: "varchar(100)",
    isOptional: true,
    unit: "cashier's name or id, unique within the store; empty where the file names none",
    headers: ["cashier", "Kassiererinnen-ID"],
    check: checkName,
  },
] as const satisfies readonly Column[];

/** The name of a column of `sales`. */
export type ColumnName = (typeof salesColumns)[number]["name"];

/** The names of `salesColumns`, in their order. */
export const columnNames: readonly ColumnName[] = salesColumns.map(({ name }) => name);

/** Writes the DDL that creates `sales` under the name `table`. Binary collation: names are equal when their bytes are. */
export function createSalesTable(table: string): string {
  const columns = salesColumns.map(({ name, type, unit, isOptional }: Column) => {
    const preset = isOptional ? " default ''" : "";
    return `    ${name} ${type} not null${preset} comment '${unit.replaceAll("'", "''")}'`;
  });
  return [
    `create table ${table} (`,
    ["    id bigint not null auto_increment primary key", ...columns].join(",\n"),
    ") engine = InnoDB default character set = utf8mb4 collate = utf8mb4_bin",
  ].join("\n");
}

/** Turns an amount that its column's check accepts, e.g. `12.50`, `7.5`, `7` or `-3.20`, into whole cents. */
export function toCents(amount: string): number {
  const point = amount.indexOf(".");
  if (point === -1) return Number(amount) * 100;
  return Number(amount.slice(0, point) + amount.slice(point + 1).padEnd(2, "0"));
}

function checkDate(text: string): string | undefined {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === "") return "be a date such as 2025-01-31";
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && year >= "1000";
  return isReal ? undefined : "be a day that exists, from 1000-01-01 on";
}

function checkTime(text: string): string | undefined {
  return /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text) ? undefined : "be a time of day such as 09:05 or 09:05:59";
}

function checkAmount(text: string): string | undefined {
  if (/^-?\d{1,8}(\.\d{1,2})?$/.test(text)) return undefined;
  if (!/^-?\d+(\.\d+)?$/.test(text)) return "be a number such as 12.50";
  return /\.\d{3}/.test(text) ? "have at most 2 decimals" : "have at most 8 digits before the point";
}

/** Control characters but tab and line breaks: no report can show them. */
const controls = /(?![\t\n\r])\p{Cc}/u;

/** Blanks at the end would make two names equal for MySQL that differ for Spark. */
function checkName(text: string): string | undefined {
  if (text === "") return "not be empty";
  if (controls.test(text)) return "have no control characters";
  if (text !== text.trim()) return "not begin or end with a blank";
  return text.length > 100 && [...text].length > 100 ? "have at most 100 characters" : undefined;
}
