import assert from "node:assert/strict";
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, type TlsSettings } from "@tillbook/pipeline";
import { type EmbeddedSpark, startEmbeddedSpark } from "@tillbook/services";
import { makeCertificates, startTestServer, type TestServer } from "../libs/services/src/test-server.js";
import { withSparkSession } from "./spark-session.js";

// Connector/J, in Spark, against a MariaDB with TLS: what the stages' own driver refuses, it refuses, too.

let server: TestServer;
let spark: EmbeddedSpark;
const file = (name: string): string => join(server.paths.data, name);

before(async () => {
  server = await startTestServer(
    ({ data }) => {
      const { sign } = makeCertificates(data);
      sign("here", "DNS:localhost,IP:127.0.0.1");
      sign("elsewhere", "DNS:db.example.org,IP:10.0.0.5");
      sign("client");
      for (const end of [".pem", "-key.pem"]) copyFileSync(join(data, `here${end}`), join(data, `server${end}`));
      const [ca, cert, key] = ["ca.pem", "server.pem", "server-key.pem"].map((name) => join(data, name));
      return [`--ssl-ca=${ca}`, `--ssl-cert=${cert}`, `--ssl-key=${key}`, "--require-secure-transport=ON"];
    },
    ["create user x509_user identified by 'p' require x509", "grant select on tillbook.* to x509_user"],
  );
  const connection = await server.connect();
  await connection.query("create table numbers as select 1 as n union all select 2");
  spark = await startEmbeddedSpark({ paths: { ...findPaths(), data: server.paths.data }, memory: "1g", isShort: true });
});
after(async () => {
  await spark?.stop();
  await server?.stop();
});

/** What Spark reads over a connection that is encrypted in some way, or its error. */
async function read(tls: TlsSettings | undefined, user = "admin", host = "127.0.0.1"): Promise<string> {
  const mysql = { ...server.admin, tls, host, user, password: user === "admin" ? "test" : "p" };
  const settings = { remote: spark.remote, mysqlHost: undefined, parts: server.paths.data, memory: "1g" };
  const options = { settings, paths: server.paths, mysql, rows: 1, signal: new AbortController().signal };
  try {
    return await withSparkSession(options, async (session) => {
      const [row] = await session.rows("select sum(n) as n from till.tillbook.numbers");
      return String(row?.["n"]);
    });
  } catch (error) {
    return (error as Error).message;
  }
}

const none = { ca: undefined, client: undefined };

test("Spark reads over TLS in each mode, with a client certificate where the account asks for it", async () => {
  assert.equal(await read({ mode: "preferred", ...none }), "3");
  assert.equal(await read({ mode: "required", ...none }), "3");
  for (const mode of ["verify-ca", "verify-identity"] as const)
    for (const host of ["127.0.0.1", "localhost"])
      assert.equal(await read({ mode, ca: file("ca.pem"), client: undefined }, "admin", host), "3", `${mode} ${host}`);
  const client = { cert: file("client.pem"), key: file("client-key.pem") };
  assert.equal(await read({ mode: "required", ca: undefined, client }, "x509_user"), "3");
  assert.equal(await read({ mode: "verify-ca", ca: file("ca.pem"), client }, "x509_user"), "3");
  assert.match(await read({ mode: "required", ...none }, "x509_user"), /^MySQL, read by Spark: Access denied/);
  assert.deepEqual(
    readdirSync(server.paths.data).filter((name) => name.startsWith("tls-")),
    [],
  );
});

test("Spark reads from a server of MYSQL_SOCKET, and one elsewhere is told that it can't", async () => {
  const mysql = { ...server.admin, tls: undefined, socket: join(server.paths.data, "mysql", "mysql.sock") };
  const { signal } = new AbortController();
  const read = (remote: string) =>
    withSparkSession(
      {
        settings: { remote, mysqlHost: undefined, parts: undefined, memory: "1g" },
        paths: server.paths,
        mysql,
        rows: 1,
        signal,
      },
      (session) => session.rows("select cast(sum(n) as int) as n from till.tillbook.numbers"),
    );
  await assert.rejects(read("sc://spark.example.org:15002"), {
    code: "SETTING_INVALID",
    message: /^SPARK_MYSQL_HOST must be/,
  });
  assert.deepEqual(await read(spark.remote), [{ n: 3 }]);
});

test("Spark refuses a server that MYSQL_SSL refuses: without encryption, by another authority, of another name", async () => {
  assert.match(await read(undefined), /^MySQL, read by Spark: .*insecure/);
  assert.match(
    await read({ mode: "verify-ca", ca: file("other-ca.pem"), client: undefined }),
    /^MySQL, read by Spark: .*(PKIX|trust)/,
  );
  assert.match(await read({ mode: "verify-ca", ...none }), /^MySQL, read by Spark: .*(PKIX|trust)/);
  for (const end of [".pem", "-key.pem"]) copyFileSync(file(`elsewhere${end}`), file(`server${end}`));
  await (await server.connect()).query("flush ssl");
  assert.equal(await read({ mode: "verify-ca", ca: file("ca.pem"), client: undefined }), "3");
  for (const host of ["127.0.0.1", "localhost"])
    assert.match(
      await read({ mode: "verify-identity", ca: file("ca.pem"), client: undefined }, "admin", host),
      /identity|match/i,
      host,
    );
});
