export { fillPeriod, findAskedPeriod } from "./asked-period.js";
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
export { readSecondPath, type SecondPath, shadowTables } from "./second-path.js";
