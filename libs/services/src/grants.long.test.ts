import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { joinEmbeddedMysql, leaveEmbeddedMysql } from "./embedded-mysql.js";
import { openMysql } from "./open-mysql.js";
import { endProcess, findFreePort, spawnServer } from "./process.js";
import { swapTables } from "./swap-tables.js";
import { makeTestRoot } from "./test-mysql.js";
import { connectWhenUp } from "./test-server.js";

// A server of its own, since the embedded one's only account may not make others.

test("an account that may read a table may read its successor, and no more than that", async () => {
  const paths = await makeTestRoot("tillbook-grants-");
  await joinEmbeddedMysql(paths, "tillbook");
  await leaveEmbeddedMysql(paths);
  const data = join(paths.data, "mysql");
  const accounts = join(paths.data, "accounts.sql");
  await writeFile(
    accounts,
    `create user owner@'127.0.0.1';
grant all on *.* to owner@'127.0.0.1' with grant option;
create user reader@'127.0.0.1';
`,
  );
  const mariadb = join(paths.cache, "mariadb");
  const port = await findFreePort();
  const server = spawnServer(
    join(mariadb, "bin", "mariadbd"),
    [
      "--no-defaults",
      `--basedir=${mariadb}`,
      `--datadir=${data}`,
      `--lc-messages-dir=${join(mariadb, "share")}`,
      `--init-file=${accounts}`,
      "--bind-address=127.0.0.1",
      `--port=${port}`,
      "--socket=mysql.sock",
      "--skip-ssl",
      "--skip-name-resolve",
      ...(process.getuid?.() === 0 ? ["--user=root"] : []),
    ],
    { logFile: join(paths.data, "mysql.log"), diesWithParent: true },
  );
  try {
    const address = { host: "127.0.0.1", port, password: "", database: "tillbook" };
    const owner = await connectWhenUp({ ...address, user: "owner" });
    for (const [table, n] of Object.entries({ one: 1, one__next: 2, two: 3 }))
      await owner.query(`create table ${table} select ${n} as n, ${n} as secret`);
    await owner.query("grant select (n) on tillbook.one to reader@'127.0.0.1'");
    const reader = await openMysql({ ...address, user: "reader" });
    await swapTables(owner, ["one"]);
    assert.deepEqual((await reader.query("select n from one"))[0], [{ n: 2 }]);
    for (const sql of ["select secret from one", "select n from two", "select n from one__old"])
      await assert.rejects(reader.query(sql), /denied/, sql);
    reader.destroy();
    owner.destroy();
  } finally {
    await endProcess(Number(server.pid), data, 10_000);
    await rm(paths.root, { recursive: true });
  }
});
