import { randomUUID } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { sleep } from "./abort.js";
import { type Channel, createChannel } from "./channel.js";
import { SparkError } from "./errors.js";
import { toSparkError } from "./failure.js";
import { createSession, type Session, type SessionOptions } from "./session.js";
import { isServiceError } from "./status.js";
import { parseUrl, type Remote } from "./url.js";

const retryAfterMs = 200;

/** How to connect. */
export interface ConnectOptions extends SessionOptions {
  /** How long the server may take to answer, default 10,000; one that is just starting is tried again until then. */
  timeoutMs?: number;
  /**
   * Certificates to trust, as PEM; by default those of Node with NODE_EXTRA_CA_CERTS, or the file that
   * GRPC_DEFAULT_SSL_ROOTS_FILE_PATH names, as in all of gRPC.
   */
  rootCerts?: string | Uint8Array;
}

/**
 * Connects to a Spark Connect server, `sc://host:port/;key=value…`, and opens a session. `signal` and `onProgress` are the
 * defaults of its queries; `signal` ends the connecting, too.
 * @throws SparkError `INVALID_CONNECT_URL` for a malformed URL, grpcCode `UNAVAILABLE` when no server answers in time,
 * `UNAUTHENTICATED` for a wrong token; or the signal's reason
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Session> {
  return open(parseUrl(url), options);
}

async function open(remote: Remote, options: ConnectOptions): Promise<Session> {
  const { timeoutMs = 10_000, rootCerts, signal } = options;
  const id = remote.sessionId ?? randomUUID();
  const caller = {
    sessionId: id,
    userContext: { userId: remote.userId ?? process.env.SPARK_USER ?? process.env.USER ?? "" },
    clientType: `${remote.userAgent ?? "tillbook-spark-connect"} node/${process.versions.node} os/${process.platform}`,
  };
  const channel = createChannel(remote, caller, rootCerts);
  try {
    const version = await askVersion(channel, remote, timeoutMs, signal);
    return createSession(channel, { id, version }, options, (sessionId) => open({ ...remote, sessionId }, options));
  } catch (error) {
    channel.close();
    throw error;
  }
}

/** Asks for the version, the smallest question that needs a working connection and a valid token. */
async function askVersion(
  channel: Channel,
  remote: Remote,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const deadline = performance.now() + timeoutMs;
  let failure: unknown;
  for (;;) {
    signal?.throwIfAborted();
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw unreachable(remote, timeoutMs, failure);
    try {
      const { sparkVersion } = await channel.call("AnalyzePlan", { sparkVersion: {} }, leftMs, signal);
      return sparkVersion?.version ?? "";
    } catch (error) {
      signal?.throwIfAborted();
      if (!isServiceError(error)) throw error;
      if (error.code === status.DEADLINE_EXCEEDED) throw unreachable(remote, timeoutMs, failure ?? error);
      if (error.code !== status.UNAVAILABLE) throw await toSparkError(error, channel);
      failure = error;
      await sleep(Math.min(retryAfterMs, leftMs), signal);
    }
  }
}

function unreachable(remote: Remote, timeoutMs: number, cause: unknown): SparkError {
  const { host, port, isSecure } = remote;
  const reason = isServiceError(cause) ? `: ${explain(cause.details, isSecure)}` : "";
  const message = `expected a Spark Connect server at ${host}:${port}${isSecure ? " (TLS)" : ""} within ${timeoutMs / 1000} s, got none${reason}`;
  return new SparkError(message, { grpcCode: "UNAVAILABLE", cause });
}

/** Says what to change in the URL, where only one of the two sides speaks TLS; else what gRPC says. */
function explain(details: string, isSecure: boolean): string {
  if (isSecure && /wrong version number/.test(details))
    return "what is there speaks no TLS (;use_ssl=false in the URL)";
  // nginx answers otherwise than by HTTP/2, others close the connection
  if (!isSecure && /Last error: (Protocol error|Failed to connect)/.test(details))
    return "what is there may ask for TLS (;use_ssl=true in the URL)";
  return details.replace(/\s*Resolution note:\s*$/, "");
}
