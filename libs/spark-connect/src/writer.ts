import type { Engine, QueryOptions } from "./dataframe.js";
import type { Command, Relation, WriteOperation } from "./messages.js";

/** Options of a data source, such as `header`; see Spark's documentation of the source. */
export type SourceOptions = Readonly<Record<string, string | number | boolean>>;

/** What becomes of rows that are there already; default `error`. */
export type SaveMode = "append" | "overwrite" | "error" | "ignore";

/** How rows are saved. */
export interface WriteOptions {
  /** The data source, e.g. `parquet`, `csv`, `jdbc`; by default what `spark.sql.sources.default` says, Parquet. */
  format?: string;
  mode?: SaveMode;
  /** Columns by whose values files are put into folders. */
  partitionBy?: readonly string[];
  options?: SourceOptions;
}

/** Saves the rows of a query. */
export interface Writer {
  /** Writes the rows to a path that the server sees, or, without one, to where the options of the source say. */
  write(options: WriteOptions & { path?: string }): Promise<void>;
  /** Writes the rows to a table, which is made when it is not there. */
  saveAsTable(table: string, options?: WriteOptions): Promise<void>;
  /** Adds the rows to a table, or takes their place in it with the mode `overwrite`; columns by position. */
  insertInto(table: string, options?: { mode?: "append" | "overwrite" }): Promise<void>;
  /** Makes the query a view of this session, in the place of one of that name. */
  createOrReplaceTempView(name: string): Promise<void>;
}

const modes = { append: "APPEND", overwrite: "OVERWRITE", error: "ERROR_IF_EXISTS", ignore: "IGNORE" } as const;

/** Makes the writer of a plan. */
export function createWriter(engine: Engine, input: Relation, queryOptions: QueryOptions): Writer {
  const run = async (command: Command): Promise<void> => {
    for await (const _ of engine.run({ command }, queryOptions));
  };
  const save = (
    target: Pick<WriteOperation, "path" | "table">,
    { format, mode = "error", partitionBy = [], options = {} }: WriteOptions,
  ): Promise<void> =>
    run({
      writeOperation: {
        input,
        source: format,
        ...target,
        mode: `SAVE_MODE_${modes[mode]}`,
        partitioningColumns: partitionBy,
        options: formatOptions(options),
      },
    });
  const table = (tableName: string, method: string) => ({
    table: { tableName, saveMethod: `TABLE_SAVE_METHOD_${method}` },
  });
  return {
    write: ({ path, ...options }) => save(path === undefined ? {} : { path }, options),
    saveAsTable: (name, options = {}) => save(table(name, "SAVE_AS_TABLE"), options),
    insertInto: (name, { mode = "append" } = {}) => save(table(name, "INSERT_INTO"), { mode }),
    createOrReplaceTempView: (name) => run({ createDataframeView: { input, name, isGlobal: false, replace: true } }),
  };
}

/** Writes the options of a source as texts. */
export function formatOptions(options: SourceOptions): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, String(value)]));
}
