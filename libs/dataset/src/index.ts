export { type CsvFile, findCsvFiles, hashTable, type TableFile } from "./csv-files.js";
export { fingerprintImport } from "./fingerprint-import.js";
export { generateSales } from "./generate.js";
export { describeFile, type RecordedFile } from "./import-status.js";
export { readPeriodFiles } from "./period-files.js";
export { compareKnownParts, readSalesParts, type SalesPart, sumFingerprints } from "./sales-parts.js";
export { type Column, type ColumnName, columnNames, createSalesTable, salesColumns } from "./schema.js";
export { findSource } from "./source.js";
