export {
  type Equation,
  hashQueries,
  parseQuery,
  type Query,
  type QueryColumn,
  readQueries,
  readRollup,
} from "./queries.js";
