import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPaths, type Paths, readSettings } from "@tillbook/pipeline";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import type { Connection } from "mysql2/promise";

/** An embedded MariaDB of its own for imports, for tests. */
export interface TestDatabase {
  connection: Connection;
  paths: Paths;
  /** Has the database's files; others may be added. */
  folder: string;
  stop: () => Promise<void>;
}

export async function startTestDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "tillbook-dataset-"));
  const paths = { ...findPaths(), data: folder };
  const { mysql } = readSettings({});
  await joinEmbeddedMysql(paths, mysql.database);
  const connection = await connectMysql(mysql, paths);
  const stop = async (): Promise<void> => {
    await connection.end();
    await leaveEmbeddedMysql(paths);
    await rm(folder, { recursive: true });
  };
  return { connection, paths, folder, stop };
}
