import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type SecureContextOptions } from "node:tls";

/** A proxy between a client and a server on the loopback interface, that breaks connections on demand. */
export interface TestProxy {
  port: number;
  /** Connections that were made through it so far. */
  readonly connections: number;
  /** Breaks each connection once it has carried this many bytes from the server, `times` times in all. */
  breakAfterBytes(bytes: number, times: number, onBreak: () => void): void;
  /** Breaks all connections, and goes to another port from now on: to who is connected, the server was restarted. */
  redirect(target: number): void;
  /** Breaks the connection at the client's next bytes, which the server never sees. */
  loseNextRequest(): void;
  stop(): Promise<void>;
}

/** Starts a proxy to a port; with a certificate it speaks TLS to the client. */
export async function startTestProxy(target: number, certificate?: SecureContextOptions): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let breakAt = Number.POSITIVE_INFINITY;
  let breaksLeft = 0;
  let report = (): void => {};
  let isLosing = false;

  const accept = (client: Socket): void => {
    connections += 1;
    const server = connect(target, "127.0.0.1");
    let carried = 0;
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) sockets.add(socket.on("error", end).on("close", end));
    client.on("data", (bytes) => {
      if (!isLosing) return void server.write(bytes);
      isLosing = false;
      end();
    });
    server.on("data", (bytes) => {
      carried += bytes.length;
      if (carried <= breakAt || breaksLeft === 0) return void client.write(bytes);
      breaksLeft -= 1;
      report();
      // a part of the frame still arrives
      client.write(bytes.subarray(0, bytes.length / 2), end);
    });
  };
  const options = { ...certificate, ALPNProtocols: ["h2"] };
  const proxy: Server = certificate ? createTlsServer(options, accept) : createServer(accept);
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("expected a port");

  return {
    port: address.port,
    get connections() {
      return connections;
    },
    breakAfterBytes: (bytes, times, onBreak) => {
      report = onBreak;
      breakAt = bytes;
      breaksLeft = times;
    },
    redirect: (port) => {
      target = port;
      for (const socket of sockets) socket.destroy();
    },
    loseNextRequest: () => {
      isLosing = true;
    },
    stop: async () => {
      const closed = once(proxy, "close");
      proxy.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
