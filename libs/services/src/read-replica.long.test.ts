import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readSettings } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { keepInMemory } from "./keep-in-memory.js";
import { connectReader, findReader, waitForResults } from "./read-replica.js";
import { swapTables } from "./swap-tables.js";
import { startTestServer, type TestServer } from "./test-server.js";

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server?.stop());

/** The settings of a server that is not there, whose replica is ours. */
function settings(place = `127.0.0.1:${server.admin.port}`) {
  const env = { MYSQL_HOST: "nowhere.invalid", MYSQL_READ_HOST: place, MYSQL_USER: "admin", MYSQL_PASSWORD: "test" };
  return readSettings(env).mysql;
}

test("MYSQL_READ_HOST may have a port, and is an IPv6 address in brackets", () => {
  const find = (place: string) => {
    const { host, port } = findReader({ ...settings(), readHost: place });
    return [host, port];
  };
  assert.deepEqual(find("replica"), ["replica", 3306]);
  assert.deepEqual(find("replica:3307"), ["replica", 3307]);
  assert.deepEqual(find("[::1]:3307"), ["::1", 3307]);
  assert.deepEqual(find("[::1]"), ["::1", 3306]);
  assert.equal(findReader({ ...settings(), readHost: undefined }).host, "nowhere.invalid");
});

test("who reads may have temporary tables of 256 MB in memory, and a server that refuses is no failure", async () => {
  const connection = await connectReader(settings(), server.paths);
  const [[row]] = await connection.query<RowDataPacket[]>(
    "select @@session.tmp_table_size as created, @@session.max_heap_table_size as held",
  );
  await connection.end();
  assert.deepEqual(row, { created: 2 ** 28, held: 2 ** 28 });
  await keepInMemory({ query: () => Promise.reject(new Error("denied")) });
});

test("a replica that lags is waited for, and refused where it doesn't catch up", async () => {
  const connection = await server.connect();
  const wrote = { monthly_sales: "3:1.00:7" };
  await assert.rejects(waitForResults(connection, wrote, "replica:3306", 10), {
    code: "BUSY",
    message: "the replica replica:3306 doesn't have the results of the last make aggregate",
  });
  await connection.query(
    "create table aggregate_status (id int auto_increment primary key, state varchar(10), wrote_fingerprints text)",
  );
  const insert = "insert into aggregate_status (state, wrote_fingerprints) values (?, ?)";
  await connection.query(insert, ["done", JSON.stringify({ monthly_sales: "2:1.00:7" })]);
  await assert.rejects(waitForResults(connection, wrote, "r", 10), { code: "BUSY" });
  const waiting = connectReader(settings(), server.paths, wrote);
  await sleep(300);
  await connection.query(insert, ["begun", "{}"]);
  await connection.query(insert, ["done", JSON.stringify(wrote)]);
  await (await waiting).end();
});

test("a real replica is read when it has what aggregate swapped in at its source", async (t) => {
  const source = await startTestServer(["--server-id=1", "--log-bin", "--binlog-format=ROW"]);
  t.after(() => source.stop());
  const replica = await startTestServer(["--server-id=2", "--read-only=ON"]);
  t.after(() => replica.stop());
  const [writer, follower] = [await source.connect(), await replica.connect()];
  const { port, user, password } = source.admin;
  const from = `master_host = '127.0.0.1', master_port = ${port}, master_user = '${user}', master_password = '${password}'`;
  // what made its accounts isn't sent
  await writer.query("reset master");
  await follower.query(`change master to ${from}, master_ssl_verify_server_cert = 0, master_use_gtid = slave_pos`);
  await follower.query("start slave");
  const wrote = { monthly_sales: "1:2.00:7" };
  await writer.query(
    "create table aggregate_status (id int auto_increment primary key, state varchar(10), wrote_fingerprints text)",
  );
  await writer.query("create table monthly_sales (revenue decimal(20, 2))");
  await writer.query("insert into monthly_sales values (1.00)");
  await waitUntil(follower, "select revenue from monthly_sales", "1.00");
  await follower.query("stop slave sql_thread");
  await writer.query("create table monthly_sales__next like monthly_sales");
  await writer.query("insert into monthly_sales__next values (2.00)");
  await writer.query("create table aggregate_status__next like aggregate_status");
  await writer.query("insert into aggregate_status__next (state, wrote_fingerprints) values ('done', ?)", [
    JSON.stringify(wrote),
  ]);
  await swapTables(writer, ["monthly_sales", "aggregate_status"]);
  await assert.rejects(waitForResults(follower, wrote, "replica", 300), { code: "BUSY" });
  assert.equal(await readFirst(follower, "select revenue from monthly_sales"), "1.00");
  const waiting = connectReader(settings(`127.0.0.1:${replica.admin.port}`), replica.paths, wrote);
  await follower.query("start slave sql_thread");
  const reader = await waiting;
  assert.equal(await readFirst(reader, "select revenue from monthly_sales"), "2.00");
  await reader.end();
});

async function readFirst(connection: Connection, sql: string): Promise<unknown> {
  const [rows] = await connection.query<RowDataPacket[]>(sql).catch(() => [[]]);
  return Object.values(rows[0] ?? {})[0];
}

async function waitUntil(connection: Connection, sql: string, expected: unknown): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    if ((await readFirst(connection, sql)) === expected) return;
    await sleep(50);
  }
  const [status] = await connection.query<RowDataPacket[]>("show slave status");
  throw new Error(`expected ${expected} from ${sql}; ${status[0]?.["Last_IO_Error"]} ${status[0]?.["Last_SQL_Error"]}`);
}
