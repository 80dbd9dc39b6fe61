import assert from "node:assert/strict";
import { test } from "node:test";
import { TillbookError } from "@tillbook/pipeline";
import { explainConnectError } from "./connect-errors.js";
import type { MysqlAddress } from "./open-mysql.js";

const address: MysqlAddress = { host: "db", port: 3307, user: "till", password: "secret", database: "shop" };

/** Explains an error of the driver as code, message and hint. */
function explain(fields: object, more: object = {}, message = "why"): [code: string, message: string, hint: string] {
  const cause = Object.assign(new Error(message), fields);
  const error = explainConnectError(cause, { ...address, ...more });
  assert.ok(error instanceof TillbookError);
  assert.equal(error.cause, cause);
  return [error.code, error.message, error.hint];
}

test("a server that isn't reached is named with its place, and what it may be", () => {
  const start = "start it, e.g. by docker compose up --wait mysql, or unset MYSQL_HOST to use the embedded one";
  assert.deepEqual(explain({ code: "ECONNREFUSED" }), [
    "MYSQL_UNREACHABLE",
    "cannot reach MySQL at db:3307: ECONNREFUSED",
    start,
  ]);
  assert.deepEqual(explain({}), ["MYSQL_UNREACHABLE", "cannot reach MySQL at db:3307: why", start]);
  for (const code of ["ENOTFOUND", "EAI_AGAIN"])
    assert.deepEqual(explain({ code }), [
      "MYSQL_UNREACHABLE",
      "cannot reach MySQL: no address is known for the host db",
      "fix MYSQL_HOST, or the name server of this machine",
    ]);
  for (const code of ["ENOENT", "EACCES"])
    assert.deepEqual(explain({ code }, { socket: "/run/mysqld.sock" }), [
      "MYSQL_UNREACHABLE",
      "cannot reach MySQL at /run/mysqld.sock: there is no socket that this account may use",
      "set MYSQL_SOCKET to what `select @@socket` says on the server, or use MYSQL_HOST",
    ]);
  for (const code of ["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"])
    assert.deepEqual(explain({ code }, { host: "::1" }), [
      "MYSQL_UNREACHABLE",
      "cannot reach MySQL at [::1]:3307: no answer within 10 s",
      "check MYSQL_HOST and MYSQL_PORT, and that no firewall is in between",
    ]);
});

test("an error that is explained already stays as it is", () => {
  const error = new TillbookError("BUSY", "x", "y");
  assert.equal(explainConnectError(error, address), error);
});

test("a refused password says what an account with a requirement needs, but not over a socket", () => {
  const hint = (more: object): string => explain({ code: "ER_ACCESS_DENIED_ERROR" }, more)[2];
  const start = "fix MYSQL_USER or MYSQL_PASSWORD";
  assert.equal(hint({ socket: "/run/mysqld.sock" }), start);
  assert.equal(hint({}), `${start}; an account with REQUIRE SSL needs MYSQL_SSL=required`);
  assert.equal(
    hint({ tls: { mode: "required" } }),
    `${start}; an account with REQUIRE X509 needs MYSQL_SSL_CERT and MYSQL_SSL_KEY`,
  );
  assert.equal(
    hint({ tls: { mode: "required", client: {} } }),
    `${start}; or its REQUIRE ISSUER or SUBJECT names another certificate than MYSQL_SSL_CERT`,
  );
  assert.deepEqual(explain({ code: "ER_ACCESS_DENIED_NO_PASSWORD_ERROR" }).slice(0, 2), [
    "MYSQL_REFUSED",
    "MySQL at db:3307 refused user till: why",
  ]);
});

test("a refused database comes with the statements that grant it", () => {
  for (const code of ["ER_DBACCESS_DENIED_ERROR", "ER_BAD_DB_ERROR"]) {
    const [ours, message, hint] = explain({ code });
    assert.deepEqual([ours, message], ["MYSQL_REFUSED", "MySQL at db:3307 refused user till for database shop: why"]);
    assert.match(hint, /^as its administrator: .*; grant .* on shop\.\* to .*; or fix MYSQL_DATABASE$/);
  }
});

