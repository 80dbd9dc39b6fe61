import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Paths, readSettings } from "@tillbook/pipeline";
import type { RowDataPacket } from "mysql2/promise";
import { connectMysql } from "./connect-mysql.js";
import { joinEmbeddedMysql, leaveEmbeddedMysql, readConnection } from "./embedded-mysql.js";
import { explainMysqlError } from "./mysql-errors.js";
import { openMysql } from "./open-mysql.js";
import { isRunning, readStartTime } from "./process.js";
import { withTableLock } from "./table-lock.js";
import { makeTestRoot } from "./test-mysql.js";

let paths: Paths;
let other: Paths;
before(async () => {
  [paths, other] = await Promise.all([makeTestRoot(), makeTestRoot()]);
});
after(async () => {
  await Promise.all([paths, other].map(({ root }) => rm(root, { recursive: true, force: true })));
});

const { mysql } = readSettings({});

test("a server that was joined answers, and is gone when the last one leaves", async () => {
  const address = await joinEmbeddedMysql(paths, "tillbook");
  const connection = await connectMysql(mysql, paths);
  const [rows] = await connection.query<RowDataPacket[]>("select database() as name, @@sql_mode as mode");
  await connection.end();
  assert.equal(rows[0]?.["name"], "tillbook");
  assert.match(rows[0]?.["mode"], /STRICT_ALL_TABLES/);
  const pid = (await readConnection(paths))?.pid ?? 0;
  assert.ok(isRunning(pid, paths.data));
  await leaveEmbeddedMysql(paths);
  assert.ok(!isRunning(pid, paths.data));
  await assert.rejects(openMysql(address));
  await assert.rejects(connectMysql(mysql, paths), { code: "MYSQL_UNREACHABLE" });
});

test("nobody else can log in, and only the owner can read the password", async () => {
  const address = await joinEmbeddedMysql(paths, "tillbook");
  try {
    await assert.rejects(openMysql({ ...address, password: "" }), { code: "ER_ACCESS_DENIED_ERROR" });
    await assert.rejects(openMysql({ ...address, user: "root", password: "" }), { code: "ER_ACCESS_DENIED_ERROR" });
    await assert.rejects(openMysql({ ...address, user: "", password: "" }), { code: "ER_ACCESS_DENIED_ERROR" });
    assert.equal(statSync(join(paths.data, "mysql-connection.json")).mode & 0o777, 0o600);
    const status = await readFile(`/proc/${(await readConnection(paths))?.pid}/cmdline`, "utf8");
    assert.ok(!status.includes(address.password));
    await assert.rejects(readFile(join(paths.data, "mysql-grants.sql")), { code: "ENOENT" });
    const foreign = await fetch(`http://127.0.0.2:${address.port}`).catch((error) => error.cause.code);
    assert.equal(foreign, "ECONNREFUSED");
  } finally {
    await leaveEmbeddedMysql(paths);
  }
});

test("another program may read with an account of its own, and nothing else; its password is in a private file while the server runs", async () => {
  const address = await joinEmbeddedMysql(paths, "tillbook");
  const file = join(paths.data, "mysql-read-password");
  const owner = await openMysql(address);
  try {
    await owner.query("create table shown as select 1 as n");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const password = (await readFile(file, "utf8")).trim();
    const reader = await openMysql({ ...address, user: "tillbook_read", password });
    assert.deepEqual((await reader.query("select n from shown"))[0], [{ n: 1 }]);
    for (const sql of [
      "delete from shown",
      "drop table shown",
      "create table x (n int)",
      "select * from mysql.global_priv",
      "flush tables",
      "select 1 into outfile '/tmp/x'",
    ])
      await assert.rejects(reader.query(sql), /denied/, sql);
    const [processes] = await reader.query<RowDataPacket[]>("show processlist");
    assert.deepEqual([...new Set(processes.map((row) => row["User"]))], ["tillbook_read"]);
    reader.destroy();
  } finally {
    await owner.query("drop table if exists shown");
    owner.destroy();
    await leaveEmbeddedMysql(paths);
  }
  await assert.rejects(readFile(file), { code: "ENOENT" });
});

