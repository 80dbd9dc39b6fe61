import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * Runs `work` with a port on loopback that leads to a Unix socket, for Connector/J, which knows no such sockets. Only processes of this
 * account are let through: the server may know who is on a socket, and ask for no password.
 */
export async function withSocketRelay<T>(socket: string, work: (port: number) => Promise<T>): Promise<T> {
  const open = new Set<Socket>();
  const relay = createServer((client) => {
    if (!isOfThisAccount(client)) {
      client.destroy();
      return;
    }
    const server = connect(socket);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(from);
      from.setNoDelay(true).pipe(to);
      from.on("error", () => to.destroy()).on("close", () => open.delete(from));
    }
  });
  await once(relay.listen(0, "127.0.0.1"), "listening");
  try {
    return await work((relay.address() as AddressInfo).port);
  } finally {
    relay.close();
    for (const end of open) end.destroy();
  }
}

/** Looks into Linux's list of connections (proc_pid_net(5)), which has the account of each end on this machine. */
function isOfThisAccount({ remotePort, localPort }: Socket): boolean {
  const [from, to] = [remotePort, localPort].map(
    (port) => `:${(port ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return ["tcp", "tcp6"]
    .flatMap((kind) => readFileSync(`/proc/net/${kind}`, "utf8").split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .some(
      ([, local, remote, , , , , uid]) =>
        local?.endsWith(from!) && remote?.endsWith(to!) && Number(uid) === process.geteuid?.(),
    );
}
