import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { createTestCertificate } from "../libs/spark-connect/src/test-certificate.js";
import { startTestProxy, type TestProxy } from "../libs/spark-connect/src/test-proxy.js";
import { type Checkout, copyCheckout, type Running } from "./checkout.js";
import { end, type SparkCluster, startSparkCluster } from "./spark-cluster.js";

// `make test-cluster`: the aggregation on a real Spark cluster of separate processes (master, two workers, a Connect server
// with an executor on each worker), reached over TLS with a token. The tests build on each other, in this order.

let checkout: Checkout;
let cluster: SparkCluster;
let workers: ChildProcess[];
let server: ChildProcess;
let proxy: TestProxy;
let settings: Record<string, string>;

before(async () => {
  checkout = copyCheckout();
  cluster = await startSparkCluster();
  workers = [await cluster.startWorker(), await cluster.startWorker()];
  server = await cluster.startServer();
  const certificate = createTestCertificate();
  proxy = await startTestProxy(cluster.port, certificate);
  const authority = join(checkout.root, "authority.pem");
  writeFileSync(authority, certificate.authority);
  settings = {
    SALES_ROWS: "2000000",
    SALES_STORES: "8",
    SPARK_REMOTE: `sc://127.0.0.1:${proxy.port}/;use_ssl=true;token=${cluster.token}`,
    NODE_EXTRA_CA_CERTS: authority,
    // gRPC's own variable, where a machine sets it, comes before Node's.
    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: "",
  };
});

after(async () => {
  await proxy?.stop();
  await cluster?.stop();
  checkout?.remove();
});

test("a wrong token is refused, and the message quotes neither", async () => {
  const remote = `sc://127.0.0.1:${proxy.port}/;use_ssl=true;token=wrong-token`;
  const { code, output } = await checkout.make("aggregate", { ...settings, SPARK_REMOTE: remote });
  assert.notEqual(code, 0);
  assert.match(
    output,
    /aggregate failed: Spark Connect at 127\.0\.0\.1:\d+ refused the token: .*\[SPARK_REFUSED\]\n.*try: /,
  );
  assert.ok(!output.includes("wrong-token") && !output.includes(cluster.token));
});

test("a certificate that Node does not know is distinguished from a server that is not there", async () => {
  const { code, output } = await checkout.make("aggregate", { ...settings, NODE_EXTRA_CA_CERTS: "" });
  assert.notEqual(code, 0);
  assert.match(output, /certificate.*\[SPARK_UNREACHABLE\]\n.*try: .*NODE_EXTRA_CA_CERTS/);
});

test("an aggregation over TLS is done by both workers, and right", async () => {
  const { code, output } = await checkout.make("aggregate", settings);
  assert.equal(code, 0, output);
  await assertRight();
  const passes = await cluster.ask<{ numTasks: number }[]>("stages?status=complete");
  assert.equal(
    passes.filter(({ numTasks }) => numTasks >= 20).length,
    1,
    "expected one pass over the 20 ranges of ids",
  );
  const executors = await cluster.ask<{ id: string; completedTasks: number }[]>("executors");
  const tasks = executors.filter(({ id }) => id !== "driver").map(({ completedTasks }) => completedTasks);
  assert.equal(tasks.length, 2);
  assert.ok(
    tasks.every((count) => count > 0),
    `tasks of the executors: ${tasks}`,
  );
});

test("Ctrl-C in the middle cancels the job in Spark, and leaves the old tables", async () => {
  const old = await readResults();
  await changeSale();
  const running = checkout.start("aggregate", settings);
  const job = await waitForMiddle(running);
  process.kill(-Number(running.child.pid), "SIGINT");
  const { code } = await running.ended;
  assert.notEqual(code, 0);
  const deadline = performance.now() + 15_000;
  while ((await readJob(job)).status === "RUNNING" && performance.now() < deadline) await sleep(100);
  const { status, numCompletedTasks, numTasks } = await readJob(job);
  assert.equal(status, "FAILED");
  assert.ok(numCompletedTasks < numTasks);
  assert.deepEqual(await readResults(), old);
});

test("a worker that is killed in the middle costs time, and the result is right", async () => {
  const running = checkout.start("aggregate", settings);
  await waitForMiddle(running);
  await end(workers[0] as ChildProcess);
  const { code, output } = await running.ended;
  assert.equal(code, 0, output);
  await assertRight();
  const executors = await cluster.ask<{ id: string; isActive: boolean }[]>("allexecutors");
  assert.ok(executors.some(({ isActive }) => !isActive));
  workers[0] = await cluster.startWorker();
});

test("a worker that is killed while results are loaded costs time, and the result is right", async () => {
  await changeSale();
  const running = checkout.start("aggregate", settings);
  await checkout.query(async (connection) => {
    await lockNextTables(connection);
    await waitForLoads(connection, Object.keys(tables).length);
    await end(workers[0] as ChildProcess);
    await connection.query("unlock tables");
  });
  const { code, output } = await running.ended;
  assert.equal(code, 0, output);
  await assertRight();
  workers[0] = await cluster.startWorker();
});

test("a server that is killed in the middle is a clear failure, the old tables stay, and the next run ends well", async () => {
  const old = await readResults();
  await changeSale();
  const running = checkout.start("aggregate", settings);
  await waitForMiddle(running);
  await end(server);
  const { code, output } = await running.ended;
  assert.notEqual(code, 0);
  assert.match(
    output,
    /aggregate failed: cannot reach Spark Connect at 127\.0\.0\.1:\d+: .*\[SPARK_UNREACHABLE\]\n.*try: /,
  );
  assert.deepEqual(await readResults(), old);
  server = await cluster.startServer();
  const next = await checkout.make("aggregate", settings);
  assert.equal(next.code, 0, next.output);
  await assertRight();
});

