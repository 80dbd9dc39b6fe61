import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A real SMTP server on loopback, and what it took. */
export interface TestServer {
  port: number;
  /** The mails that it took, in their order. */
  mails: { to: string[]; from: string; raw: Buffer; isEncrypted: boolean }[];
  /** How many connections it had. */
  connections: () => number;
  /** Cuts all connections, as a server that dies does. */
  cut: () => void;
  close: () => Promise<void>;
}

/** The login that the server knows. */
export const login = { user: "tillbook", password: "s3same öffne dich" };

/**
 * Starts a server that asks for the login, and refuses mails to addresses that begin with "nobody".
 * @param options  of smtp-server, e.g. `secure`, `key` and `cert`
 */
export async function startSmtpServer(options: SMTPServerOptions = {}): Promise<TestServer> {
  const mails: TestServer["mails"] = [];
  let connections = 0;
  const server = new SMTPServer({
    logger: false,
    allowInsecureAuth: true,
    hideSTARTTLS: options.key === undefined,
    onConnect: (_session, done) => {
      connections++;
      done();
    },
    onAuth: ({ username, password }, _session, done) => {
      if (username === login.user && password === login.password) done(null, { user: username });
      else done(new Error("wrong name or password"));
    },
    onRcptTo: ({ address }, _session, done) => {
      done(address.startsWith("nobody") ? Object.assign(new Error("no such mailbox"), { responseCode: 550 }) : null);
    },
    onData: (stream, { envelope, secure }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        mails.push({
          to: envelope.rcptTo.map(({ address }) => address),
          from: envelope.mailFrom ? envelope.mailFrom.address : "",
          raw: Buffer.concat(chunks),
          isEncrypted: secure,
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  return {
    port: (listening.address() as AddressInfo).port,
    mails,
    connections: () => connections,
    cut: () => {
      for (const connection of server.connections) connection._socket.destroy();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
