import assert from "node:assert/strict";
import { test } from "node:test";
import { findPaths, readSettings } from "@tillbook/pipeline";
import type { MysqlAddress } from "@tillbook/services";
import { SparkError } from "@tillbook/spark-connect";
import {
  expectNearby,
  explainSession,
  findStoreFolder,
  isShort,
  type SessionOptions,
  sessionConfig,
} from "./session-options.js";

const paths = findPaths();

/** Options of a session with these settings, and this MySQL. */
function makeOptions(
  settings: Partial<SessionOptions["settings"]> = {},
  mysql: Partial<MysqlAddress> = {},
  rows = 1_000,
): SessionOptions {
  const address = { host: "db.example", port: 3307, user: "till", password: "secret", database: "tillbook", ...mysql };
  const spark = { ...readSettings({}).spark, ...settings };
  return { settings: spark, paths, mysql: address as MysqlAddress, rows, signal: new AbortController().signal };
}

test("MySQL is Spark's catalog at its own address, or at the one by which Spark reaches it", () => {
  const config = sessionConfig(makeOptions(), {});
  assert.equal(
    config["spark.sql.catalog.till.url"],
    "jdbc:mysql://db.example:3307/?connectionTimeZone=UTC&allowPublicKeyRetrieval=true",
  );
  assert.equal(config["spark.sql.catalog.till.user"], "till");
  assert.equal(config["spark.sql.catalog.till.password"], "secret");
  assert.equal(config["spark.sql.catalog.till.pushDownAggregate"], "false");
  assert.equal(config["spark.sql.session.timeZone"], "UTC");
  const other = sessionConfig(makeOptions({ mysqlHost: "mysql:3306" }), {});
  assert.match(other["spark.sql.catalog.till.url"] ?? "", /^jdbc:mysql:\/\/mysql:3306\/\?/);
});

test("what TLS needs is set for the catalog", () => {
  const config = sessionConfig(makeOptions(), { sslMode: "REQUIRED" });
  assert.equal(config["spark.sql.catalog.till.sslMode"], "REQUIRED");
});

test("a session has a partition for every five million rows, and at least two", () => {
  const count = (rows: number): string | undefined =>
    sessionConfig(makeOptions({}, {}, rows), {})["spark.sql.shuffle.partitions"];
  assert.deepEqual([0, 10_000_000, 10_000_001, 50_000_000].map(count), ["2", "2", "3", "10"]);
});

test("few sales are a short session, many sales or the results of many stores are not", () => {
  assert.equal(isShort({ rows: 1_000_000 }), true);
  assert.equal(isShort({ rows: 1_000_000, resultWork: 160_000 }), true);
  assert.equal(isShort({ rows: 100_000, resultWork: 8_000_000 }), false);
  assert.equal(isShort({ rows: 5_000_000 }), false);
});

test("a Spark elsewhere can't come to a socket of this machine, one on it can", () => {
  const settings = (remote?: string): SessionOptions["settings"] => makeOptions(remote ? { remote } : {}).settings;
  for (const remote of [undefined, "sc://localhost:15002", "sc://127.0.0.1/;token=x", "sc://127.1.20.3:1"])
    assert.doesNotThrow(() => expectNearby(settings(remote)), remote);
  for (const remote of [
    "sc://spark:15002",
    "sc://localhost.example:15002",
    "sc://127.example:1",
    "sc://x/sc://localhost:",
  ])
    assert.throws(() => expectNearby(settings(remote)), {
      code: "SETTING_INVALID",
      message: /^SPARK_MYSQL_HOST must be/,
    });
});

test("key stores are in the data folder, and for a Spark elsewhere in the folder that it shares", () => {
  const remote = "sc://spark:15002";
  const verify = { tls: { mode: "verify-ca" } } as Partial<MysqlAddress>;
  assert.equal(findStoreFolder(makeOptions({}, verify)), paths.data);
  assert.equal(findStoreFolder(makeOptions({ remote, parts: "/shared" }, verify)), "/shared");
  assert.equal(findStoreFolder(makeOptions({ remote })), paths.data);
  const required = { tls: { mode: "required" } } as unknown as Partial<MysqlAddress>;
  assert.equal(findStoreFolder(makeOptions({ remote }, required)), paths.data);
  const client = { tls: { mode: "required", client: {} } } as unknown as Partial<MysqlAddress>;
  for (const mysql of [verify, client])
    assert.throws(() => findStoreFolder(makeOptions({ remote }, mysql)), {
      code: "SETTING_INVALID",
      message: /^SPARK_PARTS must be/,
    });
});

test("a failure of Spark says where it is and what to do, any other stays as it is", () => {
  const explain = (message: string, grpcCode?: string, cause?: Error) => {
    const details = { ...(grpcCode && { grpcCode }), ...(cause && { cause }) };
    const error = explainSession(new SparkError(message, details), "sc://spark:15002/;token=x");
    return error as { code: string; message: string; hint: string };
  };
  const gone = explain("refused", "UNAVAILABLE");
  assert.deepEqual(
    [gone.code, gone.message],
    ["SPARK_UNREACHABLE", "cannot reach Spark Connect at spark:15002: refused"],
  );
  assert.match(gone.hint, /^docker compose up --wait spark, or/);
  assert.match(explain("self-signed Certificate", "UNAVAILABLE").hint, /^set NODE_EXTRA_CA_CERTS/);
  const token = explain("no", "UNAUTHENTICATED");
  assert.deepEqual(
    [token.code, token.message],
    ["SPARK_REFUSED", "Spark Connect at spark:15002 refused the token: no"],
  );
  const mysql = explain("job aborted", "INTERNAL", new Error("java.sql.SQLException: Access denied"));
  assert.deepEqual(
    [mysql.code, mysql.message],
    ["MYSQL_REFUSED", "MySQL, read by Spark: java.sql.SQLException: Access denied"],
  );
  const other = explain("x", "INTERNAL");
  assert.deepEqual([other.code, other.message], ["SPARK_FAILED", "Spark at spark:15002: x"]);
  const own = new Error("x");
  assert.equal(explainSession(own, "sc://spark:15002"), own);
});
