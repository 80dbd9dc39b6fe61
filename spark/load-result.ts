import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { defaultCurrency, type Period } from "@tillbook/pipeline";
import { fillPeriod, type Query } from "@tillbook/queries";
import { findSocket } from "@tillbook/services";
import type { Session } from "@tillbook/spark-connect";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { createView } from "./aggregate.js";
import { explainFailure, explainRows } from "./query-failure.js";
import { cutPackets, expectColumns, formatColumn } from "./result-lines.js";

/** Which rows of a query are computed, and in which currency its amounts are. */
export interface ResultPart {
  /** The days whose articles were asked for, where they are no month, quarter or year. */
  asked?: Period | undefined;
  /** Condition for the rows; by default all. */
  affected?: string | undefined;
  currency?: string;
  /** Whether it is made of parts, as for `createView`; by default true. */
  isOfParts?: boolean;
}

/**
 * Runs one query in Spark, and loads its rows into the `__next` table while they come. Spark writes them as the text that MySQL
 * loads, so that nothing between the two looks into a row.
 * @throws TillbookError SPARK_FAILED naming file and line, SQL_FILE_INVALID where the rows don't fit the query's header
 */
export async function loadResult(
  session: Pick<Session, "sql" | "query" | "table">,
  connection: Pick<Connection, "query">,
  query: Query,
  { asked, affected = "true", currency = defaultCurrency, isOfParts = true }: ResultPart = {},
): Promise<void> {
  const file = `spark/${query.name}.sql`;
  const text = fillPeriod(query.text, asked);
  const lines = query.columns.map((column) => formatColumn(column, currency)).join(", ");
  const view = `${query.name}__rows`;
  let sent = 0;
  const send = async function* (): AsyncGenerator<Buffer> {
    // an error in line 1 isn't the query's own
    await createView(session, view, text, isOfParts);
    expectColumns(query, await session.table(view).schema());
    const result = session.query(
      `select concat(concat_ws('\\t', ${lines}), '\\n') as line from ${view} where ${affected}`,
    );
    for await (const { data, numRows } of result.batches()) {
      sent += numRows;
      for (const packet of cutPackets(data.children[0]!)) {
        yield packet;
        await waitUntilSent(connection);
      }
    }
  };
  const bytes = Readable.from(send());
  try {
    const [{ affectedRows, warningStatus, info }] = await connection.query<ResultSetHeader>({
      sql: `load data local infile ? into table ${query.name}__next character set utf8mb4
        fields terminated by '\\t' escaped by '\\\\' lines terminated by '\\n' (${query.columns.map(({ name }) => name).join(", ")})`,
      values: [query.name],
      infileStreamFactory: () => bytes,
    });
    if (affectedRows === sent && warningStatus === 0) return;
    const [warnings] = await connection.query<RowDataPacket[]>("show warnings limit 1");
    throw explainRows(String(warnings[0]?.["Message"] ?? `expected ${sent} rows to be stored, got: ${info}`), file);
  } catch (error) {
    throw explainFailure(error, file, 1);
  } finally {
    bytes.destroy();
  }
}

/** Waits while the server lags behind, so that memory does not grow; the driver goes on taking what it is given. */
async function waitUntilSent(connection: Pick<Connection, "query">): Promise<void> {
  const stream = findSocket(connection);
  while (stream.writableNeedDrain && !stream.destroyed) await sleep(2);
}
