import type { DataFrame } from "./dataframe.js";
import type { Relation } from "./messages.js";
import { encodeRelation } from "./proto.js";
import { formatOptions, type SourceOptions } from "./writer.js";

/** How a data source is read. */
export interface ReadOptions {
  /** Columns and their types as in `create table`, e.g. `"id int, day date"`; by default the source tells them. */
  schema?: string;
  options?: SourceOptions;
}

/** Reads data sources. Paths are seen by the server, not by this machine; several are read as one. */
export interface Reader {
  parquet(paths: string | readonly string[], options?: ReadOptions): DataFrame;
  csv(paths: string | readonly string[], options?: ReadOptions): DataFrame;
  json(paths: string | readonly string[], options?: ReadOptions): DataFrame;
  orc(paths: string | readonly string[], options?: ReadOptions): DataFrame;
  /** Reads lines, as a column `value`. */
  text(paths: string | readonly string[], options?: ReadOptions): DataFrame;
  /** Reads a table or query of a database; the server needs its driver. `options` has `url`, `dbtable` or `query`, and so on. */
  jdbc(options: SourceOptions): DataFrame;
  /** Reads any source by its name. */
  load(format: string, paths?: string | readonly string[], options?: ReadOptions): DataFrame;
}

/** Makes the reader of a session. */
export function createReader(open: (relation: Relation) => DataFrame): Reader {
  const load: Reader["load"] = (format, paths = [], { schema, options = {} } = {}) =>
    open(
      encodeRelation({
        read: { dataSource: { format, schema, options: formatOptions(options), paths: [paths].flat() } },
      }),
    );
  return {
    parquet: (paths, options) => load("parquet", paths, options),
    csv: (paths, options) => load("csv", paths, options),
    json: (paths, options) => load("json", paths, options),
    orc: (paths, options) => load("orc", paths, options),
    text: (paths, options) => load("text", paths, options),
    jdbc: (options) => load("jdbc", [], { options }),
    load,
  };
}
