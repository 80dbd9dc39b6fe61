export { type DataCheck, listValues, parseDataCheck, readDataChecks } from "./data-checks.js";
export {
  type Equation,
  hashQueries,
  parseQuery,
  type Query,
  type QueryColumn,
  readQueries,
  readRollup,
} from "./queries.js";
export { readSecondPath, type SecondPath, shadowTables } from "./second-path.js";
