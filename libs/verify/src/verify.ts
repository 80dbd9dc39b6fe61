import type { Paths } from "@tillbook/pipeline";
import type { Connection } from "mysql2/promise";
import type { Receipts } from "./receipts.js";

/** What the checks look at. */
export interface Evidence {
  paths: Paths;
  connection: Connection;
  receipts: Receipts;
  /** The CSV files that were imported, by their names in the receipt. */
  csvPaths: ReadonlyMap<string, string>;
}

/** Looks at one kind of evidence. Gives back what was found right, and adds to `problems` what is wrong and where. */
export type Check = (evidence: Evidence, problems: string[]) => Promise<string>;
