import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { findPaths, findRoot, readSettings } from "@tillbook/pipeline";
import { neededPrivileges } from "@tillbook/services";
import { makeCertificates, startTestServer, type TestServer } from "../../libs/services/src/test-server.js";
import { diagnose } from "./diagnose.js";

// `make doctor` against a MariaDB with TLS, as different accounts, and against one without.

let server: TestServer;
let plain: TestServer;
before(async () => {
  plain = await startTestServer();
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
    "create user loader identified by 'p'",
    "grant insert, trigger on tillbook.* to loader",
    "create user owner identified by 'p'",
    "grant all on tillbook.* to owner",
  ])
    await connection.query(sql);
});
after(async () => {
  await plain?.stop();
  await server?.stop();
});

/** What is set for the server without TLS, whose administrator may do all. */
const admin = (host: string) => ({ MYSQL_HOST: host, MYSQL_PORT: String(plain.admin.port), MYSQL_PASSWORD: "test" });

/** What is set for an account of the server. */
function describe(user: string): Record<string, string> {
  const account = { MYSQL_USER: user, MYSQL_PASSWORD: "p" };
  return { ...account, MYSQL_HOST: "127.0.0.1", MYSQL_PORT: String(server.admin.port), SPARK_MEMORY: "1m" };
}

/** Exit code and lines of a diagnosis as an account of the server. */
async function run(user: string, env: Record<string, string> = {}): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const read = () => ({ paths: findPaths(), settings: readSettings({ ...describe(user), ...env }) });
  const code = await diagnose(read, (line) => void lines.push(line));
  return { code, text: lines.join("\n") };
}

