import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { connect, type Session, SparkError } from "./index.js";
import { startTestProxy, type TestProxy } from "./test-proxy.js";
import { startTestServer, type TestServer } from "./test-server.js";

// to a client behind the proxy, the second server is the first one after a restart
let servers: TestServer[];
let proxy: TestProxy;
let session: Session;

before(async () => {
  servers = [await startTestServer(), await startTestServer()];
  proxy = await startTestProxy(servers[0]!.port);
  session = await connect(`sc://127.0.0.1:${proxy.port}/;token=${servers[0]!.token}`);
});

after(async () => {
  await session?.close();
  await proxy?.stop();
  await Promise.all((servers ?? []).map((server) => server.stop()));
});

it("a server that was restarted is told as such, in the middle of a result and after it; renew opens a new session", {
  timeout: 120_000,
}, async () => {
  await session.setConfig({ "x.lost": "yes" });
  const rows = (await session.sql("select id, repeat('y', 200) as text from range(0, 200000, 1, 8)"))[
    Symbol.asyncIterator
  ]();
  assert.equal((await rows.next()).value?.id, 0);
  await servers[0]!.stop();
  proxy.redirect(servers[1]!.port);
  const isRestart = (error: unknown): boolean => {
    assert.ok(error instanceof SparkError);
    assert.match(String(error.errorClass), /^INVALID_HANDLE\.SESSION_(CHANGED|NOT_FOUND)$/);
    assert.match(error.message, /server was restarted.*session\.renew\(\)/s);
    return true;
  };
  await assert.rejects(async () => {
    while (!(await rows.next()).done);
  }, isRestart);
  await assert.rejects(session.rows("select 1"), isRestart);
  await assert.rejects(session.getConfig("x.lost"), isRestart);
  const next = await session.renew();
  assert.notEqual(next.id, session.id);
  assert.equal(await next.getConfig("x.lost"), undefined);
  assert.deepEqual(await next.rows("select 1 as x"), [{ x: 1 }]);
  await assert.rejects(session.rows("select 1"), /expected an open session/);
  await next.close();
});
