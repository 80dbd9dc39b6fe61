export { type Column, type ColumnName, columnNames, createSalesTable, salesColumns } from "./schema.js";
