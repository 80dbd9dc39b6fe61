export { hashPages } from "./pdf-record.js";
export { addRecord, type Origin, type ReportRecord } from "./record.js";
export { openSeal, seal } from "./seal.js";
