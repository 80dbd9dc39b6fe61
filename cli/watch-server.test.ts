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

test("nothing else is served, and nothing under another host name", async () => {
  assert.equal((await fetch(`${server.url}watch-server.ts`)).status, 404);
  assert.equal((await fetch(`${server.url}..%2f..%2fpackage.json`)).status, 404);
  assert.equal((await fetch(server.url, { method: "POST" })).status, 403);
  const status = await new Promise((resolve, reject) => {
    const asked = request(server.url, { headers: { host: "example.org" } }, (answer) => resolve(answer.statusCode));
    asked.on("error", reject).end();
  });
  assert.equal(status, 403);
});

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
