export type { RecordBatch } from "apache-arrow";
export { type ConnectOptions, connect } from "./connect.js";
export { type QueryContext, SparkError } from "./errors.js";
export type { Parameter, Parameters } from "./literals.js";
export type { Progress, StageProgress } from "./progress.js";
export type { RetryPolicy } from "./retries.js";
export type { QueryOptions, Result, Session, SessionOptions } from "./session.js";
export { type Keepalive, parseUrl, type Remote } from "./url.js";
export type { Row, Value } from "./values.js";
