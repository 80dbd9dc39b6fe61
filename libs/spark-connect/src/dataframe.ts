import { orderBy, parseExpression } from "./expressions.js";
import type { Parameters } from "./literals.js";
import { createSql } from "./literals.js";
import type {
  AnalyzePlanRequest,
  AnalyzePlanResponse,
  ExecutePlanResponse,
  Plan,
  Relation,
  RelationMessage,
} from "./messages.js";
import type { Progress } from "./progress.js";
import { encodeRelation } from "./proto.js";
import { createResult, type Result } from "./result.js";
import { type Field, readSchema } from "./schema.js";
import { createWriter, type Writer } from "./writer.js";

/** What a query can be given. */
export interface QueryOptions {
  /** Aborting it interrupts the query on the server; what waits for the query rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called while the query runs, several times a second at most. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Names by which `interruptTag` finds the query; none may be empty or have a comma. */
  tags?: readonly string[] | undefined;
}

/** What runs plans: a session. */
export interface Engine {
  run(plan: Plan, options: QueryOptions): AsyncGenerator<ExecutePlanResponse, void, undefined>;
  analyze(request: AnalyzePlanRequest): Promise<AnalyzePlanResponse>;
  readonly signal: AbortSignal | undefined;
}

/** How two frames are joined; `leftSemi` keeps rows of the left side that have a match, `leftAnti` those that have none. */
export type JoinType = "inner" | "left" | "right" | "full" | "leftSemi" | "leftAnti" | "cross";

/** How much a plan's explanation tells. */
export type ExplainMode = "simple" | "extended" | "codegen" | "cost" | "formatted";

/** How rows are shown as text. */
export interface ShowOptions {
  /** Longest value in characters, default 20; 0 for all of it. */
  truncate?: number;
  /** One value a line, default false. */
  vertical?: boolean;
}

/**
 * A query: a plan of Spark's, which runs each time that its rows are read. Each method gives another frame and leaves this
 * one as it is. Columns, conditions and aggregates are SQL expressions, e.g. `"amount * 2 as double_amount"`; names of
 * columns that are no SQL names stand in backquotes.
 */
export interface DataFrame extends Result, Writer {
  /** Names and types of the columns, which Spark finds out without running the query. */
  schema(): Promise<Field[]>;
  /** Chooses or computes columns. */
  select(...columns: string[]): DataFrame;
  /** Keeps the rows that meet a condition; its values can be parameters, `:name` or `?`. */
  filter(condition: string, parameters?: Parameters): DataFrame;
  /** Groups rows by columns or expressions, for `agg`. */
  groupBy(...columns: string[]): Grouping;
  /** Aggregates all rows to one. */
  agg(...aggregates: string[]): DataFrame;
  /** Sorts, each column by `asc` (default) or `desc`, and `nulls first` or `nulls last`. */
  orderBy(...columns: string[]): DataFrame;
  /** Keeps the first rows. */
  limit(rows: number): DataFrame;
  /** Leaves out the first rows. */
  offset(rows: number): DataFrame;
  /** Joins another frame, by the columns of that name on both sides or by a condition; default `inner`. See `as`. */
  join(other: DataFrame, on: string | readonly string[], type?: JoinType): DataFrame;
  /** Gives the frame a name, for conditions: `a.as("l").join(b.as("r"), "l.id = r.sale")`. */
  as(name: string): DataFrame;
  /** Adds columns or replaces those of the same name: name → expression. */
  withColumns(columns: Readonly<Record<string, string>>): DataFrame;
  /** Renames columns: old name → new name. */
  withColumnsRenamed(names: Readonly<Record<string, string>>): DataFrame;
  /** Leaves out columns. */
  drop(...names: string[]): DataFrame;
  /** Keeps one row of each that are equal, in all columns or in those named. */
  distinct(...names: string[]): DataFrame;
  /** Appends the rows of another frame, by position or by name of the columns. */
  union(other: DataFrame, options?: { byName?: boolean }): DataFrame;
  /** Keeps the rows, each once, that another frame has, too. */
  intersect(other: DataFrame): DataFrame;
  /** Keeps the rows, each once, that another frame has not. */
  except(other: DataFrame): DataFrame;
  /** Asks in SQL, where this frame is the table `this`: `frame.sql("select count(*) from this where x > :x", { x: 1 })`. */
  sql(query: string, parameters?: Parameters): DataFrame;
  /** The same query, with other options. */
  withOptions(options: QueryOptions): DataFrame;

  /** Counts the rows. */
  count(): Promise<number>;
  /** Prints the first rows, default 20, as a table of text. */
  show(rows?: number, options?: ShowOptions): Promise<void>;
  /** Writes the first rows, default 20, as a table of text. */
  showString(rows?: number, options?: ShowOptions): Promise<string>;
  /** Says how Spark will run the query; default `simple`. */
  explain(mode?: ExplainMode): Promise<string>;
  /** Keeps the rows on the cluster from the first time that they are computed on. */
  cache(): Promise<DataFrame>;
  /** Lets go of what `cache` keeps. */
  unpersist(): Promise<DataFrame>;
}

/** Rows grouped by columns. */
export interface Grouping {
  /** Aggregates each group to a row: the columns of the groups, then these, e.g. `"sum(amount) as revenue"`. */
  agg(...aggregates: string[]): DataFrame;
}

const relations = new WeakMap<DataFrame, Relation>();

