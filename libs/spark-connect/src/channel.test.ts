import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { after, before, test } from "node:test";
import { createChannel } from "./channel.js";
import { parseUrl } from "./url.js";

// A proxy that writes down the first line of what it is asked, and refuses.

const asked: string[] = [];
let proxy: Server;
before(async () => {
  proxy = createServer((socket) => {
    socket
      .on("error", () => {})
      .once("data", (data) => {
        asked.push(data.toString().split("\r\n")[0] ?? "");
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      });
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  Object.assign(process.env, { http_proxy: url, https_proxy: url });
});
after(() => {
  delete process.env["http_proxy"];
  delete process.env["https_proxy"];
  proxy.close();
});

/** Tries one call to a server that isn't there; resolves to what the proxy was asked. */
async function callThrough(host: string): Promise<string[]> {
  asked.length = 0;
  const channel = createChannel(parseUrl(`sc://${host}:1/`), {
    userContext: { userId: "a" },
    clientType: "a",
    sessionId: "a",
  });
  await assert.rejects(channel.call("ReleaseSession", {} as never, 2000));
  channel.close();
  return [...asked];
}

test("a server on this machine is never asked through a proxy, whatever no_proxy lists", async () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "[::1]"])
    assert.deepEqual(await callThrough(host), [], host);
});

test("a server elsewhere is asked through the proxy of the environment", async () => {
  assert.match((await callThrough("spark.example.org"))[0] ?? "", /^CONNECT .*spark\.example\.org:1 HTTP/);
});
