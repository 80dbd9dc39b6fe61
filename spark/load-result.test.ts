import assert from "node:assert/strict";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findAskedPeriod, parseQuery } from "@tillbook/queries";
import { type Session, SparkError } from "@tillbook/spark-connect";
import type { Connection } from "mysql2/promise";
import { loadResult, type ResultPart } from "./load-result.js";

// In place of Spark what gives rows, in place of MySQL what takes them; sql.slow.test.ts has both.

const query = parseQuery(
  "by_store",
  `-- question: who?
-- grain: store
-- columns: store varchar(100), revenue decimal(20,2) in euros
-- checks: 1 = 1
select store, sum(amount) as revenue
from sales where sold_on >= :first group by store`,
);

/** What Spark gives and MySQL answers. */
interface Given {
  batches?: string[][];
  columns?: string[];
  fail?: Error;
  answer?: { affectedRows?: number; warningStatus?: number; info?: string };
  warning?: string | undefined;
  /** What MySQL refuses after the first packet. */
  refusal?: Error;
  socket?: { writableNeedDrain: boolean; destroyed: boolean };
}

/** Loads a result; gives the statements, and what MySQL has got, also where it fails. */
async function load(given: Given = {}, part?: ResultPart) {
  const { batches = [["Nord\t1.50\n"]], columns = ["store", "revenue"], fail, answer = {}, warning } = given;
  const socket = given.socket ?? { writableNeedDrain: false, destroyed: false };
  const statements: string[] = [];
  const packets: string[] = [];
  const reading = { isOver: false };
  const batch = (lines: string[]) => {
    const values = Buffer.from(lines.join(""));
    return {
      data: { children: [{ values, valueOffsets: Int32Array.from([0, values.length]), length: 1 }] },
      numRows: lines.length,
    };
  };
  const session = {
    sql: async (text: string) => void statements.push(text),
    table: () => ({ schema: async () => columns.map((name) => ({ name })) }),
    query: (text: string) => {
      statements.push(text);
      return {
        createOrReplaceTempView: async () => {},
        batches: async function* () {
          try {
            for (const lines of batches) yield batch(lines);
            if (fail) throw fail;
          } finally {
            reading.isOver = true;
          }
        },
      };
    },
  } as unknown as Session;
  const connection = {
    connection: { stream: socket },
    query: async (text: string | { sql: string; infileStreamFactory: () => Readable }) => {
      if (typeof text === "string") return [warning === undefined ? [] : [{ Message: warning }]];
      statements.push(text.sql);
      if (given.refusal) {
        await once(text.infileStreamFactory(), "readable");
        throw given.refusal;
      }
      for await (const packet of text.infileStreamFactory()) packets.push(packet.toString());
      return [{ affectedRows: batches.flat().length, warningStatus: 0, info: "", ...answer }];
    },
  } as unknown as Connection;
  const loading = loadResult(session, connection, query, part);
  return { loading, statements, packets, reading };
}

test("rows of all batches are loaded into the next table, in the order of the header's columns", async () => {
  const batches = [["Nord\t1.50\n", "Süd\t2.00\n"], [], ["West\t-1.00\n"]];
  const { loading, statements, packets } = await load({ batches, columns: ["revenue", "store"] });
  await loading;
  assert.equal(packets.join(""), batches.flat().join(""));
  const [into = "", view, select = ""] = statements;
  assert.match(into, /^load data local infile \? into table by_store__next .*\(store, revenue\)$/s);
  assert.equal(view, `\n${query.text.replace(":first", "null")}`);
  assert.match(select, /^select concat\(.*\bstore\b.*\brevenue\b.*\) as line from by_store__rows where true$/s);
});

test("asked days, the rows that are wanted and the currency are those of the call", async () => {
  const part = { asked: findAskedPeriod("2025-02-10/2025-02-20"), affected: "store = 'Nord'", currency: "KWD" };
  const { loading, statements } = await load({}, { ...part, isOfParts: false });
  await loading;
  assert.match(statements[1]!, /^create or replace temporary view by_store__rows as\n.*sold_on >= '2025-02-10'/s);
  assert.match(statements[2]!, /decimal\(20,3\).* from by_store__rows where store = 'Nord'$/s);
});

test("rows that MySQL changed or left out are an error with its words, or with how many it stored", async () => {
  const code = "SQL_FILE_INVALID";
  const told = await load({ answer: { warningStatus: 1 }, warning: "Data truncated for column 'store' at row 1" });
  await assert.rejects(told.loading, {
    code,
    message: "spark/by_store.sql: MySQL refuses its rows: Data truncated for column 'store' at row 1",
  });
  const fewer = await load({
    batches: [["a\n"], ["b\n"]],
    answer: { affectedRows: 1, info: "Records: 2  Skipped: 1" },
  });
  await assert.rejects(fewer.loading, {
    code,
    message: "spark/by_store.sql: MySQL refuses its rows: expected 2 rows to be stored, got: Records: 2  Skipped: 1",
  });
});

test("a query of other columns than its header's sends nothing, and one that fails in Spark is named with its line", async () => {
  const other = await load({ columns: ["store"] });
  await assert.rejects(other.loading, { code: "SQL_FILE_INVALID", message: /expected the columns of its header/ });
  assert.deepEqual(other.packets, []);
  const fail = new SparkError("[X] by zero. SQLSTATE: 22012; line 3 pos 7", { grpcCode: "INTERNAL" });
  const failed = await load({ fail });
  await assert.rejects(failed.loading, { code: "SPARK_FAILED", message: "spark/by_store.sql:2: [X] by zero." });
});

test("no more is read from Spark when MySQL has refused the rows", async () => {
  const refusal = new Error("Duplicate entry");
  const batches = Array.from({ length: 40 }, (_, i) => [`${i}\n`]);
  const { loading, reading } = await load({ batches, refusal });
  await assert.rejects(loading, refusal);
  await sleep(20);
  assert.equal(reading.isOver, true);
});

test("no more is read from Spark while the server lags behind, until it has caught up or is gone", async () => {
  for (const change of [{ writableNeedDrain: false }, { destroyed: true }]) {
    const socket = { writableNeedDrain: true, destroyed: false };
    const batches = Array.from({ length: 40 }, (_, i) => [`${i}\n`]);
    const { loading, packets } = await load({ batches, socket });
    await sleep(50);
    // a stream has some in hand
    const [before] = [packets.length];
    assert.ok(before < 20, String(before));
    await sleep(50);
    assert.equal(packets.length, before);
    Object.assign(socket, change);
    await loading;
    assert.equal(packets.length, 40);
  }
});
