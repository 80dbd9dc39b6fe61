import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readSettings, TillbookError } from "@tillbook/pipeline";
import { connectMysql } from "@tillbook/services";
import { neededPrivileges } from "../../services/src/grants.js";
import { startTestServer, type TestServer } from "../../services/src/test-server.js";
import { importSales } from "./import.js";

// Servers as others have set them, and accounts that may do no more than they must.

let folder: string;
let hard: TestServer;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-own-"));
  for (const day of ["01", "02", "03", "04"])
    await writeFile(join(folder, `${day}.csv`), writeSales(`2026-03-${day}`, 3000));
  const except = neededPrivileges.map(
    (left) => [left, neededPrivileges.filter((privilege) => privilege !== left)] as const,
  );
  hard = await startTestServer(
    [
      ...["--log-bin=bin", "--server-id=1", "--binlog-format=STATEMENT", "--transaction-isolation=READ-COMMITTED"],
      ...["--max-allowed-packet=64K", "--wait-timeout=1", "--interactive-timeout=1"],
      ...["--sql-mode=ANSI,NO_BACKSLASH_ESCAPES", "--default-time-zone=+05:00"],
    ],
    [["all", neededPrivileges] as const, ...except].flatMap(([name, privileges]) => [
      `create user ${name}_user identified by 'p'`,
      `grant ${privileges.join(", ")} on tillbook.* to ${name}_user`,
    ]),
  );
});
after(async () => {
  await hard?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Sales of a day, more than a packet of 64 KB. */
function writeSales(day: string, rows: number): string {
  const line = (i: number): string =>
    `${day},10:${String(i % 60).padStart(2, "0")},Store ${i % 3},Article ${i},1.00,C1\n`;
  return `sold_on,sold_at,store,article,amount,cashier\n${Array.from({ length: rows }, (_, i) => line(i)).join("")}`;
}

/** Imports as a user of a server; gives the last line, or the failure's message and hint. */
async function run(server: TestServer, user: string, password = "p"): Promise<string> {
  const env = {
    MYSQL_HOST: "127.0.0.1",
    MYSQL_PORT: String(server.admin.port),
    MYSQL_USER: user,
    MYSQL_PASSWORD: password,
  };
  const connection = await connectMysql(readSettings(env).mysql, server.paths);
  try {
    await sleep(1500);
    const rejects = { rejects: "stop", rejectsFolder: join(server.paths.data, "rejects") } as const;
    const options = { source: folder, sourceHint: "", mode: "auto", paths: server.paths, ...rejects } as const;
    const { action, table } = await importSales(connection, options);
    return `${action} ${table.rows}`;
  } catch (error) {
    assert.ok(error instanceof TillbookError, String((error as Error).stack));
    return `${error.message} [${error.code}], try: ${error.hint}`;
  } finally {
    await connection.end().catch(() => {});
  }
}

test("an import fits a server with small packets, short waits, a binary log of statements and another isolation", async () => {
  assert.equal(await run(hard, "all_user"), "loaded 12000");
  assert.equal(await run(hard, "all_user"), "unchanged 12000");
  await writeFile(join(folder, "02.csv"), writeSales("2026-03-02", 2900));
  assert.equal(await run(hard, "all_user"), "loaded 11900");
});

test("an account that lacks one of the privileges is told which, and what to grant; the tables stay as they were", async () => {
  const connection = await hard.connect();
  for (const left of neededPrivileges) {
    // an import that changes a file in place, where only that needs the privilege
    await writeFile(join(folder, "02.csv"), writeSales("2026-03-02", left === "delete" ? 2800 : 2900));
    if (!["delete", "update"].includes(left)) await connection.query("drop table if exists sales, import_status");
    const said = await run(hard, `${left}_user`);
    assert.match(
      said,
      new RegExp(
        `${left} command denied to user '${left}_user'@'127.0.0.1'.* as its administrator: grant ${neededPrivileges.join(", ")} on tillbook\\.\\* to '${left}_user'@'127.0.0.1'$`,
        "is",
      ),
      left,
    );
    assert.match(await run(hard, "all_user"), /^(loaded|unchanged) \d+$/, left);
  }
});

test("a server that takes no files, tiny packets or no changes is refused before the files are read", async () => {
  const off = await startTestServer(["--local-infile=OFF"]);
  const connection = await off.connect();
  assert.equal(
    await run(off, "admin", "test"),
    "MySQL has local_infile off, expected ON [MYSQL_REFUSED], try: as its administrator: set global local_infile = 1",
  );
  await connection.query("set global local_infile = 1, max_allowed_packet = 1024");
  assert.equal(
    await run(off, "admin", "test"),
    "MySQL has max_allowed_packet = 1024, expected at least 65536 [MYSQL_REFUSED], try: as its administrator: set global max_allowed_packet = 67108864",
  );
  await connection.query("set global max_allowed_packet = 67108864, read_only = 1");
  await connection.query("create user w identified by 'p'");
  await connection.query("grant all on tillbook.* to w");
  assert.match(
    await run(off, "w"),
    /^MySQL takes no changes now: .*read-only.*\[MYSQL_REFUSED\], try: set MYSQL_HOST to/,
  );
  await off.stop();
});
