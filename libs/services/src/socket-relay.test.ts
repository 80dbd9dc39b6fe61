import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { withSocketRelay } from "./socket-relay.js";

const folder = mkdtempSync(join(tmpdir(), "tillbook-relay-"));
const path = join(folder, "s");
const server = createServer();
const clients: Socket[] = [];
before(() => once(server.listen(path), "listening"));
after(() => {
  for (const client of clients) client.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

function start(port: number): Socket {
  const client = connect(port, "127.0.0.1");
  clients.push(client);
  return client;
}

/** Connects through the relay; gives both ends. */
async function open(port: number): Promise<[client: Socket, served: Socket]> {
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = start(port);
  const [served] = await accepted;
  return [client, served];
}

const limit = { timeout: 10_000 };

test("what either end sends arrives at the other, and both are over when one is", limit, async () => {
  await withSocketRelay(path, async (port) => {
    const [client, served] = await open(port);
    client.write("question");
    assert.equal(String((await once(served, "data"))[0]), "question");
    served.write("answer");
    assert.equal(String((await once(client, "data"))[0]), "answer");
    const over = once(served, "close");
    client.end();
    await over;
  });
});

test("a client that breaks off ends its connection to the server", limit, async () => {
  await withSocketRelay(path, async (port) => {
    const [client, served] = await open(port);
    const closed = once(served.on("error", () => {}).resume(), "close");
    client.write("question");
    await once(served, "data");
    client.resetAndDestroy();
    await closed;
  });
});

test("where no server is at the socket, the client is told by its end", limit, async () => {
  await withSocketRelay(join(folder, "none"), async (port) => {
    await once(
      connect(port, "127.0.0.1").on("error", () => {}),
      "close",
    );
  });
});

test("connections that are in use end with the work, also where it fails", limit, async () => {
  let sockets: Socket[] = [];
  const work = async (port: number): Promise<never> => {
    sockets = await open(port);
    throw new Error("failed");
  };
  await assert.rejects(withSocketRelay(path, work), /^Error: failed$/);
  await Promise.all(sockets.map((socket) => once(socket.on("error", () => {}).resume(), "close")));
});
