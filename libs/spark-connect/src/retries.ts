import { setTimeout as wait } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import { findRetryDelayMs, isServiceError } from "./status.js";

/** How often a call that failed on its way is tried again; the defaults are those of Spark's own clients. */
export interface RetryPolicy {
  /** Tries after the first, 0 for none, default 15. */
  maxRetries: number;
  /** Wait before the first retry, default 50. */
  initialBackoffMs: number;
  /** Factor from each wait to the next, default 4. */
  backoffMultiplier: number;
  /** Longest wait, default 60,000; a longer one that the server asks for is kept up to ten minutes. */
  maxBackoffMs: number;
  /** A random wait up to this is added to waits of 2 s and more, default 500. */
  jitterMs: number;
}

const defaultPolicy: RetryPolicy = {
  maxRetries: 15,
  initialBackoffMs: 50,
  backoffMultiplier: 4,
  maxBackoffMs: 60_000,
  jitterMs: 500,
};
const minJitteredMs = 2_000;
const maxServerDelayMs = 600_000;

/** The budget of one call. */
export interface Retries {
  /** Waits until the next try may start; rethrows an error that another try can't mend, or when the budget is spent. */
  next(error: unknown, signal?: AbortSignal): Promise<void>;
  /** Fills the budget again, after a sign of life. */
  reset(): void;
}

/** Makes the budget of one call from a policy; what it leaves out has its default. */
export function createRetries(policy: Partial<RetryPolicy> = {}): Retries {
  const { maxRetries, initialBackoffMs, backoffMultiplier, maxBackoffMs, jitterMs } = { ...defaultPolicy, ...policy };
  let tries = 0;
  return {
    next: async (error, signal) => {
      if (!isRetriable(error) || tries >= maxRetries) throw error;
      const backoffMs = Math.min(maxBackoffMs, initialBackoffMs * backoffMultiplier ** tries);
      const waitMs = Math.max(backoffMs, Math.min(maxServerDelayMs, serverDelayMs(error)));
      tries += 1;
      await wait(waitMs + (waitMs >= minJitteredMs ? Math.random() * jitterMs : 0), undefined, { signal });
    },
    reset: () => {
      tries = 0;
    },
  };
}

/** Runs `call` until it succeeds, fails for good, or the policy's budget is spent. */
export async function retry<T>(
  call: () => Promise<T>,
  policy?: Partial<RetryPolicy>,
  signal?: AbortSignal,
): Promise<T> {
  const retries = createRetries(policy);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      await retries.next(error, signal);
    }
  }
}

/**
 * Tells whether another try may succeed, by the rules of Spark's own clients: the server could not be reached, it
 * invites a retry, or another stream of the same operation took over.
 */
export function isRetriable(error: unknown): boolean {
  if (!isServiceError(error)) return false;
  if (error.code === status.UNAVAILABLE) return true;
  if (error.code === status.INTERNAL && error.message.includes("INVALID_CURSOR.DISCONNECTED")) return true;
  return findRetryDelayMs(error) !== undefined;
}

function serverDelayMs(error: unknown): number {
  return (isServiceError(error) && findRetryDelayMs(error)) || 0;
}