test("each line says ok, or what is the problem and what to do; the account and the server are named", async () => {
  const { code, text } = await run("writer");
  assert.match(text, /^MySQL +ok: MariaDB \d+\.\d+\.\d+ at 127\.0\.0\.1:\d+, database tillbook, as 'writer'@'%'$/m);
  assert.match(
    text,
    /^privileges +ok: 'writer'@'%' has select, insert, update, delete, create, drop, alter on tillbook$/m,
  );
  assert.match(text, /^others' triggers +ok: not seen .*grant trigger on tillbook\.\* to 'writer'@'%'$/m);
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
    assert.match(text, new RegExp(`^${name} +ok: `, "m"), text);
  // the certificate that ends soon is the only problem
  assert.match(
    text,
    /^TLS +PROBLEM: TLSv1\.[23], the server's certificate is not checked .* ends in [45] days\n {2}try: give the server a new/m,
  );
  assert.match(text, /^1 problem$/m);
  assert.equal(code, 1);
  const [[row]] = (await (await server.connect()).query("show tables")) as unknown as [unknown[]];
  assert.equal(row, undefined);
});

test("an account that may only read is told what else import needs, with the statement", async () => {
  const { code, text } = await run("reader");
  assert.equal(code, 1);
  assert.match(
    text,
    /^privileges +PROBLEM: lacks insert, update, delete, create, drop, alter; 'reader'@'%' may read tillbook, which is enough for/m,
  );
  assert.match(text, /^ {2}try: as the server's administrator: grant select, .* on tillbook\.\* to 'reader'@'%'$/m);
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
    assert.match(text, new RegExp(`^${name} +PROBLEM: .*\\n {2}try: .*${remedy}`, "m"));
});

test("no server, a wrong password, a wrong setting: one line and what to do, no stack", async () => {
  for (const [env, expected] of [
    [{ MYSQL_PORT: "1" }, /^MySQL +PROBLEM: cannot reach MySQL at 127\.0\.0\.1:1: ECONNREFUSED .*\n {2}try: /m],
    [
      { MYSQL_PASSWORD: "x" },
      /^MySQL +PROBLEM: MySQL at 127\.0\.0\.1:\d+ refused user writer: Access denied.*\n {2}try: fix MYSQL_USER or/m,
    ],
    [{ MYSQL_SSL: "on" }, /^failed: MYSQL_SSL must be disabled or .*\[SETTING_INVALID\]\n {2}try: /m],
    [{ MYSQL_READ_HOST: "127.0.0.1:1" }, /^replica +PROBLEM: cannot reach MySQL at 127\.0\.0\.1:1/m],
    [{ MYSQL_HOST: "" }, /^MySQL +ok: the embedded MariaDB/m],
    [{ SPARK_REMOTE: "sc://127.0.0.1:1" }, /^Spark +PROBLEM: nothing listens at 127\.0\.0\.1:1\n {2}try: /m],
  ] as [Record<string, string>, RegExp][]) {
    const { text } = await run("writer", env);
    assert.match(text, expected);
    assert.doesNotMatch(text, /\n.* at .*\.ts:/);
  }
});

test("a server without a problem is told line by line, and nothing stands in the way", async () => {
  await (await plain.connect()).query("set global sql_mode = ''");
  const { code, text } = await run("admin", admin("127.0.0.1"));
  assert.deepEqual(
    text
      .slice(text.indexOf("MySQL"))
      .replace(/ \d s apart/, " 0 s apart")
      .replace(/MariaDB \S+ at/, "MariaDB 11 at")
      .split("\n"),
    [
      `MySQL            ok: MariaDB 11 at 127.0.0.1:${plain.admin.port}, database tillbook, as 'admin'@'%'`,
      "TLS              ok: not encrypted, on this machine or since MYSQL_SSL=disabled says so",
      "local_infile     ok: on",
      "packet size      ok: 16777216 bytes, needed are 65536",
      "read_only        ok: off",
      "binlog_format    ok: no binary log",
      "sql_mode         ok: empty; sessions set their own",
      "wait_timeout     ok: 28800 s; sessions set their own",
      "time             ok: SYSTEM, sessions are UTC; the clocks are 0 s apart",
      "privileges       ok: 'admin'@'%' has select, insert, update, delete, create, drop, alter on tillbook",
      "others' triggers ok: seen before a table that has one is replaced",
      "nothing stands in the way",
    ],
  );
  assert.equal(code, 0);
});

test("a server of another machine without TLS is a problem, unless that is set", async () => {
  const { text } = await run("admin", admin("0.0.0.0"));
  assert.match(
    text,
    /^TLS +PROBLEM: not encrypted, since 0\.0\.0\.0 has no TLS\n {2}try: give the server ssl_cert and ssl_key; or/m,
  );
  const set = await run("admin", { ...admin("0.0.0.0"), MYSQL_SSL: "disabled" });
  assert.match(set.text, /^TLS +ok: not encrypted, on this machine or since/m);
});

test("a certificate that is checked is told with the mode, and a replica is told as the server is", async () => {
  const { text } = await run("owner", {
    MYSQL_SSL_CA: join(server.paths.data, "ca.pem"),
    MYSQL_READ_HOST: `127.0.0.1:${server.admin.port}`,
  });
  assert.match(text, /^TLS .* the server's certificate is checked \(verify-ca\), and ends in [45] days$/m);
  assert.match(text, /^replica +ok: MariaDB \S+ at 127\.0\.0\.1:\d+, database tillbook, as 'owner'@'%'$/m);
});

test("an account that may not even read is told what it lacks, and no more", async () => {
  const { text } = await run("loader");
  assert.match(text, /^privileges +PROBLEM: lacks select, update, delete, create, drop, alter$/m);
  assert.doesNotMatch(text, /others' triggers/);
});

test("a server that refuses a query in the middle is one problem, in its own words", async () => {
  const connection = await server.connect();
  for (const most of [1, 4]) {
    await connection.query(`create or replace user counted identified by 'p' with max_queries_per_hour ${most}`);
    await connection.query("grant all on tillbook.* to counted");
    const { code, text } = await run("counted");
    const refusal = `User 'counted' has exceeded the 'max_queries_per_hour' resource (current value: ${most})`;
    assert.ok(
      text.includes(`\nMySQL            PROBLEM: ${refusal}\n  try: see docs/your-own-server.md\n1 problem`),
      text,
    );
    assert.equal(code, 1);
  }
});

test("the program prints after its name, and ends with the code", async () => {
  const { PATH } = process.env;
  const program = ["--import", "@tillbook/pipeline/tsx", "cli/doctor.ts"];
  const options = { cwd: findRoot(), env: { PATH, ...describe("writer"), MYSQL_SSL: "on" } };
  await assert.rejects(promisify(execFile)(process.execPath, program, options), (error: Error & { stderr: string }) => {
    assert.match(
      error.stderr,
      /^doctor {4}failed: MYSQL_SSL must be disabled or .*\[SETTING_INVALID\]\ndoctor {6}try: /,
    );
    return "code" in error && error.code === 1;
  });
});
