import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** What the page shows beside the report. */
export interface WatchState {
  /** Whether the report is being made, stands as it is, or could not be made. */
  state: "making" | "made" | "failed";
  /** Of the report that is there: it changes with its content. */
  version: string;
  /** What was edited, or why it failed. */
  lines: string[];
}

/** The server of `make watch`. */
export interface WatchServer {
  url: string;
  /** Tells every open page. */
  tell: (state: WatchState) => void;
  close: () => Promise<void>;
}

/** Where the page is; another free port is taken when this one isn't. Fixed, so that a page left open finds the next run. */
const usualPort = 8417;

/**
 * Serves the report to this machine alone: a page of ours with the report in a frame, which it replaces when there is a
 * new one. The report itself stays as it is, its content security policy too.
 * @param reportFolder  with `tillbook.html`, if that has been made
 */
export async function startWatchServer(reportFolder: string, port = usualPort): Promise<WatchServer> {
  const pages = new Set<ServerResponse>();
  let latest: WatchState = { state: "making", version: "", lines: [] };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: NodeJS.ErrnoException) => {
      response.writeHead(error.code === "ENOENT" ? 404 : 500).end();
    });
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("Cache-Control", "no-store").setHeader("X-Content-Type-Options", "nosniff");
    // a name that leads here from elsewhere (DNS rebinding) gets nothing
    const isOurs = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? "");
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (!isOurs || request.method !== "GET") response.writeHead(403).end();
    else if (pathname === "/") await sendHtml(response, join(import.meta.dirname, "watch-page.html"));
    else if (pathname === "/tillbook.html") await sendHtml(response, join(reportFolder, "tillbook.html"));
    else if (pathname === "/events") sendEvents(response);
    else response.writeHead(404).end();
  }
  function sendEvents(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write(formatEvent(latest));
    pages.add(response);
    response.once("close", () => pages.delete(response));
  }
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    tell: (state) => {
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
