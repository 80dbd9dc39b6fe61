export { checksumPlaceholder, isChecksumValid, writeChecksum } from "./checksum.js";
export { hashPages, readPdf } from "./pdf-provenance.js";
export {
  addProvenance,
  hashCharts,
  hashLine,
  listLines,
  type Origin,
  type Provenance,
  parseProvenance,
  readHtmlProvenance,
} from "./provenance.js";