const joinTypes = {
  inner: "INNER",
  left: "LEFT_OUTER",
  right: "RIGHT_OUTER",
  full: "FULL_OUTER",
  leftSemi: "LEFT_SEMI",
  leftAnti: "LEFT_ANTI",
  cross: "CROSS",
} as const;

/** The plan of a frame. */
export function planOf(frame: DataFrame): Relation {
  const relation = relations.get(frame);
  if (!relation) throw new TypeError("expected a DataFrame of this library, got something else");
  return relation;
}

/** Makes SQL in which frames are tables. */
export function planSql(
  query: string,
  parameters?: Parameters,
  frames: Readonly<Record<string, DataFrame>> = {},
): Relation {
  const root = encodeRelation({ sql: createSql(query, parameters) });
  // Spark finds them by name, Sail asks for a number as well
  const references = Object.entries(frames).map(([alias, frame], planId) =>
    encodeRelation({ common: { planId }, subqueryAlias: { input: planOf(frame), alias } }),
  );
  return references.length === 0 ? root : encodeRelation({ withRelations: { root, references } });
}

/** Makes the frame of a plan. */
export function createDataFrame(engine: Engine, input: Relation, options: QueryOptions = {}): DataFrame {
  const derive = (relation: RelationMessage): DataFrame => createDataFrame(engine, encodeRelation(relation), options);
  const aggregate = (columns: string[], aggregates: string[]): DataFrame =>
    derive({
      aggregate: {
        input,
        groupType: "GROUP_TYPE_GROUPBY",
        groupingExpressions: columns.map(parseExpression),
        aggregateExpressions: aggregates.map(parseExpression),
      },
    });
  const combine = (type: string, other: DataFrame, isAll: boolean, byName = false): DataFrame =>
    derive({
      setOp: { leftInput: input, rightInput: planOf(other), setOpType: `SET_OP_TYPE_${type}`, isAll, byName },
    });
  const askSql = (query: string, parameters?: Parameters): DataFrame =>
    createDataFrame(engine, planSql(query, parameters, { this: frame }), options);

  const frame: DataFrame = {
    ...createResult(() => engine.run({ root: input }, options), options.signal ?? engine.signal),
    ...createWriter(engine, input, options),
    schema: async () => {
      const { schema } = await engine.analyze({ schema: { plan: { root: input } } });
      return schema ? readSchema(schema.schema) : [];
    },
    select: (...columns) => derive({ project: { input, expressions: columns.map(parseExpression) } }),
    filter: (condition, parameters) =>
      parameters
        ? askSql(`select * from this where ${condition}`, parameters)
        : derive({ filter: { input, condition: parseExpression(condition) } }),
    groupBy: (...columns) => ({ agg: (...aggregates) => aggregate(columns, aggregates) }),
    agg: (...aggregates) => aggregate([], aggregates),
    orderBy: (...columns) => derive({ sort: { input, order: columns.map(orderBy), isGlobal: true } }),
    limit: (rows) => derive({ limit: { input, limit: rows } }),
    offset: (rows) => derive({ offset: { input, offset: rows } }),
    join: (other, on, type = "inner") =>
      derive({
        join: {
          left: input,
          right: planOf(other),
          joinType: `JOIN_TYPE_${joinTypes[type]}`,
          ...(typeof on === "string" ? { joinCondition: parseExpression(on) } : { usingColumns: on }),
        },
      }),
    as: (alias) => derive({ subqueryAlias: { input, alias } }),
    withColumns: (columns) =>
      derive({
        withColumns: {
          input,
          aliases: Object.entries(columns).map(([name, text]) => ({ expr: parseExpression(text), name: [name] })),
        },
      }),
    withColumnsRenamed: (names) =>
      derive({
        withColumnsRenamed: {
          input,
          renames: Object.entries(names).map(([colName, newColName]) => ({ colName, newColName })),
        },
      }),
    drop: (...columnNames) => derive({ drop: { input, columnNames } }),
    distinct: (...columnNames) =>
      derive({ deduplicate: { input, columnNames, allColumnsAsKeys: columnNames.length === 0 } }),
    union: (other, { byName } = {}) => combine("UNION", other, true, byName),
    intersect: (other) => combine("INTERSECT", other, false),
    except: (other) => combine("EXCEPT", other, false),
    sql: askSql,
    withOptions: (others) => createDataFrame(engine, input, { ...options, ...others }),
    count: async () => Number((await aggregate([], ["count(1) as rows"]).collect())[0]?.["rows"]),
    show: async (rows, showOptions) => console.log(await frame.showString(rows, showOptions)),
    showString: async (rows = 20, { truncate = 20, vertical = false } = {}) => {
      const [[text] = []] = await derive({
        showString: { input, numRows: rows, truncate, vertical },
      }).collectArrays();
      return String(text);
    },
    explain: async (mode = "simple") => {
      const explainMode = `EXPLAIN_MODE_${mode.toUpperCase()}`;
      const { explain } = await engine.analyze({ explain: { plan: { root: input }, explainMode } });
      return explain?.explainString ?? "";
    },
    cache: async () => {
      await engine.analyze({ persist: { relation: input } });
      return frame;
    },
    unpersist: async () => {
      await engine.analyze({ unpersist: { relation: input } });
      return frame;
    },
  };
  relations.set(frame, input);
  return frame;
}
