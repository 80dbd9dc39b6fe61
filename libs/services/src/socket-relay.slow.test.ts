import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { readSettings } from "@tillbook/pipeline";
import type { RowDataPacket } from "mysql2/promise";
import { connectMysql } from "./connect-mysql.js";
import { openMysql } from "./open-mysql.js";
import { withSocketRelay } from "./socket-relay.js";
import { startTestServer, type TestServer } from "./test-server.js";

let server: TestServer;
before(async () => {
  server = await startTestServer(
    [],
    ["create user here@localhost identified by 'p'", "grant all on tillbook.* to here@localhost"],
  );
});
after(() => server?.stop());

const socket = (): string => join(server.paths.data, "mysql", "mysql.sock");

test("MYSQL_SOCKET connects to a server by its socket; a path without one is told as that", async () => {
  const settings = (MYSQL_SOCKET: string) =>
    readSettings({ MYSQL_SOCKET, MYSQL_USER: "here", MYSQL_PASSWORD: "p" }).mysql;
  const connection = await connectMysql(settings(socket()));
  const [[row]] = await connection.query<RowDataPacket[]>("select user() as account");
  assert.equal(row?.["account"], "here@localhost");
  await connection.end();
  await assert.rejects(connectMysql(settings("/nowhere.sock")), {
    code: "MYSQL_UNREACHABLE",
    message: "cannot reach MySQL at /nowhere.sock: there is no socket that this account may use",
  });
});

test("a relay leads from a port to the socket, for processes of this account only, and ends with the work", async () => {
  const port = await withSocketRelay(socket(), async (port) => {
    const connection = await openMysql({ host: "127.0.0.1", port, user: "here", password: "p", database: "tillbook" });
    const [[row]] = await connection.query<RowDataPacket[]>("select user() as account");
    assert.equal(row?.["account"], "here@localhost");
    await connection.end();
    if (process.geteuid?.() === 0) {
      // as nobody: the connection is closed before the server greets
      const script = `require("net").connect(${port}, "127.0.0.1").on("data", () => console.log("greeted")).on("error", () => {})`;
      const setpriv = ["--reuid=65534", "--regid=65534", "--clear-groups", "node", "-e", script];
      const env = { PATH: "/usr/local/bin:/usr/bin:/bin" };
      const { stdout } = await promisify(execFile)("setpriv", setpriv, { cwd: "/", env, timeout: 20_000 });
      assert.equal(stdout, "");
    }
    return port;
  });
  await assert.rejects(openMysql({ host: "127.0.0.1", port, user: "here", password: "p", database: "tillbook" }), {
    code: "ECONNREFUSED",
  });
});
