import { randomUUID } from "node:crypto";
import { onAbort } from "./abort.js";
import type { Channel } from "./channel.js";
import { toSparkError } from "./failure.js";
import type { ExecutePlanRequest, ExecutePlanResponse, Plan } from "./messages.js";
import { createRelease } from "./release.js";
import { createRetries, type RetryPolicy } from "./retries.js";
import { isServiceError } from "./status.js";

const interruptTimeoutMs = 5_000;

/** What a run can be given. */
export interface ExecuteOptions {
  /** Aborting interrupts the operation on the server, and the run rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  retry?: Partial<RetryPolicy> | undefined;
  /** Names by which `interruptTag` finds the run. */
  tags?: readonly string[] | undefined;
}

/**
 * Runs a plan and yields the server's responses in order, each once. A stream that breaks or ends early is taken up again
 * behind the last response that was yielded; what was yielded is released on the server, and all of it at the end, however
 * the end comes about.
 * @throws SparkError, or the signal's reason
 */
export async function* execute(
  channel: Channel,
  plan: Plan,
  { signal, retry, tags = [] }: ExecuteOptions = {},
): AsyncGenerator<ExecutePlanResponse, void, undefined> {
  signal?.throwIfAborted();
  const operationId = randomUUID();
  const request = createRequest(operationId, plan, tags);
  const start = () => channel.stream("ExecutePlan", request);
  const reattach = (lastResponseId?: string) => channel.stream("ReattachExecute", { operationId, lastResponseId });
  const retries = createRetries(retry);
  const release = createRelease(channel, operationId);

  let lastResponseId: string | undefined;
  let stream = start();
  let isReattached = false;
  let interrupted: Promise<unknown> | undefined;
  const interrupt = (): void => {
    const question = { interruptType: "INTERRUPT_TYPE_OPERATION_ID", operationId } as const;
    interrupted = channel.call("Interrupt", question, interruptTimeoutMs).catch(() => {});
    stream.cancel();
  };
  const stopListening = onAbort(signal, interrupt);

  try {
    for (;;) {
      try {
        for await (const response of stream) {
          signal?.throwIfAborted();
          retries.reset();
          lastResponseId = response.responseId;
          if (response.resultComplete) return;
          yield response;
          signal?.throwIfAborted();
          release.until(response.responseId);
        }
        // an end without ResultComplete: the server ends long streams, and there is more
        stream = reattach(lastResponseId);
        isReattached = true;
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        // when the first request never arrived, the server knows no such operation: ask again
        const isLost: boolean = isReattached && lastResponseId === undefined && isUnknownOperation(error);
        if (!isLost) await retries.next(error, signal);
        stream = isLost ? start() : reattach(lastResponseId);
        isReattached = !isLost;
      }
    }
  } catch (error) {
    if (!signal?.aborted) throw await toSparkError(error, channel);
    await interrupted;
    throw signal.reason;
  } finally {
    stopListening();
    stream.cancel();
    release.all();
  }
}

function createRequest(operationId: string, plan: Plan, tags: readonly string[]): ExecutePlanRequest {
  return {
    operationId,
    plan,
    tags,
    requestOptions: [
      { reattachOptions: { reattachable: true } },
      { resultChunkingOptions: { allowArrowBatchChunking: true } },
    ],
  };
}

function isUnknownOperation(error: unknown): boolean {
  return isServiceError(error) && /INVALID_HANDLE\.(OPERATION|SESSION)_NOT_FOUND/.test(error.message);
}