interface Job {
  jobId: number;
  status: string;
  numTasks: number;
  numCompletedTasks: number;
}

/** Waits until a job of Spark has done some of its tasks and not all; resolves to its id. */
async function waitForMiddle(running: Running): Promise<number> {
  await running.printed(/^aggregate .*SPARK_REMOTE/m);
  for (;;) {
    const jobs = await cluster.ask<Job[]>("jobs?status=running");
    const job = jobs.find(
      ({ numTasks, numCompletedTasks }) => numCompletedTasks >= 2 && numTasks - numCompletedTasks > 5,
    );
    if (job !== undefined) return job.jobId;
    assert.equal(running.child.exitCode, null, "expected to see the aggregation at work, it has ended");
    await sleep(50);
  }
}

function readJob(id: number): Promise<Job> {
  return cluster.ask(`jobs/${id}`);
}

/** Locks the result tables that are to be filled, once they are made, so that no row can be written. */
async function lockNextTables(connection: Connection): Promise<void> {
  for (;;) {
    try {
      return void (await connection.query(`lock tables ${Object.keys(tables).map((name) => `${name}__next read`)}`));
    } catch (error) {
      if ((error as { code?: string }).code !== "ER_NO_SUCH_TABLE") throw error;
      await sleep(50);
    }
  }
}

/** Waits until so many results wait for a locked table. */
async function waitForLoads(connection: Connection, count: number): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const [waiting] = await connection.query<RowDataPacket[]>(
      "select id from information_schema.processlist where info like 'load data%next%' and state like '%lock%'",
    );
    if (waiting.length === count) return;
    assert.ok(performance.now() < deadline, `expected ${count} loads to wait, got ${waiting.length}`);
    await sleep(50);
  }
}

/** Changes a sale in the database, so that there is something to aggregate. */
async function changeSale(): Promise<void> {
  await checkout.query((connection) => connection.query("update sales set amount = amount + 0.01 where id = 77"));
}

/** What the tables hold, and what MySQL itself computes for them. */
const tables: Record<string, { columns: string; where?: string; expected: string }> = {
  monthly_sales: {
    columns: "year, month, day, store, revenue, sales, refunds, refunded",
    expected: `select year(sold_on), month(sold_on), day(sold_on), store, sum(amount), count(*), sum(amount < 0),
      sum(least(amount, 0)) from sales group by 1, 2, 3, 4`,
  },
  sales_per_cashier: {
    columns: "year, month, day, store, cashier, revenue, sales",
    expected: `select year(sold_on), month(sold_on), day(sold_on), store, cashier, sum(amount), count(*)
      from sales group by 1, 2, 3, 4, 5`,
  },
  time_sales: {
    columns: "year, month, day, hour, store, weekday, revenue, sales",
    expected: `select year(sold_on), month(sold_on), day(sold_on), hour(sold_at), store, weekday(sold_on) + 1, sum(amount), count(*)
      from sales group by 1, 2, 3, 4, 5, 6`,
  },
  top_articles: {
    columns: "period, store, article, revenue, sales, rank_in_store, rank_overall",
    where: "grouped_by = 'article'",
    expected: `with months as (
        select date_format(sold_on, '%Y-%m') as period, year(sold_on) as year, quarter(sold_on) as quarter, store, article,
          sum(amount) as revenue, count(*) as sales from sales group by 1, 2, 3, 4, 5),
      dated as (
        select period, store, article, revenue, sales from months union all
        select concat(year, '-Q', quarter), store, article, revenue, sales from months union all
        select year, store, article, revenue, sales from months union all
        select 'all', store, article, revenue, sales from months),
      sums as (select period, store, article, sum(revenue) as revenue, sum(sales) as sales from dated group by 1, 2, 3),
      chain as (
        select period, article, max(revenue) as most, rank() over (partition by period order by sum(revenue) desc, article) as a
        from sums group by period, article),
      ranked as (select sums.*, rank() over (partition by period, store order by revenue desc, article) as s from sums)
      select ranked.period, store, ranked.article, revenue, sales, s, a from ranked
      inner join chain on chain.article = ranked.article and chain.period = ranked.period
      where s <= 20 or a <= 20 or (a <= 100 and revenue = most)`,
  },
};

async function readResults(): Promise<string[]> {
  return checkout.query(async (connection) => {
    const all: string[] = [];
    for (const [table, { columns, where = "true" }] of Object.entries(tables)) {
      const [rows] = await connection.query<RowDataPacket[]>({
        sql: `select ${columns} from ${table} where ${where}`,
        rowsAsArray: true,
      });
      all.push(...rows.map((row) => `${table} ${Object.values(row).join("|")}`).sort());
    }
    return all;
  });
}

async function assertRight(): Promise<void> {
  const expected = await checkout.query(async (connection) => {
    const all: string[] = [];
    for (const [table, { expected }] of Object.entries(tables)) {
      const [rows] = await connection.query<RowDataPacket[]>({ sql: expected, rowsAsArray: true });
      all.push(...rows.map((row) => `${table} ${Object.values(row).join("|")}`).sort());
    }
    return all;
  });
  assert.deepEqual(await readResults(), expected);
}
