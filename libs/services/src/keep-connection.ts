import type { Socket } from "node:net";
import type { Connection } from "mysql2/promise";

/** How long a connection stays open after its last use, in ms. */
const idleMs = 2_000;

/** A connection that nobody uses. */
interface Idle {
  connection: Connection;
  settings: string;
}

/**
 * Keeps a connection open for two seconds after its use, so that uses that follow each other share it: opening one takes some four round
 * trips. Uses side by side have a connection each, so that none waits for another's query. One that is kept doesn't keep the process
 * running. After an error, or with other settings, another is opened.
 * @param open  opens a connection with the settings
 */
export function keepConnection<S>(
  open: (settings: S) => Promise<Connection>,
): <T>(settings: S, use: (connection: Connection) => Promise<T>) => Promise<T> {
  let idle: Idle | undefined;

  async function take(settings: string): Promise<Connection | undefined> {
    if (idle === undefined) return undefined;
    const { connection, settings: its } = idle;
    idle = undefined;
    if (its !== settings) {
      await end(connection);
      return undefined;
    }
    findSocket(connection).setTimeout(0).ref();
    return connection;
  }

  async function keep(connection: Connection, settings: string): Promise<void> {
    if (idle !== undefined || findSocket(connection).destroyed) return end(connection);
    idle = { connection, settings };
    findSocket(connection).setTimeout(idleMs).unref();
  }

  function forget(connection: Connection): void {
    if (idle?.connection === connection) idle = undefined;
  }

  async function openAndWatch(settings: S): Promise<Connection> {
    const connection = await open(settings);
    connection.on("error", () => forget(connection));
    // The timer is the socket's: it doesn't keep the process running, and nothing that a cell leaves behind stops it.
    findSocket(connection).on("timeout", () => {
      forget(connection);
      void end(connection);
    });
    return connection;
  }

  return async (settings, use) => {
    const name = JSON.stringify(settings);
    const connection = (await take(name)) ?? (await openAndWatch(settings));
    try {
      const result = await use(connection);
      await keep(connection, name);
      return result;
    } catch (error) {
      await end(connection);
      throw error;
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
