import assert from "node:assert/strict";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type MysqlSettings, readSettings, TillbookError } from "@tillbook/pipeline";
import type { RowDataPacket } from "mysql2/promise";
import { connectMysql } from "./connect-mysql.js";
import { makeCertificates, startTestServer, type TestServer } from "./test-server.js";
import { readTlsFiles } from "./tls.js";

// One MariaDB with TLS, whose certificate is changed while it runs, and one without.

let server: TestServer;
let plain: TestServer;
const file = (name: string): string => join(server.paths.data, name);

before(async () => {
  const withTls = startTestServer(
    ({ data }) => {
      const { sign } = makeCertificates(data);
      sign("here", "DNS:localhost,IP:127.0.0.1");
      sign("elsewhere", "DNS:db.example.org,IP:10.0.0.5");
      sign("expired", "DNS:localhost,IP:127.0.0.1", -1);
      sign("client");
      for (const end of [".pem", "-key.pem"]) copyFileSync(join(data, `here${end}`), join(data, `server${end}`));
      const path = (name: string): string => join(data, name);
      return [
        `--ssl-ca=${path("ca.pem")}`,
        `--ssl-cert=${path("server.pem")}`,
        `--ssl-key=${path("server-key.pem")}`,
        "--require-secure-transport=ON",
      ];
    },
    [
      "create user ssl_user identified by 'p' require ssl",
      "create user x509_user identified by 'p' require x509",
      "grant all on tillbook.* to ssl_user",
      "grant all on tillbook.* to x509_user",
    ],
  );
  [server, plain] = await Promise.all([withTls, startTestServer()]);
});
after(() => Promise.all([server?.stop(), plain?.stop()]));

/** Has the server show another certificate from now on. */
async function show(name: string): Promise<void> {
  for (const end of [".pem", "-key.pem"]) copyFileSync(file(`${name}${end}`), file(`server${end}`));
  await (await server.connect()).query("flush ssl");
}

/** The settings that variables of MYSQL_… make, of an account that must use TLS. */
function settings(env: Record<string, string>, of: TestServer = server): MysqlSettings {
  const port = String(of.admin.port);
  return readSettings({
    MYSQL_HOST: "127.0.0.1",
    MYSQL_PORT: port,
    MYSQL_USER: "ssl_user",
    MYSQL_PASSWORD: "p",
    ...env,
  }).mysql;
}

/** The cipher of a connection, empty where it isn't encrypted. */
async function findCipher(env: Record<string, string>, of?: TestServer): Promise<string> {
  const connection = await connectMysql(settings(env, of), server.paths);
  const [[row]] = await connection.query<RowDataPacket[]>("show session status like 'Ssl_cipher'");
  await connection.end();
  return String(row?.["Value"]);
}

/** Message and hint of the failure. */
async function refuse(env: Record<string, string>, of?: TestServer): Promise<string> {
  const error = await findCipher(env, of).then(
    (cipher) => assert.fail(`expected no connection, got one with ${cipher}`),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof TillbookError, String(error));
  return `${error.message} [${error.code}], try: ${error.hint}`;
}

test("an account with REQUIRE SSL logs in by default, and in each mode but disabled", async () => {
  assert.match(await findCipher({}), /^TLS/);
  for (const mode of ["preferred", "required"]) assert.notEqual(await findCipher({ MYSQL_SSL: mode }), "");
  for (const mode of ["verify-ca", "verify-identity"])
    assert.notEqual(await findCipher({ MYSQL_SSL: mode, MYSQL_SSL_CA: file("ca.pem") }), "", mode);
  assert.match(
    await refuse({ MYSQL_SSL: "disabled" }),
    /^MySQL at 127.0.0.1:\d+ .*\[MYSQL_REFUSED\], try: .*MYSQL_SSL=required/,
  );
});

