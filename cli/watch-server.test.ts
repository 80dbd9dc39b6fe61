import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startWatchServer, type WatchServer } from "./watch-server.js";

let folder: string;
let server: WatchServer;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-watch-"));
  server = await startWatchServer(folder, 0);
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test("the report is served unchanged, and 404 while there is none", async () => {
  assert.equal((await fetch(`${server.url}tillbook.html`)).status, 404);
  await writeFile(join(folder, "tillbook.html"), "<p>Käse</p>");
  const response = await fetch(`${server.url}tillbook.html?1`);
  assert.equal(await response.text(), "<p>Käse</p>");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.match(await (await fetch(server.url)).text(), /<!doctype html>/);
});

test("nothing else is served, and nothing under another host name or to another origin", async () => {
  assert.equal((await fetch(`${server.url}watch-server.ts`)).status, 404);
  assert.equal((await fetch(`${server.url}..%2f..%2fpackage.json`)).status, 404);
  assert.equal((await fetch(`${server.url}tillbook.html/x`)).status, 404);
  assert.equal((await fetch(server.url, { method: "POST" })).status, 403);
  const { host, port } = new URL(server.url);
  assert.equal(await ask({ host: "example.org" }), 403);
  assert.equal(await ask({ host: "127.0.0.1:1" }), 403);
  assert.equal(await ask({ host, origin: "http://example.org" }), 403);
  assert.equal(await ask({ host, origin: "null" }), 403);
  assert.equal(await ask({ host, origin: `http://${host}` }), 200);
  assert.equal(await ask({ host: `localhost:${port}` }), 200);
});

test("nothing is served without the token, which is another at each start", async () => {
  const { origin, pathname } = new URL(server.url);
  assert.match(pathname, /^\/[\w-]{32}\/$/);
  const wrong = [
    "/",
    "/tillbook.html",
    "/events",
    "//tillbook.html",
    `${pathname.slice(0, -2)}/`,
    `${pathname.slice(0, -2)}é/`,
    `/${"A".repeat(32)}/tillbook.html`,
  ];
  for (const path of wrong) assert.equal((await fetch(origin + path)).status, 403, path);
  const other = await startWatchServer(folder, 0);
  assert.notEqual(new URL(other.url).pathname, pathname);
  await other.close();
});

/** Asks for the page with other headers; gives the status. */
async function ask(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(server.url, { headers }, (answer) => resolve(answer.resume().statusCode));
    asked.on("error", reject).end();
  });
}

test("a page that opens gets the latest state, and then each new one", async () => {
  server.send({ state: "built", version: "a", lines: [] });
  const reader = (await fetch(`${server.url}events`)).body?.getReader();
  const read = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
  assert.equal(await read(), 'data: {"state":"built","version":"a","lines":[]}\n\n');
  server.send({ state: "failed", version: "a", lines: ["plot failed"] });
  assert.equal(await read(), 'data: {"state":"failed","version":"a","lines":["plot failed"]}\n\n');
  await reader?.cancel();
});

test("another port is used when the first is taken", async () => {
  const port = Number(new URL(server.url).port);
  const other = await startWatchServer(folder, port);
  assert.notEqual(other.url, server.url);
  await other.close();
});

test("a port that may not be used is an error", async () => {
  await assert.rejects(startWatchServer(folder, 70_000), { code: "ERR_SOCKET_BAD_PORT" });
});