test("what a server refuses has its own code, sentence and hint", () => {
  const tls = { tls: { mode: "verify-ca" } };
  assert.deepEqual(explain({ code: "HANDSHAKE_NO_SSL_SUPPORT" }, tls), [
    "MYSQL_REFUSED",
    "MySQL at db:3307 has no TLS, which MYSQL_SSL=verify-ca asks for",
    "give the server ssl_cert and ssl_key, or set MYSQL_SSL=disabled if nobody else can listen on the way",
  ]);
  assert.deepEqual(explain({ code: "ER_SECURE_TRANSPORT_REQUIRED" }), [
    "MYSQL_REFUSED",
    "MySQL at db:3307 takes encrypted connections only: why",
    "set MYSQL_SSL=required, or leave it unset",
  ]);
  assert.deepEqual(explain({ code: "ER_HOST_NOT_PRIVILEGED" }), [
    "MYSQL_REFUSED",
    "MySQL at db:3307 has no account for this machine: why",
    "as its administrator: create user 'till'@'<this machine>' identified by '…'; see docs/your-own-server.md",
  ]);
  for (const code of ["ER_CON_COUNT_ERROR", "ER_TOO_MANY_USER_CONNECTIONS", "ER_USER_LIMIT_REACHED"])
    assert.deepEqual(explain({ code }), [
      "BUSY",
      "MySQL at db:3307 has no connection left: why",
      "run the same command again later, or raise max_connections there; Tillbook needs up to 8 at a time",
    ]);
  assert.deepEqual(explain({ code: "ER_HOST_IS_BLOCKED" }), [
    "MYSQL_REFUSED",
    "MySQL at db:3307 refuses this machine: why",
    "as its administrator: flush hosts, or truncate performance_schema.host_cache",
  ]);
  const locked = ["ER_ACCOUNT_HAS_BEEN_LOCKED", "ER_MUST_CHANGE_PASSWORD", "ER_MUST_CHANGE_PASSWORD_LOGIN"];
  for (const fields of [...locked.map((code) => ({ code })), { errno: 4151 }])
    assert.deepEqual(explain(fields), [
      "MYSQL_REFUSED",
      "MySQL at db:3307 has locked the account till: why",
      "as its administrator: alter user 'till'@'…' account unlock, or a new password",
    ]);
});

test("why no encrypted connection was made is told by what OpenSSL says, of its lines the reason alone", () => {
  const say = (message: string, code = "HANDSHAKE_SSL_ERROR"): [string, string] => {
    const [ours, problem, hint] = explain({ code }, {}, message);
    assert.equal(ours, "MYSQL_REFUSED");
    return [problem, hint];
  };
  const of = "the certificate of MySQL at db:3307";
  for (const why of ["Hostname/IP does not match certificate's altnames", "ALTNAMES"]) {
    const [problem, hint] = say(why);
    assert.equal(problem, `${of} is another server's: ${why}`);
    assert.match(hint, /^set MYSQL_HOST to a name that is in the certificate/);
  }
  for (const why of ["certificate has expired", "certificate is not yet valid"]) {
    const [problem, hint] = say(why);
    assert.equal(problem, `${of} is out of date: ${why}`);
    assert.match(hint, /^give the server a new one/);
  }
  const [alert, ofAlert] = say("C0:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:rec.c:909:\n");
  assert.equal(alert, "MySQL at db:3307 refused MYSQL_SSL_CERT: tlsv1 alert unknown ca");
  assert.match(ofAlert, /^use a client certificate/);
  for (const why of ["self-signed certificate", "self signed", "unable to verify", "unable to get", "bad signature"]) {
    const [problem, hint] = say(why, "ERR_TLS_X");
    assert.equal(problem, `${of} was signed by nobody whom MYSQL_SSL_CA names: ${why}`);
    assert.match(hint, /^set MYSQL_SSL_CA to the PEM file/);
  }
  for (const code of ["ERR_SSL_X", "ERR_TLS_X", "HANDSHAKE_SSL_ERROR"])
    assert.deepEqual(say("wrong version", code), [
      "no encrypted connection to MySQL at db:3307: wrong version",
      "both sides must speak TLS 1.2 or 1.3; see docs/your-own-server.md",
    ]);
});
