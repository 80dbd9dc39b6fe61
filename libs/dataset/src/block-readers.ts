import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Dialect } from "./dialect.js";
import { type BlockRead, BlockReader, type BlockTask } from "./read-block.js";

/** Reads blocks, on as many threads as it has. */
export interface BlockReaders {
  read: (task: BlockTask) => Promise<BlockRead>;
  /** Blocks that are worth having under way at once. */
  threads: number;
  close: () => Promise<void>;
}

/** Below this, starting threads takes longer than reading. */
const leastForThreadsBytes = 8_000_000;
/** Each holds some 70 MB, 130 MB where all names are long and differ. */
const mostThreads = 4;
/** Short-lived rows are most of what a thread makes; by default it would let much more of them lie around. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 192 };

/**
 * Makes readers for so many bytes. Rows in our own format pass in this thread, which is quicker than a server takes them; all
 * other blocks go to a thread per core, at most 4, which are started for the first of them; for little data there are none.
 */
export function openBlockReaders(totalBytes: number, cores = availableParallelism()): BlockReaders {
  const findReader = rememberReader();
  if (totalBytes < leastForThreadsBytes) {
    return { read: async (task) => findReader(task.dialect).read(task), threads: 1, close: async () => {} };
  }
  const threads = Math.min(cores, mostThreads);
  const lanes: Lane[] = [];
  let next = 0;
  const readElsewhere = (task: BlockTask): Promise<BlockRead> => {
    if (lanes.length < threads) lanes.push(openLane());
    return (lanes[next++ % threads] as Lane).read(task);
  };
  return {
    read: async (task) => findReader(task.dialect).passLines(task.bytes) ?? readElsewhere(task),
    threads,
    close: async () => void (await Promise.all(lanes.map(({ worker }) => worker.terminate()))),
  };
}

/** Makes the function that reads blocks of any dialect in this thread. */
export function createBlockReading(): (task: BlockTask) => BlockRead {
  const findReader = rememberReader();
  return (task) => findReader(task.dialect).read(task);
}

/** Makes the function that finds the reader of a dialect: the last one, which remembers what it learnt, or a new one. */
function rememberReader(): (dialect: Dialect) => BlockReader {
  let last: { key: string; reader: BlockReader } | undefined;
  return (dialect) => {
    const key = JSON.stringify(dialect);
    if (last?.key !== key) last = { key, reader: new BlockReader(dialect) };
    return last.reader;
  };
}

interface Lane {
  worker: Worker;
  read: (task: BlockTask) => Promise<BlockRead>;
}

/** Starts a thread that answers its tasks in their order. */
function openLane(): Lane {
  // A worker is a file of its own, found beside this one.
  const worker = new Worker(new URL("./read-thread.ts", import.meta.url), { resourceLimits });
  const waiting: { resolve: (read: BlockRead) => void; reject: (error: unknown) => void }[] = [];
  worker.on("message", (read: BlockRead) => waiting.shift()?.resolve(read));
  worker.on("error", (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  const read = (task: BlockTask): Promise<BlockRead> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      // A copy of these bytes alone: the rest of their memory is still read from.
      const bytes = Uint8Array.from(task.bytes);
      worker.postMessage({ ...task, bytes }, [bytes.buffer]);
    });
  return { worker, read };
}
