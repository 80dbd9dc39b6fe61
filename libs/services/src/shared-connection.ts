import type { Socket } from "node:net";
import type { Connection } from "mysql2/promise";

/** How long a connection stays open after its last use, in ms. */
const idleMs = 2_000;

/** A connection, and how many are using it. */
interface Shared {
  connection: Promise<Connection>;
  settings: string;
  uses: number;
}

/**
 * Lets uses that overlap, or follow each other within two seconds, share a connection: opening one takes some four round trips. While
 * nobody uses it, it doesn't keep the process running; then it ends. After an error, or with other settings, another is opened.
 * @param open  opens a connection with the settings
 */
export function shareConnections<S>(
  open: (settings: S) => Promise<Connection>,
): <T>(settings: S, use: (connection: Connection) => Promise<T>) => Promise<T> {
  let latest: Shared | undefined;

  function share(settings: S): Shared {
    const name = JSON.stringify(settings);
    if (latest?.settings === name) return latest;
    const shared: Shared = { connection: open(settings), settings: name, uses: 0 };
    latest = shared;
    shared.connection.then((connection) => watch(connection, shared)).catch(() => forget(shared));
    return shared;
  }

  function forget(shared: Shared): void {
    if (latest === shared) latest = undefined;
  }

  function watch(connection: Connection, shared: Shared): void {
    connection.on("error", () => forget(shared));
    // The timer is the socket's: it doesn't keep the process running, and nothing that a cell leaves behind stops it.
    findSocket(connection).setTimeout(idleMs, () => {
      if (shared.uses > 0) return;
      forget(shared);
      void end(connection);
    });
  }

  return async (settings, use) => {
    const shared = share(settings);
    shared.uses++;
    let connection: Connection | undefined;
    try {
      connection = await shared.connection;
      findSocket(connection).ref();
      return await use(connection);
    } catch (error) {
      forget(shared);
      throw error;
    } finally {
      shared.uses--;
      if (connection !== undefined && shared.uses === 0) {
        if (latest === shared) findSocket(connection).unref();
        else await end(connection);
      }
    }
  };
}

/** Ends a connection, which may be lost already. */
async function end(connection: Connection): Promise<void> {
  await connection.end().catch(() => {});
}

/** The socket of a connection, which the driver does not show. */
export function findSocket(connection: Pick<Connection, "query">): Socket {
  return (connection as unknown as { connection: { stream: Socket } }).connection.stream;
}
