import type { Channel } from "./channel.js";

const timeoutMs = 10_000;

/** Tells the server which responses of an operation it need not keep. */
export interface Release {
  /** Lets go of the responses up to and including this one; while one such call is under way others are left out. */
  until(responseId: string): void;
  /** Lets go of the operation, which ends it when it is still running. */
  all(): void;
}

/** Makes the releases of one operation. They run beside the stream; one that fails costs only the server's memory, for its
 * own time limit on abandoned operations. */
export function createRelease(channel: Channel, operationId: string): Release {
  let isBusy = false;
  return {
    until: (responseId) => {
      if (isBusy) return;
      isBusy = true;
      channel
        .call("ReleaseExecute", { operationId, releaseUntil: { responseId } }, timeoutMs)
        .catch(() => {})
        .finally(() => {
          isBusy = false;
        });
    },
    all: () => void channel.call("ReleaseExecute", { operationId, releaseAll: {} }, timeoutMs).catch(() => {}),
  };
}
