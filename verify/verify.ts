import type { Messages } from "@tillbook/charts";
import type { TableFile } from "@tillbook/dataset";
import type { Manifests, Paths } from "@tillbook/pipeline";
import type { Query, SecondPath } from "@tillbook/queries";
import type { Connection } from "mysql2/promise";
import type { SeenTables } from "./sources.js";

/** What the checks look at. */
export interface VerifyContext {
  paths: Paths;
  /** The same, with a folder instead of `build/` in which the report is made again. */
  again: Paths;
  connection: Connection;
  /** Files of your own are not generated, so that there is no manifest of generate. */
  manifests: Omit<Manifests, "generate"> & Partial<Pick<Manifests, "generate">>;
  /** The CSV files that were imported, by their names in the manifest. */
  csvFiles: ReadonlyMap<string, TableFile>;
  /** The queries as they are now. */
  queries: readonly Query[];
  /** How each result is computed a second time. */
  secondPath: SecondPath;
  /** What the report is of, by the settings, and what queries see of it. */
  seen: SeenTables;
  /** The report's language. */
  messages: Messages;
  /** Folder of earlier reports, absolute. */
  archive: string;
  cellTimeoutS: number;
  /** Takes what could not be checked, and where it is. */
  notChecked: string[];
  signal: AbortSignal;
}

/** Checks one kind of thing. Returns what was found right, and adds what is wrong, and where, to `findings`. */
export type Check = (context: VerifyContext, findings: string[]) => Promise<string>;
