import type { Channel } from "./channel.js";
import { SparkError } from "./errors.js";
import type { ErrorMessage, FetchErrorDetailsResponse } from "./messages.js";
import { findErrorInfo, isServiceError, nameStatus } from "./status.js";

const fetchTimeoutMs = 10_000;

/**
 * Turns a failed call into the error that a caller sees. Asks the server for the whole story (message, query contexts,
 * causes); where that fails, the error has what came with the gRPC status. Anything but a failed call passes unchanged.
 */
export async function toSparkError(error: unknown, channel: Channel): Promise<unknown> {
  if (!isServiceError(error)) return error;
  const grpcCode = nameStatus(error);
  const info = findErrorInfo(error)?.metadata ?? {};
  const details = info.errorId ? await fetchDetails(channel, info.errorId) : undefined;
  const whole = details && describe(details, details.rootErrorIdx ?? 0, grpcCode);
  if (whole) return whole;
  return new SparkError(explain(error.details || error.message), {
    errorClass: info.errorClass,
    sqlState: info.sqlState,
    grpcCode,
    messageParameters: parseParameters(info.messageParameters),
    cause: error,
  });
}

async function fetchDetails(channel: Channel, errorId: string): Promise<FetchErrorDetailsResponse | undefined> {
  try {
    return await channel.call("FetchErrorDetails", { errorId }, fetchTimeoutMs);
  } catch {
    // the caller needs the first failure, and its status is still known
    return undefined;
  }
}

/** Describes the error at `index`, with its causes; each index is followed once, so that a ring ends. */
function describe(
  { errors }: FetchErrorDetailsResponse,
  index: number | undefined,
  grpcCode: string,
  seen = new Set<number>(),
): SparkError | undefined {
  const error = index === undefined || seen.has(index) ? undefined : errors[index];
  if (!error || index === undefined) return undefined;
  seen.add(index);
  const { errorClass, sqlState, messageParameters, queryContexts = [] } = error.sparkThrowable ?? {};
  return new SparkError(explain(error.message || nameType(error)), {
    errorClass,
    sqlState,
    grpcCode,
    messageParameters,
    queryContexts: queryContexts.map(({ fragment, startIndex, stopIndex, objectType, objectName }) => ({
      fragment,
      start: startIndex,
      stop: stopIndex,
      objectType,
      objectName,
    })),
    cause: describe({ errors }, error.causeIdx, grpcCode, seen),
  });
}

/**
 * Says what Spark's own words leave open: why a session that was there is unknown, and what to do. The class is
 * SESSION_NOT_FOUND where a result is taken up again, and SESSION_CHANGED everywhere else.
 */
function explain(message: string): string {
  if (!/INVALID_HANDLE\.SESSION_(CHANGED|NOT_FOUND)/.test(message)) return message;
  return `the server was restarted, and the session's settings and temporary views are gone (session.renew() opens a new one): ${message}`;
}

function nameType({ errorTypeHierarchy }: ErrorMessage): string {
  return errorTypeHierarchy[0] ?? "failed without a message";
}

function parseParameters(json: string | undefined): Record<string, string> {
  try {
    return JSON.parse(json || "{}");
  } catch {
    return {};
  }
}
