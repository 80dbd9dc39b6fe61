import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { findRoot } from "@tillbook/pipeline";
import { neededPrivileges } from "@tillbook/services";
import { makeCertificates, startTestServer, type TestServer } from "../../libs/services/src/test-server.js";

// `make doctor` against a MariaDB with TLS, as different accounts.

let server: TestServer;
before(async () => {
  server = await startTestServer(({ data }) => {
    makeCertificates(data).sign("server", "IP:127.0.0.1", 5);
    const [ca, cert, key] = ["ca.pem", "server.pem", "server-key.pem"].map((name) => join(data, name));
    return [`--ssl-ca=${ca}`, `--ssl-cert=${cert}`, `--ssl-key=${key}`];
  });
  const connection = await server.connect();
  for (const sql of [
    "create role writers",
    `grant ${neededPrivileges.join(", ")} on tillbook.* to writers`,
    "create user writer identified by 'p'",
    "grant writers to writer",
    "set default role writers for writer",
    "create user reader identified by 'p'",
    "grant select on tillbook.* to reader",
  ])
    await connection.query(sql);
});
after(() => server?.stop());

/** Exit code and lines of a run as an account of the server. */
async function run(user: string, env: Record<string, string> = {}): Promise<{ code: number; text: string }> {
  const account = { MYSQL_USER: user, MYSQL_PASSWORD: "p" };
  const address = { MYSQL_HOST: "127.0.0.1", MYSQL_PORT: String(server.admin.port) };
  try {
    const { stderr } = await promisify(execFile)(
      process.execPath,
      ["--import", "@tillbook/pipeline/tsx", "cli/doctor.ts"],
      { cwd: findRoot(), env: { PATH: process.env["PATH"], SPARK_MEMORY: "1m", ...account, ...address, ...env } },
    );
    return { code: 0, text: stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, text: stderr };
  }
}

test("each line says ok, or what is the problem and what to do; the account and the server are named", async () => {
  const { code, text } = await run("writer");
  assert.match(
    text,
    /^doctor {4}MySQL +ok: MariaDB \d+\.\d+\.\d+ at 127\.0\.0\.1:\d+, database tillbook, as 'writer'@'%'$/m,
  );
  assert.match(
    text,
    /^doctor {4}privileges +ok: 'writer'@'%' has select, insert, update, delete, create, drop, alter on tillbook$/m,
  );
  assert.match(text, /^doctor {4}others' triggers +ok: not seen .*grant trigger on tillbook\.\* to 'writer'@'%'$/m);
  for (const name of [
    "Node",
    "Python",
    "Java",
    "memory",
    "disk",
    "ports",
    "local_infile",
    "packet size",
    "read_only",
    "binlog_format",
    "sql_mode",
    "wait_timeout",
    "time",
  ])
    assert.match(text, new RegExp(`^doctor {4}${name} +ok: `, "m"), text);
  // the certificate that ends soon is the only problem
  assert.match(
    text,
    /^doctor {4}TLS +PROBLEM: TLSv1\.[23], the server's certificate is not checked .* ends in [45] days\ndoctor {6}try: give the server a new/m,
  );
  assert.match(text, /^doctor {4}1 problem$/m);
  assert.equal(code, 1);
  const [[row]] = (await (await server.connect()).query("show tables")) as unknown as [unknown[]];
  assert.equal(row, undefined);
});

test("an account that may only read is told what else import needs, with the statement", async () => {
  const { code, text } = await run("reader");
  assert.equal(code, 1);
  assert.match(
    text,
    /^doctor {4}privileges +PROBLEM: lacks insert, update, delete, create, drop, alter; 'reader'@'%' may read tillbook, which is enough for/m,
  );
  assert.match(
    text,
    /^doctor {6}try: as the server's administrator: grant select, .* on tillbook\.\* to 'reader'@'%'$/m,
  );
});

test("settings of the server that stand in the way are named with what sets them", async () => {
  const connection = await server.connect();
  await connection.query("set global local_infile = 0, max_allowed_packet = 1024, read_only = 1");
  const { text } = await run("writer");
  await connection.query("set global local_infile = 1, max_allowed_packet = 16777216, read_only = 0");
  for (const [name, remedy] of [
    ["local_infile", "set global local_infile = 1"],
    ["packet size", "set global max_allowed_packet = 67108864"],
    ["read_only", "MYSQL_READ_HOST"],
  ])
    assert.match(text, new RegExp(`^doctor {4}${name} +PROBLEM: .*\\ndoctor {6}try: .*${remedy}`, "m"));
});

test("no server, a wrong password, a wrong setting: one line and what to do, no stack", async () => {
  for (const [env, expected] of [
    [
      { MYSQL_PORT: "1" },
      /^doctor {4}MySQL +PROBLEM: cannot reach MySQL at 127\.0\.0\.1:1: ECONNREFUSED .*\ndoctor {6}try: /m,
    ],
    [
      { MYSQL_PASSWORD: "x" },
      /^doctor {4}MySQL +PROBLEM: MySQL at 127\.0\.0\.1:\d+ refused user writer: Access denied.*\ndoctor {6}try: fix MYSQL_USER or/m,
    ],
    [{ MYSQL_SSL: "on" }, /^doctor {4}failed: MYSQL_SSL must be disabled or .*\[SETTING_INVALID\]\ndoctor {6}try: /m],
    [{ MYSQL_READ_HOST: "127.0.0.1:1" }, /^doctor {4}replica +PROBLEM: cannot reach MySQL at 127\.0\.0\.1:1/m],
    [{ MYSQL_HOST: "" }, /^doctor {4}MySQL +ok: the embedded MariaDB/m],
    [
      { SPARK_REMOTE: "sc://127.0.0.1:1" },
      /^doctor {4}Spark +PROBLEM: nothing listens at 127\.0\.0\.1:1\ndoctor {6}try: /m,
    ],
  ] as [Record<string, string>, RegExp][]) {
    const { text } = await run("writer", env);
    assert.match(text, expected);
    assert.doesNotMatch(text, /\n.* at .*\.ts:/);
  }
});
