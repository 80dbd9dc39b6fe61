import type { Table } from "apache-arrow";
import { type Catalog, createCatalog } from "./catalog.js";
import type { Channel } from "./channel.js";
import { createDataFrame, type DataFrame, type Engine, planSql, type QueryOptions } from "./dataframe.js";
import { SparkError } from "./errors.js";
import { execute } from "./execute.js";
import { toSparkError } from "./failure.js";
import type { Parameters } from "./literals.js";
import { encodeRows, type LocalRow } from "./local.js";
import type { ConfigRequest, InterruptRequest, KeyValue, Relation, UnaryMethods } from "./messages.js";
import { readProgress } from "./progress.js";
import { encodeRelation } from "./proto.js";
import { createReader, type Reader } from "./reader.js";
import { type RetryPolicy, retry } from "./retries.js";
import type { Row } from "./values.js";

const callTimeoutMs = 600_000;
const closeTimeoutMs = 5_000;

/** What a session is made with: the defaults of its queries, and more. */
export interface SessionOptions extends QueryOptions {
  /** How often a call that failed on its way is tried again. */
  retry?: Partial<RetryPolicy> | undefined;
}

/** What a statement can be given. */
export interface SqlOptions extends QueryOptions {
  /** Frames that the statement names like tables: name → frame. */
  frames?: Readonly<Record<string, DataFrame>>;
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
  sql(statement: string, parameters?: Parameters, options?: SqlOptions): Promise<DataFrame>;
  /** Makes a frame of a query, which the server analyzes when the frame is used; `sql` has it analyzed once before. */
  query(query: string, parameters?: Parameters, options?: SqlOptions): DataFrame;
  /** Gives a statement to the server and reads all its rows: `sql` and `collect` in one. */
  rows(statement: string, parameters?: Parameters, options?: SqlOptions): Promise<Row[]>;
  /** Names a table or view. */
  table(name: string, options?: QueryOptions): DataFrame;
  /** Reads files and other sources. */
  readonly read: Reader;
  /**
   * Makes a frame of rows, or of a table of Arrow's. `types` has Spark's types of columns, which their values are cast to;
   * without it whole numbers are BIGINT, other numbers DOUBLE, dates TIMESTAMP.
   */
  createDataFrame(rows: readonly LocalRow[] | Table, types?: Readonly<Record<string, string>>): DataFrame;
  /** What the session finds by name: catalogs, databases, tables, functions. */
  readonly catalog: Catalog;
  /** Sets settings of the session without writing their values into SQL text; an undefined value takes a setting away. */
  setConfig(settings: Readonly<Record<string, string | number | boolean | undefined>>): Promise<void>;
  /** Reads a setting of the session; undefined when it is not set, or when Spark keeps it to itself as a secret. */
  getConfig(key: string): Promise<string | undefined>;
  /** Reads all settings that are set, or those whose names begin with a prefix. */
  listConfig(prefix?: string): Promise<Record<string, string>>;
  /** Interrupts the queries that were given a tag; resolves to the ids of those that it found. */
  interruptTag(tag: string): Promise<string[]>;
  /** Interrupts all queries of the session; resolves to the ids of those that it found. */
  interruptAll(): Promise<string[]>;
  /** Opens a session that begins with this one's settings and temporary views. Each is closed by itself. */
  cloneSession(): Promise<Session>;
  /**
   * Opens a new session on the same server, with the options of this one, after the server was restarted or ended this one
   * (`INVALID_HANDLE.SESSION_CHANGED`, in the middle of a result `…_NOT_FOUND`, and `…_CLOSED`). It has none of the settings
   * and views.
   */
  renew(): Promise<Session>;
  /** Ends the session on the server and closes the connection; a second call does nothing. Does not throw. */
  close(): Promise<void>;
}

/** Opens another session on the server of a session: by its id, or a new one. */
export type Open = (id?: string) => Promise<Session>;

