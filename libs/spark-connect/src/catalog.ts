import type { DataFrame } from "./dataframe.js";
import type { Relation } from "./messages.js";
import { encodeRelation } from "./proto.js";
import type { Row, Value } from "./values.js";

/** What a session finds by name. A pattern has `*` for any letters and `|` between alternatives. */
export interface Catalog {
  currentCatalog(): Promise<string>;
  setCurrentCatalog(name: string): Promise<void>;
  listCatalogs(pattern?: string): Promise<Row[]>;
  currentDatabase(): Promise<string>;
  setCurrentDatabase(name: string): Promise<void>;
  listDatabases(pattern?: string): Promise<Row[]>;
  databaseExists(name: string): Promise<boolean>;
  /** Lists tables and views of a database, by default of the current one, with the temporary views of the session. */
  listTables(options?: { database?: string; pattern?: string }): Promise<Row[]>;
  tableExists(name: string): Promise<boolean>;
  listColumns(table: string): Promise<Row[]>;
  listFunctions(options?: { database?: string; pattern?: string }): Promise<Row[]>;
  /** Removes a temporary view; resolves to whether it was there. */
  dropTempView(name: string): Promise<boolean>;
  /** Lets go of all that the session keeps by `cache`. */
  clearCache(): Promise<void>;
}

/** Makes the catalog of a session. */
export function createCatalog(open: (relation: Relation) => DataFrame): Catalog {
  const ask = (kind: string, request: object = {}): DataFrame => open(encodeRelation({ catalog: { [kind]: request } }));
  const askValue = async (kind: string, request?: object): Promise<Value | undefined> =>
    (await ask(kind, request).collectArrays())[0]?.[0];
  const tell = async (kind: string, request?: object): Promise<void> => void (await askValue(kind, request));
  return {
    currentCatalog: async () => String(await askValue("currentCatalog")),
    setCurrentCatalog: (name) => tell("setCurrentCatalog", { name }),
    listCatalogs: (pattern) => ask("listCatalogs", { pattern }).collect(),
    currentDatabase: async () => String(await askValue("currentDatabase")),
    setCurrentDatabase: (name) => tell("setCurrentDatabase", { name }),
    listDatabases: (pattern) => ask("listDatabases", { pattern }).collect(),
    databaseExists: async (name) => (await askValue("databaseExists", { name })) === true,
    listTables: (options) => ask("listTables", options).collect(),
    tableExists: async (name) => (await askValue("tableExists", { name })) === true,
    listColumns: (name) => ask("listColumns", { name }).collect(),
    listFunctions: (options) => ask("listFunctions", options).collect(),
    dropTempView: async (name) => (await askValue("dropTempView", { name })) === true,
    clearCache: () => tell("clearCache"),
  };
}
