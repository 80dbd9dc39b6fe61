import assert from "node:assert/strict";
import { test } from "node:test";
import { openMysql } from "./open-mysql.js";
import { swapTables } from "./swap-tables.js";
import { startTestServer } from "./test-server.js";

// A server of its own, since the embedded one's only account may not make others.

test("an account that may read a table may read its successor, and no more than that", async () => {
  const server = await startTestServer([], ["create user reader identified by 'test'"]);
  try {
    const owner = await server.connect();
    for (const [table, n] of Object.entries({ one: 1, one__next: 2, two: 3 }))
      await owner.query(`create table ${table} select ${n} as n, ${n} as secret`);
    await owner.query("grant select (n) on tillbook.one to reader");
    const reader = await openMysql({ ...server.admin, user: "reader" });
    await swapTables(owner, ["one"]);
    assert.deepEqual((await reader.query("select n from one"))[0], [{ n: 2 }]);
    for (const sql of ["select secret from one", "select n from two", "select n from one__old"])
      await assert.rejects(reader.query(sql), /denied/, sql);
    reader.destroy();
  } finally {
    await server.stop();
  }
});
