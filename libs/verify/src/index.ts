export { hashPages, readPdf } from "./pdf-record.js";
export { addRecord, type Origin, type ReportRecord, readHtmlRecord } from "./record.js";
export { openSeal, seal } from "./seal.js";
