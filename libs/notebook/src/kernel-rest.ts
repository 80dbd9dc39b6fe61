import { createRequire, syncBuiltinESMExports } from "node:module";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { describeLeftovers } from "./cell-failure.js";
import type { CellRun } from "./kernel-run.js";

/** How long something may go on running after its cell has ended, in ms. */
const patienceMs = 5000;

/** Worker threads that keep the process busy. */
const workers = new Set<Worker>();

/**
 * Watches all worker threads that cells start, which Node names nowhere.
 * @param onError  called for an error that nothing handles, with the stack of where the thread was started
 */
export function watchWorkers(onError: (error: unknown, startedAt: string) => void): void {
  const threads: { Worker: typeof Worker } = createRequire(import.meta.url)("node:worker_threads");
  threads.Worker = class extends threads.Worker {
    #isTerminated = false;
    constructor(...options: ConstructorParameters<typeof Worker>) {
      super(...options);
      const startedAt = new Error().stack ?? "";
      workers.add(this);
      let hasFailed = false;
      this.on("error", (error) => {
        hasFailed = true;
        if (this.listenerCount("error") === 1) onError(error, startedAt);
      });
      this.on("exit", (code) => {
        workers.delete(this);
        const isUnnoticed = code !== 0 && !hasFailed && !this.#isTerminated && this.listenerCount("exit") === 1;
        if (isUnnoticed) onError(new Error(`it ended with exit code ${code}`), startedAt);
      });
    }
    override terminate(): Promise<number> {
      this.#isTerminated = true;
      return super.terminate();
    }
    override ref(): void {
      workers.add(this);
      super.ref();
    }
    override unref(): void {
      workers.delete(this);
      super.unref();
    }
  };
  syncBuiltinESMExports();
}

/** Waits until nothing of a cell is running, or something failed; adds what is still running to its failures. */
export async function waitForRest(
  run: CellRun,
  before: ReadonlyMap<string, number>,
  hasFailed: () => boolean,
): Promise<void> {
  const started = performance.now();
  for (let turn = 0; !hasFailed(); turn++) {
    const left = [...countResources()].filter(([kind, count]) => count > (before.get(kind) ?? 0));
    if (left.length === 0) return;
    if (performance.now() - started > patienceMs) {
      run.failures.push(describeLeftovers(left.map(([kind]) => kind)));
      return;
    }
    await (turn < 10 ? nextTurn() : sleep(10, undefined, { ref: false }));
  }
}

/** Counts what keeps the process busy because of a cell; watchers of files and pipes are tslab's own. */
export function countResources(): Map<string, number> {
  const counts = new Map<string, number>();
  const kinds = [...process.getActiveResourcesInfo(), ...[...workers].map(() => "Worker")];
  for (const kind of kinds) {
    if (/^(Timeout|Immediate|TCP|TLS|UDP|GetAddrInfo|Process|FSReq|HTTP|Worker)/.test(kind)) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return counts;
}