/** Makes a session on an open channel. */
export function createSession(
  channel: Channel,
  { id, version }: { id: string; version: string },
  defaults: SessionOptions,
  open: Open,
): Session {
  let closing: Promise<void> | undefined;
  const expectOpen = (): void => {
    if (closing) throw new SparkError("expected an open session, got one that is closed");
  };

  const engine: Engine = {
    signal: defaults.signal,
    async *run(plan, options) {
      expectOpen();
      const { signal, onProgress, tags } = { ...defaults, ...options };
      for await (const response of execute(channel, plan, { signal, retry: defaults.retry, tags })) {
        if (response.executionProgress) onProgress?.(readProgress(response.executionProgress));
        yield response;
      }
    },
    analyze: (request) => call("AnalyzePlan", request),
  };

  async function call<M extends keyof UnaryMethods>(
    method: M,
    request: UnaryMethods[M][0],
  ): Promise<UnaryMethods[M][1]> {
    expectOpen();
    try {
      return await retry(() => channel.call(method, request, callTimeoutMs), defaults.retry);
    } catch (error) {
      throw await toSparkError(error, channel);
    }
  }

  const configure = async (operation: ConfigRequest["operation"]): Promise<KeyValue[]> =>
    (await call("Config", { operation })).pairs;
  const interrupt = async (request: InterruptRequest): Promise<string[]> =>
    (await call("Interrupt", request)).interruptedIds;
  const frame = (relation: Relation, options?: QueryOptions): DataFrame => createDataFrame(engine, relation, options);

  const session: Session = {
    id,
    version,
    sql: async (statement, parameters, { frames, ...options } = {}) => {
      const input = planSql(statement, parameters, frames);
      let relation: Relation | undefined;
      for await (const { sqlCommandResult } of engine.run({ command: { sqlCommand: { input } } }, options)) {
        relation ??= sqlCommandResult?.relation;
      }
      if (!relation) throw new SparkError("expected an answer to the statement, got none");
      return frame(relation, options);
    },
    query: (query, parameters, { frames, ...options } = {}) => frame(planSql(query, parameters, frames), options),
    rows: async (statement, parameters, options) => (await session.sql(statement, parameters, options)).collect(),
    table: (name, options) => frame(encodeRelation({ read: { namedTable: { unparsedIdentifier: name } } }), options),
    read: createReader(frame),
    createDataFrame: (rows, types = {}) => {
      const names = Object.keys(types);
      const data = frame(encodeRelation({ localRelation: { data: encodeRows(rows, names) } }));
      return names.length === 0
        ? data
        : data.withColumns(Object.fromEntries(names.map((name) => [name, castTo(name, types)])));
    },
    catalog: createCatalog(frame),
    setConfig: async (settings) => {
      const entries = Object.entries(settings);
      const pairs = entries.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: String(value) }]));
      const keys = entries.flatMap(([key, value]) => (value === undefined ? [key] : []));
      if (pairs.length > 0) await configure({ set: { pairs } });
      if (keys.length > 0) await configure({ unset: { keys } });
    },
    getConfig: async (key) => (await configure({ getOption: { keys: [key] } }))[0]?.value,
    listConfig: async (prefix = "") => {
      const pairs = await configure({ getAll: { prefix } });
      // Spark takes the prefix from the keys, Sail does not
      return Object.fromEntries(
        pairs.map(({ key, value = "" }) => [key.startsWith(prefix) ? key : prefix + key, value]),
      );
    },
    interruptTag: (tag) => interrupt({ interruptType: "INTERRUPT_TYPE_TAG", operationTag: tag }),
    interruptAll: () => interrupt({ interruptType: "INTERRUPT_TYPE_ALL" }),
    cloneSession: async () => open((await call("CloneSession", {})).newSessionId),
    renew: async () => {
      await session.close();
      return open();
    },
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

function castTo(name: string, types: Readonly<Record<string, string>>): string {
  return `cast(\`${name.replaceAll("`", "``")}\` as ${types[name]})`;
}
