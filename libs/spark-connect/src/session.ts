import type { RecordBatch } from "apache-arrow";
import { createBatchReader, readRows } from "./batches.js";
import type { Channel } from "./channel.js";
import { SparkError } from "./errors.js";
import { type ExecuteOptions, execute } from "./execute.js";
import { toSparkError } from "./failure.js";
import { createSql, type Parameters } from "./literals.js";
import type { ConfigRequest, ExecutePlanResponse, KeyValue, Plan, Relation, UnaryMethods } from "./messages.js";
import { type Progress, readProgress } from "./progress.js";
import { type RetryPolicy, retry } from "./retries.js";
import type { Row } from "./values.js";

const callTimeoutMs = 600_000;
const closeTimeoutMs = 5_000;

/** What a query can be given. */
export interface QueryOptions {
  /** Aborting it interrupts the query on the server; what waits for the query rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called while the query runs, several times a second at most. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** What a session is made with. */
export interface SessionOptions extends QueryOptions {
  /** How often a call that failed on its way is tried again. */
  retry?: Partial<RetryPolicy> | undefined;
}

/**
 * The rows of one statement. A query runs again with each iteration; a command has run already, and iterating gives the
 * rows that it answered, often none.
 */
export interface Result extends AsyncIterable<Row> {
  /** Reads all rows into memory. */
  collect(): Promise<Row[]>;
  /** Gives the rows as Arrow's columns, a batch of at most 4 MB after the other, as the server sends them. */
  batches(): AsyncIterable<RecordBatch>;
}

/** A session on a server: its settings, temporary views and running queries are its own. */
export interface Session {
  /** The session's id on the server, a UUID. */
  readonly id: string;
  /** Version of the server, e.g. `4.3.0`. */
  readonly version: string;
  /**
   * Gives a statement to the server, which runs a command (`insert`, `create view`, `set`) at once and looks through a
   * query; its rows are read from the result. Values go beside the text, `:name` or `?` in it.
   * @throws SparkError with Spark's own message
   */
  sql(statement: string, parameters?: Parameters, options?: QueryOptions): Promise<Result>;
  /** Gives a statement to the server and reads all its rows: `sql` and `collect` in one. */
  rows(statement: string, parameters?: Parameters, options?: QueryOptions): Promise<Row[]>;
  /** Sets settings of the session without writing their values into SQL text; an undefined value takes a setting away. */
  setConfig(settings: Readonly<Record<string, string | number | boolean | undefined>>): Promise<void>;
  /** Reads a setting of the session; undefined when it is not set, or when Spark keeps it to itself as a secret. */
  getConfig(key: string): Promise<string | undefined>;
  /** Ends the session on the server and closes the connection; a second call does nothing. Does not throw. */
  close(): Promise<void>;
}

/** Makes a session on an open channel. */
export function createSession(
  channel: Channel,
  { id, version }: { id: string; version: string },
  defaults: SessionOptions = {},
): Session {
  let closing: Promise<void> | undefined;

  async function* run(plan: Plan, options: QueryOptions): AsyncGenerator<ExecutePlanResponse, void, undefined> {
    if (closing) throw new SparkError("expected an open session, got one that is closed");
    const { signal, onProgress } = { ...defaults, ...options };
    const executeOptions: ExecuteOptions = { signal, retry: defaults.retry };
    for await (const response of execute(channel, plan, executeOptions)) {
      if (response.executionProgress) onProgress?.(readProgress(response.executionProgress));
      yield response;
    }
  }

  async function* readBatches(root: Relation, options: QueryOptions): AsyncGenerator<RecordBatch, void, undefined> {
    const batches = createBatchReader();
    for await (const { arrowBatch } of run({ root }, options)) {
      if (arrowBatch) yield* batches.read(arrowBatch);
    }
  }

  async function call<M extends keyof UnaryMethods>(
    method: M,
    request: UnaryMethods[M][0],
  ): Promise<UnaryMethods[M][1]> {
    if (closing) throw new SparkError("expected an open session, got one that is closed");
    try {
      return await retry(() => channel.call(method, request, callTimeoutMs), defaults.retry);
    } catch (error) {
      throw await toSparkError(error, channel);
    }
  }

  async function configure(operation: ConfigRequest["operation"]): Promise<KeyValue[]> {
    return (await call("Config", { operation })).pairs;
  }

  const session: Session = {
    id,
    version,
    sql: async (statement, parameters, options = {}) => {
      const plan: Plan = { command: { sqlCommand: { input: { sql: createSql(statement, parameters) } } } };
      let relation: Relation | undefined;
      for await (const { sqlCommandResult } of run(plan, options)) relation ??= sqlCommandResult?.relation;
      const root = relation;
      if (!root) throw new SparkError("expected an answer to the statement, got none");
      return createResult(() => readBatches(root, options));
    },
    rows: async (statement, parameters, options) => (await session.sql(statement, parameters, options)).collect(),
    setConfig: async (settings) => {
      const entries = Object.entries(settings);
      const pairs = entries.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: String(value) }]));
      const keys = entries.flatMap(([key, value]) => (value === undefined ? [key] : []));
      if (pairs.length > 0) await configure({ set: { pairs } });
      if (keys.length > 0) await configure({ unset: { keys } });
    },
    getConfig: async (key) => (await configure({ getOption: { keys: [key] } }))[0]?.value,
    close: () => {
      closing ??= channel
        .call("ReleaseSession", {}, closeTimeoutMs)
        // a server that can't be reached drops the session by its own time limit
        .catch(() => {})
        .then(() => channel.close());
      return closing;
    },
  };
  return session;
}

function createResult(batches: () => AsyncGenerator<RecordBatch, void, undefined>): Result {
  return {
    batches,
    async *[Symbol.asyncIterator]() {
      for await (const batch of batches()) yield* readRows(batch);
    },
    collect: async () => {
      const rows: Row[][] = [];
      for await (const batch of batches()) rows.push(readRows(batch));
      return rows.flat();
    },
  };
}
