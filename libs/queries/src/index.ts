export { fillAsked, fillPeriod, findAskedPeriod, listAskedPeriods } from "./asked-period.js";
export { type DataCheck, listValues, parseDataCheck, readDataChecks } from "./data-checks.js";
export {
  type Equation,
  hashQueries,
  parseQuery,
  type Query,
  type QueryColumn,
  readQueries,
  readSteps,
  type Steps,
} from "./queries.js";
export {
  describeScope,
  findScope,
  parseWithin,
  type ReportScope,
  readReportScope,
  readReportScopes,
  type Within,
  type WithinOptions,
  writeWithin,
} from "./report-scope.js";
export { dependsOnScope, findViewed, readScopeFiles, restrictQuery, type Scope, type ScopeFiles } from "./scope.js";
export { readSecondPath, type SecondPath, shadowTables, untyped } from "./second-path.js";
export { readsTable } from "./tokens.js";