test("a server without TLS is used unencrypted by default, and refused where MYSQL_SSL asks for it", async () => {
  const admin = { MYSQL_USER: "admin", MYSQL_PASSWORD: "test" };
  assert.equal(await findCipher(admin, plain), "");
  assert.match(
    await refuse({ ...admin, MYSQL_SSL: "required" }, plain),
    /^MySQL at 127.0.0.1:\d+ has no TLS, which MYSQL_SSL=required asks for \[MYSQL_REFUSED\], try: give the server ssl_cert and ssl_key/,
  );
});

test("an account with REQUIRE X509 needs the client certificate, and is told so", async () => {
  const user = { MYSQL_USER: "x509_user" };
  assert.match(await refuse(user), /refused user x509_user: .*MYSQL_SSL_CERT and MYSQL_SSL_KEY/);
  const client = { MYSQL_SSL_CERT: file("client.pem"), MYSQL_SSL_KEY: file("client-key.pem") };
  assert.notEqual(await findCipher({ ...user, ...client }), "");
  const foreign = { MYSQL_SSL_CERT: file("other-ca.pem"), MYSQL_SSL_KEY: file("other-ca-key.pem") };
  assert.match(
    await refuse({ ...user, ...foreign }),
    / refused MYSQL_SSL_CERT: tlsv1 alert unknown ca .*ssl_ca signed$/,
  );
});

test("a certificate by another authority, of another server, or out of date is told as that, before the password is", async () => {
  const ca = { MYSQL_SSL_CA: file("ca.pem") };
  assert.match(
    await refuse({ MYSQL_SSL_CA: file("other-ca.pem") }),
    /was signed by nobody whom MYSQL_SSL_CA names: .*try: set MYSQL_SSL_CA to the PEM file/,
  );
  // without a file, those that Node trusts, which don't have ours
  assert.match(await refuse({ MYSQL_SSL: "verify-ca" }), /was signed by nobody/);
  await show("elsewhere");
  assert.notEqual(await findCipher({ ...ca, MYSQL_SSL: "verify-ca" }), "");
  for (const host of ["127.0.0.1", "localhost"])
    assert.match(
      await refuse({ ...ca, MYSQL_SSL: "verify-identity", MYSQL_HOST: host }),
      /is another server's: .*(db\.example\.org|10\.0\.0\.5).*try: set MYSQL_HOST to a name that is in the certificate/,
    );
  await show("expired");
  assert.notEqual(await findCipher({ MYSQL_SSL: "required" }), "");
  assert.match(
    await refuse({ ...ca, MYSQL_SSL: "verify-ca" }),
    /is out of date: certificate has expired.*alter instance reload tls/,
  );
  await show("here");
});

test("a name of the certificate is accepted as host, and so is an address", async () => {
  for (const host of ["127.0.0.1", "localhost"])
    assert.notEqual(
      await findCipher({ MYSQL_SSL: "verify-identity", MYSQL_SSL_CA: file("ca.pem"), MYSQL_HOST: host }),
      "",
    );
});

test("files that hold no certificate, another key, or a certificate that has expired are named before anything is sent", async () => {
  const client = { cert: file("client.pem"), key: file("client-key.pem") };
  const tls = { mode: "required", ca: undefined, client } as const;
  writeFileSync(file("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  for (const [expected, given] of [
    [/^MYSQL_SSL_CA must be certificates as PEM, got /, { ...tls, ca: file("ca-key.pem") }],
    [/^MYSQL_SSL_CA must be certificates as PEM, got /, { ...tls, ca: file("broken.pem") }],
    [
      /^MYSQL_SSL_KEY must be the private key of .*client\.pem, got /,
      { ...tls, client: { ...client, key: file("ca-key.pem") } },
    ],
    [
      /^MYSQL_SSL_KEY must be a private key as PEM, without a password, got /,
      { ...tls, client: { ...client, key: file("ca.pem") } },
    ],
    [
      /^MYSQL_SSL_CERT must be a certificate that is valid, not one that expired on /,
      { ...tls, client: { cert: file("expired.pem"), key: file("expired-key.pem") } },
    ],
  ] as const)
    await assert.rejects(readTlsFiles(given), { code: "SETTING_INVALID", message: expected });
});
