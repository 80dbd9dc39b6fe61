import { createHash } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process of this machine holds the lock `name`, a path; waits until it is free. The lock is a
 * listening local socket, so that the system frees it when its holder ends, however it ends, and no stale file is left.
 * @param onWait  called once, after half a second of waiting, with the holder's pid
 */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  onWait: (holder: string) => void = () => {},
): Promise<T> {
  const address = findAddress(resolve(name));
  let server = await listen(address);
  for (let attempt = 0; server === undefined; attempt++) {
    if (attempt === 10) onWait((await askHolder(address)) ?? "?");
    await sleep(50);
    server = await listen(address);
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}

/** Linux has sockets whose names are no files (unix(7), abstract); elsewhere it is a file with a short path. */
function findAddress(name: string): string {
  const id = `tillbook-${createHash("sha256").update(name).digest("hex").slice(0, 24)}`;
  return process.platform === "linux" ? `\0${id}` : join(tmpdir(), id);
}

/** Takes the address; undefined while another process has it. */
async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.on("error", () => {}).end(String(process.pid)));
  try {
    server.listen(address);
    await once(server, "listening");
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    if (!address.startsWith("\0") && (await askHolder(address)) === undefined) rmSync(address, { force: true });
    return undefined;
  }
}

/** Asks the holder for its pid; undefined when there is none. */
async function askHolder(address: string): Promise<string | undefined> {
  const socket = connect(address)
    .setEncoding("utf8")
    .setTimeout(1000, () => socket.destroy());
  let pid = "";
  try {
    for await (const text of socket) pid += text;
    return pid;
  } catch {
    return undefined;
  }
}
