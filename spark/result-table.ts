import { defaultCurrency, fitScale, nameCurrency } from "@tillbook/pipeline";
import type { Query } from "@tillbook/queries";

/**
 * Writes the DDL that creates a query's result under the name `table`, with amounts in a currency. Binary collation and mark,
 * as in `sales`.
 */
export function createResultTable(query: Query, table: string, currency = defaultCurrency): string {
  const columns = query.columns.map(({ name, type, isNullable, unit }) => {
    const comment = unit === "" ? "" : ` comment '${nameCurrency(unit, currency).replaceAll("'", "''")}'`;
    return `    ${name} ${fitScale(type, currency)} ${isNullable ? "null" : "not null"}${comment},`;
  });
  return [
    `create table ${table} (`,
    ...columns,
    `    primary key (${query.grain.join(", ")})`,
    `) engine = InnoDB default character set = utf8mb4 collate = utf8mb4_bin comment = 'Tillbook: ${query.question.replaceAll("'", "''")}'`,
  ].join("\n");
}
