// The notebook format and its texts, for who reads or writes notebooks. What runs them is not in here, since it loads
// compilers and kernels.
export { type Evidence, type RecordedNumber, readEvidence, takeEvidence } from "./evidence.js";
export type { Expression } from "./expression.js";
export { type Cell, joinLines, listCode, type Notebook, type Output, parseNotebook, readSource } from "./notebook.js";
export { drillType, figureType, keyFiguresType, listFigures } from "./outputs.js";
export { findPictureType } from "./picture-type.js";
export { type Kernel, recordOutputs } from "./record-outputs.js";
export { parseRanges } from "./row-ranges.js";