test("a server that is installed and starts leaves the temporary tables of other servers alone", async () => {
  const fresh = await makeTestRoot();
  const foreign = join(tmpdir(), `#sql-temptable-${process.pid}-tillbook.MAI`);
  await writeFile(foreign, "");
  try {
    await joinEmbeddedMysql(fresh, "tillbook");
    await leaveEmbeddedMysql(fresh);
    assert.equal(statSync(foreign).size, 0);
  } finally {
    await rm(foreign, { force: true });
    await rm(fresh.root, { recursive: true, force: true });
  }
});

test("a stage that another run keeps locked is BUSY, and free when that run is gone", async () => {
  await joinEmbeddedMysql(paths, "tillbook");
  const [one, two] = [await connectMysql(mysql, paths), await connectMysql(mysql, paths)];
  try {
    await withTableLock(one, "import", () =>
      assert.rejects(
        withTableLock(two, "import", async () => {}, 0),
        { code: "BUSY" },
      ),
    );
    await one.query("select get_lock('tillbook.import.tillbook', 0)");
    one.destroy();
    assert.equal(await withTableLock(two, "import", async () => "free", 5), "free");
  } finally {
    await two.end();
    await leaveEmbeddedMysql(paths);
  }
});

test("two checkouts have two servers", async () => {
  const [one, two] = await Promise.all([joinEmbeddedMysql(paths, "tillbook"), joinEmbeddedMysql(other, "tillbook")]);
  try {
    assert.notEqual(one.port, two.port);
    await assert.rejects(openMysql({ ...one, port: two.port }), { code: "ER_ACCESS_DENIED_ERROR" });
  } finally {
    await leaveEmbeddedMysql(paths);
    await leaveEmbeddedMysql(other);
  }
});

test("two runs in one checkout share a server, and the first to leave does not stop it", async () => {
  const service = await startService();
  await joinEmbeddedMysql(paths, "tillbook");
  const pid = (await readConnection(paths))?.pid ?? 0;
  service.kill("SIGTERM");
  await once(service, "exit");
  await (await connectMysql(mysql, paths)).end();
  await leaveEmbeddedMysql(paths);
  assert.ok(!isRunning(pid, paths.data));
});

test("a server that a killed run left behind is found, and ends with the next run", async () => {
  const service = await startService();
  const pid = (await readConnection(paths))?.pid ?? 0;
  service.kill("SIGKILL");
  await once(service, "exit");
  assert.ok(isRunning(pid, paths.data));
  await joinEmbeddedMysql(paths, "tillbook");
  await (await connectMysql(mysql, paths)).end();
  await leaveEmbeddedMysql(paths);
  assert.ok(!isRunning(pid, paths.data));
});

test("a process that got the number of a killed run does not keep the server up", async () => {
  await joinEmbeddedMysql(paths, "tillbook");
  const pid = (await readConnection(paths))?.pid ?? 0;
  const user = (began: string) => writeFile(join(paths.data, "mysql-users", String(process.ppid)), began);
  await user(String(readStartTime(process.ppid)));
  await leaveEmbeddedMysql(paths);
  assert.ok(isRunning(pid, paths.data));
  await user("1");
  await leaveEmbeddedMysql(paths);
  assert.ok(!isRunning(pid, paths.data));
});

test("a server that a killed run left before it could write down where it is, is found and replaced", async () => {
  await joinEmbeddedMysql(paths, "tillbook");
  const pid = (await readConnection(paths))?.pid ?? 0;
  await rm(join(paths.data, "mysql-connection.json"));
  await joinEmbeddedMysql(paths, "tillbook");
  assert.ok(!isRunning(pid, paths.data));
  await (await connectMysql(mysql, paths)).end();
  await leaveEmbeddedMysql(paths);
});

