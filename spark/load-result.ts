import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { defaultCurrency, fitScale, type Period, TillbookError } from "@tillbook/pipeline";
import { fillPeriod, type Query, type QueryColumn } from "@tillbook/queries";
import { findSocket } from "@tillbook/services";
import type { Field, RecordBatch, Session } from "@tillbook/spark-connect";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { explainFailure, explainRows } from "./query-failure.js";

/** Which rows of a query are computed, and in which currency its amounts are. */
export interface ResultPart {
  /** The days whose articles were asked for, where they are no month, quarter or year. */
  asked?: Period | undefined;
  /** Condition for the rows; by default all. */
  affected?: string | undefined;
  currency?: string;
}

/**
 * Runs one query in Spark, and loads its rows into the `__next` table while they come. Spark writes them as the text that MySQL
 * loads, so that nothing between the two looks into a row.
 * @throws TillbookError SPARK_FAILED naming file and line, SQL_FILE_INVALID where the rows don't fit the query's header
 */
export async function loadResult(
  session: Pick<Session, "query" | "table">,
  connection: Pick<Connection, "query">,
  query: Query,
  { asked, affected = "true", currency = defaultCurrency }: ResultPart = {},
): Promise<void> {
  const file = `spark/${query.name}.sql`;
  const text = fillPeriod(query.text, asked);
  const lines = query.columns.map((column) => formatColumn(column, currency)).join(", ");
  const view = `${query.name}__rows`;
  let sent = 0;
  const send = async function* (): AsyncGenerator<Buffer> {
    // a view of a frame is analyzed once, however often it is read; the query begins in line 2, so that an error in line 1 isn't its own
    await session.query(`\n${text}`).createOrReplaceTempView(view);
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

/** Writes a column as LOAD DATA reads it, of the type that the header says. */
function formatColumn({ name, type }: QueryColumn, currency: string): string {
  return `ifnull(${formatText(name, fitScale(type, currency))}, '\\\\N')`;
}

function formatText(name: string, type: string): string {
  if (/^decimal/.test(type)) return `cast(cast(${name} as ${type}) as string)`;
  if (/^bigint unsigned/.test(type)) return `cast(cast(${name} as decimal(20, 0)) as string)`;
  if (/^bool|int\b/.test(type)) return `cast(cast(${name} as bigint) as string)`;
  // a backslash, and what separates columns and rows
  return `replace(replace(replace(cast(${name} as string), '\\\\', '\\\\\\\\'), '\\t', '\\\\t'), '\\n', '\\\\n')`;
}

/** @throws TillbookError SQL_FILE_INVALID where the query selects other columns than its header names */
function expectColumns({ name, columns }: Query, found: readonly Field[]): void {
  const expected = columns.map((column) => column.name);
  const got = found.map(({ name }) => name.toLowerCase());
  if (expected.toSorted().join() === got.toSorted().join()) return;
  throw new TillbookError(
    "SQL_FILE_INVALID",
    `spark/${name}.sql: expected the columns of its header, ${expected.join(", ")}, got ${got.join(", ")}`,
    'name the columns that are selected in "-- columns:"',
  );
}

/** Servers may be set to take packets of no more than 64 KB. */
const packetBytes = 60_000;

/** Cuts the texts of a column, which lie one after the other in memory. */
function* cutPackets({ values, valueOffsets, length }: RecordBatch["data"]["children"][number]): Generator<Buffer> {
  const [first, end] = [Number(valueOffsets[0]), Number(valueOffsets[length])];
  for (let start = first; start < end; start += packetBytes) {
    const piece: Uint8Array = values.subarray(start, Math.min(end, start + packetBytes));
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  }
}

/** Waits while the server lags behind, so that memory does not grow; the driver goes on taking what it is given. */
async function waitUntilSent(connection: Pick<Connection, "query">): Promise<void> {
  const stream = findSocket(connection);
  while (stream.writableNeedDrain && !stream.destroyed) await sleep(2);
}
