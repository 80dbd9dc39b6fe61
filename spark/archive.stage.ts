import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type ColumnName, columnNames, createSalesTable } from "@tillbook/dataset";
import { defaultCurrency, findPaths, runStage } from "@tillbook/pipeline";
import { readQueries, readSteps } from "@tillbook/queries";
import { connectMysql, findMysql, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import { cacheShared, viewSales } from "./aggregate.js";
import { findIdRanges } from "./id-ranges.js";
import { loadResult } from "./load-result.js";
import { readMonths } from "./months.js";
import { createResultTable } from "./result-table.js";
import { withSparkSession } from "./spark-session.js";
import { sumParts } from "./sum-parts.js";

// Part of set-up: runs the queries once on a few made-up rows, in a database of its own, so that Java can archive the
// classes that an aggregation loads.

const rows = 2000;

/** What row \`seq\` of the made-up sales holds. */
const sample: Record<ColumnName, string> = {
  sold_on: "'2025-01-01' + interval seq % 90 day",
  sold_at: "sec_to_time(seq * 41 % 86400)",
  store: "concat('store ', seq % 3)",
  article: "concat('article ', seq % 50)",
  amount: "seq % 1000 / 100",
  cashier: "concat('cashier ', seq % 7)",
  receipt: "seq div 5",
  quantity: "seq % 3 + 1",
  category: "concat('category ', seq % 5)",
};

await runStage("setup", async ({ settings, signal }) => {
  const paths = { ...findPaths(), data: join(findPaths().cache, "archive") };
  const embedded = { ...settings.mysql, host: undefined };
  await joinEmbeddedMysql(paths, embedded.database, signal);
  const connection = await connectMysql(embedded, paths);
  try {
    const queries = await readQueries(join(paths.root, "spark"));
    await connection.query("drop table if exists sales");
    await connection.query(createSalesTable("sales"));
    await connection.query(
      `insert into sales (${columnNames.join(", ")})
       select ${columnNames.map((name) => sample[name]).join(", ")} from seq_1_to_${rows}`,
    );
    for (const { name } of queries) await connection.query(`drop table if exists ${name}__next`);
    for (const query of queries) await connection.query(createResultTable(query, `${query.name}__next`));
    const mysql = await findMysql(embedded, paths);
    const spark = { ...settings.spark, remote: undefined, mysqlHost: undefined };
    const months = (await readMonths(connection, paths)) ?? [];
    const findRanges = (some: typeof months) =>
      findIdRanges(
        connection,
        some.flatMap(({ ids }) => ids),
      );
    const steps = await readSteps(join(paths.root, "spark"));
    const options = { settings: spark, paths, mysql, rows, archive: "write", signal } as const;
    await withSparkSession(options, async (session) => {
      await sumParts({
        session,
        folder: join(paths.data, "spark-parts"),
        database: mysql.database,
        steps,
        currency: defaultCurrency,
        months,
        asked: undefined,
        findRanges,
        expectUnchanged: async () => {},
        onProgress: undefined,
      });
      await cacheShared(session, steps, true, months);
      await session.sql(viewSales(mysql.database, await findRanges(months)));
      for (const query of queries) await loadResult(session, connection, query);
    });
    return "archive of Spark's classes";
  } finally {
    await connection.end();
    await leaveEmbeddedMysql(paths);
    await rm(paths.data, { recursive: true, force: true });
  }
});