test("a program that has taken the server's port is told no password", async () => {
  await joinEmbeddedMysql(paths, "tillbook");
  const file = join(paths.data, "mysql-connection.json");
  const text = await readFile(file, "utf8");
  let asked = 0;
  const stranger = createServer(() => asked++).listen(0, "127.0.0.1");
  await once(stranger, "listening");
  try {
    await writeFile(file, JSON.stringify({ ...JSON.parse(text), port: (stranger.address() as AddressInfo).port }));
    await assert.rejects(connectMysql(mysql, paths), { code: "MYSQL_UNREACHABLE" });
    assert.equal(asked, 0);
  } finally {
    await writeFile(file, text);
    stranger.close();
    await leaveEmbeddedMysql(paths);
  }
});

test("a checkout whose path has a blank gets its server too", async () => {
  const spaced = await makeTestRoot("tillbook a folder ");
  try {
    await joinEmbeddedMysql(spaced, "tillbook");
    await leaveEmbeddedMysql(spaced);
  } finally {
    await rm(spaced.root, { recursive: true, force: true });
  }
});

test("a server that was killed is started again, with its tables", async () => {
  await joinEmbeddedMysql(paths, "tillbook");
  const connection = await connectMysql(mysql, paths);
  await connection.query("create table stored select 42 as answer");
  connection.on("error", () => {});
  process.kill((await readConnection(paths))?.pid ?? 0, "SIGKILL");
  for (const _ of ["as it breaks", "when it is broken"]) {
    const lost = await connection.query("select sleep(1)").catch(explainMysqlError);
    assert.equal((lost as { code?: string }).code, "MYSQL_UNREACHABLE");
  }
  await joinEmbeddedMysql(paths, "tillbook");
  try {
    const again = await connectMysql(mysql, paths);
    const [rows] = await again.query<RowDataPacket[]>("select answer from stored");
    await again.end();
    assert.equal(rows[0]?.["answer"], 42);
  } finally {
    connection.destroy();
    await leaveEmbeddedMysql(paths);
  }
});

test("the service ends by itself when the process that started it is killed, a shell between them or not", async () => {
  const shell = await startShell(`sh -c '${serviceCommand.replaceAll('"', "")}; :'; :`);
  const pid = (await readConnection(paths))?.pid ?? 0;
  shell.kill("SIGKILL");
  const deadline = performance.now() + 20_000;
  while (isRunning(pid, paths.data) && performance.now() < deadline) await sleep(100);
  assert.ok(!isRunning(pid, paths.data));
});

test("a program on the port of MYSQL_HOST that is no MySQL is a clear error, and so is none", async () => {
  const web = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const { port } = web.address() as { port: number };
  const settings = { ...mysql, host: "127.0.0.1", port };
  await assert.rejects(connectMysql(settings), { code: "MYSQL_UNREACHABLE" });
  await new Promise((resolve) => web.close(resolve));
  await assert.rejects(connectMysql(settings), { message: `cannot reach MySQL at 127.0.0.1:${port}: ECONNREFUSED` });
});

function startService(): Promise<ChildProcess> {
  return startShell(`exec ${serviceCommand}`);
}

const stage = fileURLToPath(new URL("mysql.stage.ts", import.meta.url));
const serviceCommand = `"${process.execPath}" --import "${import.meta.resolve("@tillbook/pipeline/tsx")}" "${stage}"`;

async function startShell(command: string): Promise<ChildProcess> {
  const shell = spawn("sh", ["-c", command], { cwd: paths.root, stdio: ["ignore", "ignore", "pipe"] });
  await waitForReady(shell);
  return shell;
}

async function waitForReady(service: ChildProcess): Promise<void> {
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    service.stderr?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (printed.includes("mysql ready")) resolve();
    });
    service.once("exit", () => reject(new Error(`expected "mysql ready", got ${printed}`)));
  });
}
