import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPaths, type Paths } from "@tillbook/pipeline";
import type { Connection } from "mysql2/promise";
import { joinEmbeddedMysql, leaveEmbeddedMysql } from "./embedded-mysql.js";
import { openMysql } from "./open-mysql.js";

/** For tests: an embedded MariaDB in a folder of its own. */
export interface TestMysql {
  connect: () => Promise<Connection>;
  /** Ends the connections and the server, and removes its files. */
  stop: () => Promise<void>;
}

/** Makes a folder that has what a checkout has after set-up, and no database yet. */
export async function makeTestRoot(prefix = "tillbook-mysql-"): Promise<Paths> {
  const root = await mkdtemp(join(tmpdir(), prefix));
  await writeFile(join(root, "nx.json"), "{}");
  for (const name of [".cache", "libs", "report"]) await symlink(join(findPaths().root, name), join(root, name));
  return findPaths(root);
}

export async function startTestMysql(): Promise<TestMysql> {
  const paths = await makeTestRoot();
  const address = await joinEmbeddedMysql(paths, "tillbook");
  const connections: Connection[] = [];
  return {
    connect: async () => {
      const connection = await openMysql(address);
      connections.push(connection);
      return connection;
    },
    stop: async () => {
      for (const connection of connections) connection.destroy();
      await leaveEmbeddedMysql(paths);
      await rm(paths.root, { recursive: true });
    },
  };
}
