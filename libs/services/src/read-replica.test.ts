import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readSettings } from "@tillbook/pipeline";
import { connectReader, findReader, waitForResults } from "./read-replica.js";
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
