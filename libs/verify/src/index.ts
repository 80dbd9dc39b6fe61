export { listChecks } from "./checks.js";
export { gatherEvidence } from "./evidence.js";
export { hashPages, readPdf } from "./pdf-record.js";
export { addRecord, listLines, type Origin, type ReportRecord, readHtmlRecord } from "./record.js";
export { checkReportFile, type Findings } from "./report-file.js";
export { openSeal, seal } from "./seal.js";
