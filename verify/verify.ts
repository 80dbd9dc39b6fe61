import type { Paths } from "@tillbook/pipeline";
import type { Connection } from "mysql2/promise";
import type { Manifests } from "./manifests.js";

/** What the checks look at. */
export interface VerifyContext {
  paths: Paths;
  connection: Connection;
  manifests: Manifests;
  /** The CSV files that were imported, by their names in the manifest. */
  csvPaths: ReadonlyMap<string, string>;
}

/** Looks at one kind of context. Gives back what was found right, and adds to `problems` what is wrong and where. */
export type Check = (context: VerifyContext, problems: string[]) => Promise<string>;
