import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { keepConnection } from "./keep-connection.js";
import { openMysql } from "./open-mysql.js";
import { startTestServer, type TestServer } from "./test-server.js";

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server?.stop());

/** Keeps connections to the server, and counts how many were opened. */
function makeUse() {
  let opened = 0;
  const use = keepConnection((settings: { database?: string }) => {
    opened++;
    return openMysql({ ...server.admin, ...settings });
  });
  return { use, opened: () => opened };
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

test("uses that follow each other share a connection, which ends two seconds after the last", async () => {
  const { use, opened } = makeUse();
  const id = await use({}, readId);
  for (let again = 0; again < 20; again++) assert.equal(await use({}, readId), id);
  assert.equal(opened(), 1);
  assert.equal(await isThere(id), true);
  const deadline = performance.now() + 10_000;
  while ((await isThere(id)) && performance.now() < deadline) await sleep(50);
  assert.equal(await isThere(id), false);
  assert.notEqual(await use({}, readId), id);
});

test("uses side by side don't wait for each other, and one connection is kept", async () => {
  const { use, opened } = makeUse();
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = use({}, async (connection) => {
    await released;
    return readId(connection);
  });
  const second = await use({}, readId);
  release();
  const ids = [await first, second];
  assert.equal(new Set(ids).size, 2);
  assert.ok(ids.includes(await use({}, readId)));
  assert.equal(opened(), 2);
  const deadline = performance.now() + 1_500;
  const count = async (): Promise<number> => (await Promise.all(ids.map(isThere))).filter(Boolean).length;
  while ((await count()) > 1 && performance.now() < deadline) await sleep(20);
  assert.equal(await count(), 1);
});

test("a query that takes longer than a connection stays open is waited for", async () => {
  const { use } = makeUse();
  const ids = await use({}, async (connection) => {
    const id = await readId(connection);
    await connection.query("select sleep(2.5)");
    return [id, await readId(connection)];
  });
  assert.equal(ids[0], ids[1]);
});

test("after an error, with other settings, and when the server has ended it, another connection is opened", async () => {
  const { use, opened } = makeUse();
  const id = await use({}, readId);
  await assert.rejects(
    use({}, (connection) => connection.query("select nothing")),
    { code: "ER_BAD_FIELD_ERROR" },
  );
  assert.notEqual(await use({}, readId), id);
  assert.equal(opened(), 2);
  await use({ database: "mysql" }, readId);
  assert.equal(opened(), 3);
  const last = await use({}, readId);
  await (await server.connect()).query(`kill ${last}`);
  await sleep(100);
  assert.notEqual(await use({}, readId), last);
  assert.equal(opened(), 5);
});

test("one that the server ended while it was used is not kept", async () => {
  const { use } = makeUse();
  const ended = await use({}, async (connection) => {
    const id = await readId(connection);
    await (await server.connect()).query(`kill ${id}`);
    await sleep(100);
    return id;
  });
  assert.notEqual(await use({}, readId), ended);
});

test("one that can't be opened is tried again by the next use", async () => {
  let attempts = 0;
  const use = keepConnection(async () => {
    attempts++;
    if (attempts === 1) throw new Error("not now");
    return openMysql(server.admin);
  });
  await assert.rejects(use({}, readId), /not now/);
  assert.ok((await use({}, readId)) > 0);
});

test("between uses it doesn't keep the process running, while one is used it does", async () => {
  const { use } = makeUse();
  const count = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;
  const before = count();
  for (const turn of ["first", "second"]) {
    await use({}, async (connection) => {
      await readId(connection);
      assert.equal(count(), before + 1, turn);
    });
    assert.equal(count(), before, turn);
  }
});
