import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** What the page shows beside the report. */
export interface WatchState {
  state: "building" | "built" | "failed";
  /** A hash of the report in place; empty when there is none. */
  version: string;
  /** The edited files, or the lines of the failure. */
  lines: string[];
}

/** The server of `make watch`. */
export interface WatchServer {
  /** With a token that is new at each start; nothing is given to who doesn't have it. */
  url: string;
  /** Sends a state to every open page, and to those opened later. */
  send: (state: WatchState) => void;
  close: () => Promise<void>;
}

/** Fixed, so that it can be forwarded from another machine; if it is taken, a free port is used. */
const usualPort = 8417;

/**
 * Serves the report to this machine's user only, since every account can reach a port of loopback: a page with the report in a
 * frame, which it replaces when there is a new one. The report itself is unchanged, including its content security policy.
 * @param reportFolder  with `tillbook.html`, if that has been made
 */
export async function startWatchServer(reportFolder: string, port = usualPort): Promise<WatchServer> {
  const pages = new Set<ServerResponse>();
  let latest: WatchState = { state: "building", version: "", lines: [] };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: NodeJS.ErrnoException) => {
      response.writeHead(error.code === "ENOENT" ? 404 : 500).end();
    });
  });
  const token = randomBytes(24).toString("base64url");
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("Cache-Control", "no-store").setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const [, given = "", name, ...more] = pathname.split("/");
    if (!isOurs(request) || request.method !== "GET" || !isSame(given, token)) response.writeHead(403).end();
    else if (name === "") await sendHtml(response, join(import.meta.dirname, "watch-page.html"));
    else if (name === "tillbook.html" && more.length === 0) await sendHtml(response, join(reportFolder, name));
    else if (name === "events" && more.length === 0) sendEvents(response);
    else response.writeHead(404).end();
  }
  function sendEvents(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write(formatEvent(latest));
    pages.add(response);
    response.once("close", () => pages.delete(response));
  }
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    send: (state) => {
      latest = state;
      for (const page of pages) page.write(formatEvent(state));
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Another host name may be that of a foreign page (DNS rebinding), and another origin is one. */
function isOurs({ headers, socket }: IncomingMessage): boolean {
  const hosts = ["127.0.0.1", "localhost"].map((name) => `${name}:${socket.localPort}`);
  const { host = "", origin } = headers;
  return hosts.includes(host) && (origin === undefined || origin === `http://${host}`);
}

/** Compares texts in a time that tells nothing about where they differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function sendHtml(response: ServerResponse, file: string): Promise<void> {
  const html = await readFile(file);
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(html);
}

/** One event of a stream (WHATWG HTML, server-sent events). */
function formatEvent(state: WatchState): string {
  return `data: ${JSON.stringify(state)}\n\n`;
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || port === 0) throw error;
    await listen(server, 0);
  }
}
