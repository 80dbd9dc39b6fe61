import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Dialect } from "./dialect.js";
import { type BlockRead, BlockReader, type BlockTask } from "./read-block.js";

/** Reads blocks, on as many threads as it has. */
export interface BlockReaders {
  read: (task: BlockTask) => Promise<BlockRead>;
  /** How many blocks are read at the same time. */
  threads: number;
  close: () => Promise<void>;
}

/** Below this, starting threads takes longer than reading. */
const leastForThreadsBytes = 8_000_000;
/** Each takes some 70 MB, or 130 MB where all names are long and different. */
const mostThreads = 4;
/** Most objects of a thread are short-lived rows; Node would let many more pile up. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 192 };

/**
 * Makes readers for a number of bytes. Blocks in our own format are read in this thread, faster than a server loads them. All
 * others go to one thread per core, at most 4, which start with the first such block; for little data there are none.
 */
export function openBlockReaders(totalBytes: number, cores = availableParallelism()): BlockReaders {
  const findReader = cacheReader();
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
  const findReader = cacheReader();
  return (task) => findReader(task.dialect).read(task);
}

/** Makes the function that returns the reader of a dialect: the last one, with its caches, or a new one. */
function cacheReader(): (dialect: Dialect) => BlockReader {
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

/** Starts a thread that answers its tasks in order. */
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
      // A copy, since the rest of their buffer is still in use.
      const bytes = Uint8Array.from(task.bytes);
      worker.postMessage({ ...task, bytes }, [bytes.buffer]);
    });
  return { worker, read };
}
