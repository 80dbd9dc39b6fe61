/** A place in a query that an error is about. */
export interface QueryContext {
  /** The piece of the query's text. */
  fragment: string;
  /** First and last character of the fragment in the text, counted from 0, both inclusive; -1 where Spark doesn't know. */
  start: number;
  stop: number;
  /** Kind and name of the object that holds the text, e.g. a view; empty for the query itself. */
  objectType: string;
  objectName: string;
}

/** What is known about a failure beside its message. */
export interface SparkErrorDetails {
  errorClass?: string | undefined;
  sqlState?: string | undefined;
  grpcCode?: string | undefined;
  messageParameters?: Record<string, string>;
  queryContexts?: QueryContext[];
  cause?: unknown;
}

/** The only error of this library: a failure with Spark's own message, or one on the way to Spark. */
export class SparkError extends Error {
  override name = "SparkError";
  /** Spark's name of the condition, e.g. `TABLE_OR_VIEW_NOT_FOUND`; undefined when there is none. */
  readonly errorClass: string | undefined;
  /** Five characters of the SQL standard, e.g. `42P01`; undefined when there is none. */
  readonly sqlState: string | undefined;
  /** Name of the gRPC status, e.g. `UNAVAILABLE`; undefined when the failure is on this side. */
  readonly grpcCode: string | undefined;
  /** The values that Spark put into the message. */
  readonly messageParameters: Record<string, string>;
  readonly queryContexts: QueryContext[];

  constructor(message: string, details: SparkErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.errorClass = details.errorClass || undefined;
    this.sqlState = details.sqlState || undefined;
    this.grpcCode = details.grpcCode;
    this.messageParameters = details.messageParameters ?? {};
    this.queryContexts = details.queryContexts ?? [];
  }
}
