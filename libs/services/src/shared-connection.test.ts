import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { openMysql } from "./open-mysql.js";
import { shareConnections } from "./shared-connection.js";
import { startTestServer, type TestServer } from "./test-server.js";

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server?.stop());

/** Shares connections to the server, and counts how many were opened. */
function makeShare() {
  let opened = 0;
  const share = shareConnections((settings: { database?: string }) => {
    opened++;
    return openMysql({ ...server.admin, ...settings });
  });
  return { share, opened: () => opened };
}

async function readId(connection: Connection): Promise<number> {
  const [[row]] = await connection.query<RowDataPacket[]>("select connection_id() as id");
  return Number(row?.["id"]);
}

/** Whether the server still has a connection. */
async function isThere(id: number): Promise<boolean> {
  const connection = await server.connect();
  const [rows] = await connection.query<RowDataPacket[]>("show processlist");
  return rows.some((row) => row["Id"] === id);
}

test("uses side by side and one after the other share a connection, which ends two seconds after the last", async () => {
  const { share, opened } = makeShare();
  const [one, other] = await Promise.all([share({}, readId), share({}, readId)]);
  assert.equal(one, other);
  assert.equal(await share({}, readId), one);
  assert.equal(opened(), 1);
  assert.equal(await isThere(one), true);
  const deadline = performance.now() + 10_000;
  while ((await isThere(one)) && performance.now() < deadline) await sleep(50);
  assert.equal(await isThere(one), false);
  assert.notEqual(await share({}, readId), one);
});

test("a query that takes longer than a connection stays open is waited for", async () => {
  const { share } = makeShare();
  const ids = await share({}, async (connection) => {
    const id = await readId(connection);
    await connection.query("select sleep(2.5)");
    return [id, await readId(connection)];
  });
  assert.equal(ids[0], ids[1]);
});

test("after an error, with other settings, and when the server has ended it, another connection is opened", async () => {
  const { share, opened } = makeShare();
  const id = await share({}, readId);
  await assert.rejects(
    share({}, (connection) => connection.query("select nothing")),
    { code: "ER_BAD_FIELD_ERROR" },
  );
  assert.notEqual(await share({}, readId), id);
  assert.equal(opened(), 2);
  await share({ database: "mysql" }, readId);
  assert.equal(opened(), 3);
  const last = await share({}, readId);
  await (await server.connect()).query(`kill ${last}`);
  await sleep(100);
  assert.notEqual(await share({}, readId), last);
  assert.equal(opened(), 5);
});

test("one that can't be opened is tried again by the next use", async () => {
  let attempts = 0;
  const share = shareConnections(async () => {
    attempts++;
    if (attempts === 1) throw new Error("not now");
    return openMysql(server.admin);
  });
  await assert.rejects(share({}, readId), /not now/);
  assert.ok((await share({}, readId)) > 0);
});

test("between uses it doesn't keep the process running, while one is used it does", async () => {
  const { share } = makeShare();
  const count = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;
  const before = count();
  for (const turn of ["first", "second"]) {
    await share({}, async (connection) => {
      await readId(connection);
      assert.equal(count(), before + 1, turn);
    });
    assert.equal(count(), before, turn);
  }
});
