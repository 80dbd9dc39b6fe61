export { type Causes, type FileChange, listCauses } from "./causes.js";
export { checksumPlaceholder, isChecksumValid, readChecksum, writeChecksum } from "./checksum.js";
export { compareValues, type Difference } from "./compare-values.js";
export { hideNames } from "./hide-names.js";
export { compareMonths, type MovedMonth, readMonths } from "./months.js";
export { hashPages, readPdf } from "./pdf-provenance.js";
export {
  addProvenance,
  hashCharts,
  hashLine,
  hashSums,
  listLines,
  type Origin,
  type Provenance,
  parseProvenance,
  type Receipt,
  readHtmlProvenance,
} from "./provenance.js";
export { listTables, type ShownTable } from "./shown-tables.js";
