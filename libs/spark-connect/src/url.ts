import { SparkError } from "./errors.js";

/** Where a Spark Connect server is and how to talk to it: a `sc://` URL, taken apart. */
export interface Remote {
  /** Host name or address, IPv6 in brackets. */
  host: string;
  port: number;
  /** Whether the connection is encrypted. */
  isSecure: boolean;
  token: string | undefined;
  userId: string | undefined;
  userAgent: string | undefined;
  /** A UUID, in lower case; undefined means that the client makes one. */
  sessionId: string | undefined;
  /** Undefined where the parameter `grpc_keepalive_enabled=false` says so. */
  keepalive: Keepalive | undefined;
  /** All other parameters; they are sent as gRPC headers. */
  headers: Record<string, string>;
}

/** When a silent connection is asked whether it is still there. */
export interface Keepalive {
  timeMs: number;
  timeoutMs: number;
  isWithoutCalls: boolean;
}

const form = "sc://host:port/;key=value;…";
const defaultPort = 15002;

/**
 * Reads a Spark Connect URL, `sc://host[:port][/;key=value…]`, values percent-encoded. The parameters and their meaning are
 * those of Spark's own clients: `use_ssl`, `token` (implies TLS except on a loopback address), `user_id`, `user_agent`,
 * `session_id`, `grpc_keepalive_enabled`, `grpc_keepalive_time_ms`, `grpc_keepalive_timeout_ms`,
 * `grpc_keepalive_without_calls`; any other becomes a header.
 * @throws SparkError `INVALID_CONNECT_URL` that says what was expected; it never quotes a token
 */
export function parseUrl(url: string): Remote {
  const match = /^sc:\/\/([^/;?#]*)\/?(?:;(.*))?$/s.exec(url);
  if (!match)
    throw invalid(
      url.startsWith("sc://") ? "nothing but parameters after the host" : `${form}`,
      withoutParameters(url),
    );
  const { host, port } = parseAuthority(match[1] ?? "");
  const parameters = parseParameters(match[2] ?? "");
  const take = (key: string): string | undefined => {
    const value = parameters.get(key);
    parameters.delete(key);
    return value;
  };
  const useSsl = readBoolean("use_ssl", take("use_ssl"));
  const token = take("token");
  if (token !== undefined && useSsl === false && !isLoopback(host)) {
    throw invalid(
      "no token, or use_ssl=true, since a token must not cross the network in the clear",
      "use_ssl=false with a token",
    );
  }
  return {
    host,
    port,
    isSecure: useSsl ?? (token !== undefined && !isLoopback(host)),
    token,
    userId: take("user_id"),
    userAgent: take("user_agent"),
    sessionId: readUuid("session_id", take("session_id")),
    keepalive: readKeepalive(take),
    headers: readHeaders(parameters),
  };
}

function parseAuthority(authority: string): { host: string; port: number } {
  const match = /^(\[[0-9a-f:.%]+\]|[^:@[\]\s]+)(?::(\d{1,5}))?$/i.exec(authority);
  const port = Number(match?.[2] ?? defaultPort);
  if (!match?.[1]) throw invalid("a host, as in sc://host:15002", `"${authority.replace(/^.*@/s, "…@")}"`);
  if (port < 1 || port > 65535) throw invalid("a port from 1 to 65535", String(port));
  return { host: match[1], port };
}

function parseParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [index, part] of text.split(";").entries()) {
    if (part === "") continue;
    const [key, value, more] = part.split("=");
    if (!key || value === undefined || more !== undefined) {
      // the text itself may be a piece of a token
      throw invalid(
        "key=value between semicolons (= and ; inside a value as %3D and %3B)",
        `parameter ${index + 1} unlike that`,
      );
    }
    parameters.set(key, decode(key, value));
  }
  return parameters;
}

function decode(key: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw invalid(`a percent-encoded value for ${key}`, "a stray %");
  }
}

function readBoolean(key: string, value: string | undefined): boolean | undefined {
  if (value === undefined || value === "") return undefined;
  if (!/^(true|false)$/i.test(value)) throw invalid(`true or false for ${key}`, `"${value}"`);
  return value.toLowerCase() === "true";
}

function readUuid(key: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) throw invalid(`a UUID for ${key}`, `"${value}"`);
  return value.toLowerCase();
}

function readKeepalive(take: (key: string) => string | undefined): Keepalive | undefined {
  const isEnabled = readBoolean("grpc_keepalive_enabled", take("grpc_keepalive_enabled")) ?? true;
  const timeMs = readMs("grpc_keepalive_time_ms", take("grpc_keepalive_time_ms")) ?? 60_000;
  const timeoutMs = readMs("grpc_keepalive_timeout_ms", take("grpc_keepalive_timeout_ms")) ?? 20_000;
  const isWithoutCalls = readBoolean("grpc_keepalive_without_calls", take("grpc_keepalive_without_calls")) ?? true;
  return isEnabled ? { timeMs, timeoutMs, isWithoutCalls } : undefined;
}

function readMs(key: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw invalid(`whole milliseconds above 0 for ${key}`, `"${value}"`);
  return Number(value);
}

function readHeaders(parameters: Map<string, string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [key, value] of parameters) {
    if (!/^[0-9a-z_.-]+$/i.test(key)) throw invalid("letters, digits, _ . or - in a parameter's name", `"${key}"`);
    if (!/^[\x20-\x7e]*$/.test(value))
      throw invalid(`printable ASCII for ${key}, which is sent as a header`, "something else");
    headers[key] = value;
  }
  return headers;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function withoutParameters(url: string): string {
  return `"${url.replace(/;.*$/s, ";…").replace(/\/\/.*@/s, "//…@")}"`;
}

function invalid(expected: string, got: string): SparkError {
  return new SparkError(`Spark Connect URL: expected ${expected}, got ${got}`, { errorClass: "INVALID_CONNECT_URL" });
}
