import { type ServiceError, status } from "@grpc/grpc-js";
import type { ErrorInfo, RetryInfo, Status } from "./messages.js";
import { decode } from "./proto.js";

/** Tells whether something thrown is a failed gRPC call. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "details" in error && "code" in error && typeof error.code === "number";
}

/** Names the gRPC status of a failed call, e.g. `UNAVAILABLE`. */
export function nameStatus(error: ServiceError): string {
  return status[error.code] ?? String(error.code);
}

/** Finds the `ErrorInfo` that Spark attaches to its failures: error class, error id and more; undefined without one. */
export function findErrorInfo(error: ServiceError): ErrorInfo | undefined {
  const bytes = findDetail(error, "google.rpc.ErrorInfo");
  return bytes && decode<ErrorInfo>("google.rpc.ErrorInfo", bytes);
}

/** Finds how many ms the server asks to wait before another try; undefined when it doesn't invite one. */
export function findRetryDelayMs(error: ServiceError): number | undefined {
  const bytes = findDetail(error, "google.rpc.RetryInfo");
  if (!bytes) return undefined;
  const { retryDelay } = decode<RetryInfo>("google.rpc.RetryInfo", bytes);
  return retryDelay ? Number(retryDelay.seconds) * 1000 + Math.ceil(retryDelay.nanos / 1e6) : 0;
}

function findDetail(error: ServiceError, type: string): Uint8Array | undefined {
  const bytes = error.metadata?.get("grpc-status-details-bin")[0];
  if (!(bytes instanceof Uint8Array)) return undefined;
  const { details } = decode<Status>("google.rpc.Status", bytes);
  return details.find(({ typeUrl }) => typeUrl.endsWith(`/${type}`))?.value;
}
