import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SparkError } from "./errors.js";
import { parseUrl } from "./url.js";

describe("parseUrl", () => {
  it("takes 15002 as the port and no TLS where the URL names only a host", () => {
    const { host, port, isSecure, token, headers } = parseUrl("sc://spark.example");
    assert.deepEqual(
      { host, port, isSecure, token, headers },
      {
        host: "spark.example",
        port: 15002,
        isSecure: false,
        token: undefined,
        headers: {},
      },
    );
  });

  it("reads the parameters that Spark names, decodes them, and sends all others as headers", () => {
    const remote = parseUrl(
      "sc://[::1]:443/;use_ssl=true;token=a%3Db%3B;user_id=ann;user_agent=x%20y;session_id=0A000000-0000-4000-8000-000000000001;x-team=tills;grpc_keepalive_time_ms=30000",
    );
    assert.deepEqual(remote, {
      host: "[::1]",
      port: 443,
      isSecure: true,
      token: "a=b;",
      userId: "ann",
      userAgent: "x y",
      sessionId: "0a000000-0000-4000-8000-000000000001",
      keepalive: { timeMs: 30_000, timeoutMs: 20_000, isWithoutCalls: true },
      headers: { "x-team": "tills" },
    });
  });

  it("turns TLS on for a token, except on a loopback address", () => {
    assert.equal(parseUrl("sc://spark.example/;token=t").isSecure, true);
    assert.equal(parseUrl("sc://127.0.0.1:1/;token=t").isSecure, false);
    assert.equal(parseUrl("sc://localhost/;token=t").isSecure, false);
    assert.equal(parseUrl("sc://localhost/;token=t;use_ssl=true").isSecure, true);
    assert.equal(parseUrl("sc://127.0.0.1.example/;token=t").isSecure, true);
  });

  it("refuses to send a token to another machine in the clear", () => {
    assert.throws(() => parseUrl("sc://spark.example/;use_ssl=false;token=t"), isInvalid(/must not cross the network/));
  });

  it("sends nothing in the clear where TLS is asked for or a token is missing", () => {
    assert.equal(parseUrl("sc://spark.example/;use_ssl=true").isSecure, true);
    assert.equal(parseUrl("sc://spark.example/;use_ssl=TRUE").isSecure, true);
    assert.equal(parseUrl("sc://spark.example/;use_ssl=").isSecure, false);
    assert.equal(parseUrl("sc://127.0.0.1/;use_ssl=false;token=t").isSecure, false);
    assert.equal(parseUrl("sc://[::1]/;token=t").isSecure, false);
    assert.equal(parseUrl("sc://localhost.example/;token=t").isSecure, true);
    assert.equal(parseUrl("sc://x127.0.0.1/;token=t").isSecure, true);
  });

  it("asks a silent connection each minute by default, as the parameters say, or never", () => {
    assert.deepEqual(parseUrl("sc://spark").keepalive, { timeMs: 60_000, timeoutMs: 20_000, isWithoutCalls: true });
    assert.deepEqual(parseUrl("sc://spark/;grpc_keepalive_timeout_ms=5;grpc_keepalive_without_calls=false").keepalive, {
      timeMs: 60_000,
      timeoutMs: 5,
      isWithoutCalls: false,
    });
    assert.equal(parseUrl("sc://spark/;grpc_keepalive_enabled=false").keepalive, undefined);
    assert.equal(parseUrl("sc://spark/;grpc_keepalive_time_ms=999999999").keepalive?.timeMs, 999_999_999);
  });

  it("takes hosts and ports of all forms, and passes over empty parameters", () => {
    const place = (url: string) => {
      const { host, port } = parseUrl(url);
      return `${host} ${port}`;
    };
    assert.equal(place("sc://spark:1"), "spark 1");
    assert.equal(place("sc://spark:65535/"), "spark 65535");
    assert.equal(place("sc://[fe80::1%25e0]"), "[fe80::1%25e0] 15002");
    assert.equal(place("sc://spark;user_id=ann"), "spark 15002");
    assert.deepEqual(parseUrl("sc://spark/;;a=1;").headers, { a: "1" });
    assert.equal(parseUrl("sc://spark").sessionId, undefined);
  });

  it("names what it expected of a malformed URL", () => {
    assert.throws(
      () => parseUrl("http://spark:15002"),
      isInvalid(/expected sc:\/\/host:port.*got "http:\/\/spark:15002"/),
    );
    assert.throws(() => parseUrl("sc://"), isInvalid(/expected a host, as in sc:\/\/host:15002, got ""/));
    assert.throws(() => parseUrl("sc://a b"), isInvalid(/expected a host, .*got "a b"/));
    assert.throws(() => parseUrl("xsc://spark"), isInvalid(/expected sc:\/\/host:port/));
    assert.throws(() => parseUrl("sc://spark:65536"), isInvalid(/port from 1 to 65535, got 65536/));
    assert.throws(() => parseUrl("sc://spark/;=x"), isInvalid(/parameter 1 unlike that/));
    assert.throws(() => parseUrl("sc://spark/;a=1;b"), isInvalid(/parameter 2 unlike that/));
    assert.throws(() => parseUrl("sc://spark/;a=1=2"), isInvalid(/key=value between semicolons/));
    assert.throws(() => parseUrl("sc://spark/;x y=1"), isInvalid(/letters, digits, _ \. or - .*got "x y"/));
    assert.throws(() => parseUrl("sc://spark/;x=%C3%A4"), isInvalid(/printable ASCII for x/));
    assert.throws(() => parseUrl("sc://spark/;use_ssl=xtrue"), isInvalid(/true or false for use_ssl/));
    assert.throws(() => parseUrl("sc://spark/;use_ssl=truex"), isInvalid(/true or false for use_ssl/));
    assert.throws(
      () => parseUrl("sc://spark/;session_id=x0a000000-0000-4000-8000-000000000001"),
      isInvalid(/a UUID for session_id/),
    );
    assert.throws(
      () => parseUrl("sc://spark/;session_id=0a000000-0000-4000-8000-0000000000012"),
      isInvalid(/a UUID for session_id/),
    );
    assert.throws(
      () => parseUrl("sc://spark/;grpc_keepalive_timeout_ms=1.5"),
      isInvalid(/grpc_keepalive_timeout_ms, got/),
    );
    assert.throws(
      () => parseUrl("sc://spark/;grpc_keepalive_time_ms=1000000000"),
      isInvalid(/grpc_keepalive_time_ms, got/),
    );
    assert.throws(
      () => parseUrl("sc://spark/;grpc_keepalive_without_calls=1"),
      isInvalid(/for grpc_keepalive_without_calls/),
    );
    assert.throws(() => parseUrl("sc://spark/;grpc_keepalive_enabled=1"), isInvalid(/for grpc_keepalive_enabled/));
    assert.throws(() => parseUrl("sc://spark:0"), isInvalid(/port from 1 to 65535, got 0/));
    assert.throws(() => parseUrl("sc://spark:99999"), isInvalid(/port from 1 to 65535, got 99999/));
    assert.throws(() => parseUrl("sc://spark:port"), isInvalid(/expected a host/));
    assert.throws(() => parseUrl("sc://spark/path;use_ssl=true"), isInvalid(/nothing but parameters after the host/));
    assert.throws(() => parseUrl("sc://spark/;use_ssl"), isInvalid(/key=value/));
    assert.throws(() => parseUrl("sc://spark/;use_ssl=yes"), isInvalid(/true or false for use_ssl, got "yes"/));
    assert.throws(() => parseUrl("sc://spark/;session_id=1"), isInvalid(/a UUID for session_id, got "1"/));
    assert.throws(() => parseUrl("sc://spark/;user_id=%"), isInvalid(/percent-encoded value for user_id/));
    assert.throws(() => parseUrl("sc://spark/;grpc_keepalive_time_ms=0"), isInvalid(/whole milliseconds above 0/));
  });

  it("never quotes a password or a token", () => {
    const isSilent = (error: unknown): boolean => error instanceof SparkError && !/secret/.test(error.message);
    assert.throws(() => parseUrl("http://spark/;token=secret"), isSilent);
    assert.throws(() => parseUrl("sc://spark/path;token=secret"), isSilent);
    assert.throws(() => parseUrl("sc://spark/;token=a;secret"), isSilent);
    assert.throws(() => parseUrl("sc://spark/;token=secret=="), isSilent);
    assert.throws(() => parseUrl("sc://spark/;token=secret%"), isSilent);
    assert.throws(() => parseUrl("sc://user:secret@spark/"), isSilent);
    assert.throws(() => parseUrl("http://user:secret@spark/"), isSilent);
  });
});

function isInvalid(pattern: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof SparkError && error.errorClass === "INVALID_CONNECT_URL" && pattern.test(error.message);
}
