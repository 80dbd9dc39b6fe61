import { status } from "@grpc/grpc-js";
import { sleep } from "./abort.js";
import { findRetryDelayMs, isServiceError } from "./status.js";

/** How often a call is retried when the connection fails; the defaults are those of Spark's own clients. */
export interface RetryPolicy {
  /** Retries after the first try, 0 for none, default 15. */
  maxRetries: number;
  /** Wait before the first retry, default 50. */
  initialBackoffMs: number;
  /** Factor from each wait to the next, default 4. */
  backoffMultiplier: number;
  /** Longest wait, default 60,000; if the server asks for a longer one, up to ten minutes. */
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

/** Counts the retries of one call. */
export interface Retries {
  /** Waits until the next retry may start; rethrows an error that a retry cannot fix, or when no retries are left. */
  next(error: unknown, signal?: AbortSignal): Promise<void>;
  /** Starts counting again, after the server has answered. */
  reset(): void;
}

/** Makes the counter of one call's retries. */
export function createRetries(policy: Partial<RetryPolicy> = {}): Retries {
  const { maxRetries } = { ...defaultPolicy, ...policy };
  let tries = 0;
  return {
    next: async (error, signal) => {
      if (!isRetriable(error) || tries >= maxRetries) throw error;
      const waitMs = findWaitMs(error, tries, policy);
      tries += 1;
      await sleep(waitMs, signal);
    },
    reset: () => {
      tries = 0;
    },
  };
}

/**
 * Computes how many ms to wait before a retry: exponential backoff, or longer if the server asks for it.
 * @param tries  retries before this one
 * @param random  from 0, inclusive, to 1, exclusive
 */
export function findWaitMs(
  error: unknown,
  tries: number,
  policy: Partial<RetryPolicy> = {},
  random: () => number = Math.random,
): number {
  const { initialBackoffMs, backoffMultiplier, maxBackoffMs, jitterMs } = { ...defaultPolicy, ...policy };
  const backoffMs = Math.min(maxBackoffMs, initialBackoffMs * backoffMultiplier ** tries);
  const serverDelayMs = (isServiceError(error) && findRetryDelayMs(error)) || 0;
  const waitMs = Math.max(backoffMs, Math.min(maxServerDelayMs, serverDelayMs));
  return waitMs >= minJitteredMs ? waitMs + random() * jitterMs : waitMs;
}

/** Runs `call` until it succeeds, fails with an error that a retry cannot fix, or no retries are left. */
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
 * Whether a retry may succeed, by the rules of Spark's own clients: the server could not be reached, it asks for a retry, or
 * another stream of the same operation took over.
 */
export function isRetriable(error: unknown): boolean {
  if (!isServiceError(error)) return false;
  if (error.code === status.UNAVAILABLE) return true;
  if (error.code === status.INTERNAL && error.message.includes("INVALID_CURSOR.DISCONNECTED")) return true;
  return findRetryDelayMs(error) !== undefined;
}
