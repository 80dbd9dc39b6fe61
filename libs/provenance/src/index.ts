export { checksumPlaceholder, isChecksumValid, writeChecksum } from "./checksum.js";
export { hideNames } from "./hide-names.js";
export { hashPages, readPdf } from "./pdf-provenance.js";
export {
  addProvenance,
  hashCharts,
  hashLine,
  listLines,
  type Origin,
  type Provenance,
  readHtmlProvenance,
} from "./provenance.js";
