import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columnNames, createSalesTable } from "@tillbook/dataset";
import { findPaths, type Paths, readSettings } from "@tillbook/pipeline";
import {
  connectMysql,
  type EmbeddedSpark,
  findMysql,
  joinEmbeddedMysql,
  leaveEmbeddedMysql,
  type MysqlAddress,
  startEmbeddedSpark,
} from "@tillbook/services";
import type { Connection } from "mysql2/promise";

/** An embedded MariaDB of its own, for tests. */
export interface TestDatabase {
  connection: Connection;
  paths: Paths;
  mysql: MysqlAddress;
  /** Replaces `sales` by rows, all of the first so many columns; ids count from 1. */
  setSales(rows: readonly (readonly (string | null)[])[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestDatabase(): Promise<TestDatabase> {
  const data = await mkdtemp(join(tmpdir(), "tillbook-spark-"));
  const paths = { ...findPaths(), data };
  const settings = readSettings({}).mysql;
  await joinEmbeddedMysql(paths, settings.database);
  const connection = await connectMysql(settings, paths);
  return {
    connection,
    paths,
    mysql: await findMysql(settings, paths),
    setSales: async (rows) => {
      await connection.query("drop table if exists sales");
      await connection.query(createSalesTable("sales"));
      const columns = columnNames.slice(0, rows[0]?.length);
      if (rows.length > 0) await connection.query(`insert into sales (${columns.join(", ")}) values ?`, [rows]);
    },
    stop: async () => {
      await connection.end();
      await leaveEmbeddedMysql(paths);
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** The Spark server that `tests/run.ts` keeps up, whose Java is warm; where there is none, one of its own, which `stop` ends. */
export async function startTestSpark(paths: Paths): Promise<Pick<EmbeddedSpark, "remote" | "stop">> {
  const remote = process.env["TILLBOOK_TEST_SPARK"];
  if (remote !== undefined) return { remote, stop: async () => {} };
  return startEmbeddedSpark({ paths, memory: "1g", isShort: true });
}
