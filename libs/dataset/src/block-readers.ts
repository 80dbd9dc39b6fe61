import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
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
/** Each holds some 80 MB, 130 MB where all names are long and differ. */
const mostThreads = 4;
/** Short-lived rows are most of what a thread makes; by default it would let much more of them lie around. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 192 };

/** Makes readers for so many bytes: a thread per core, at most 4; for little data none but this one. */
export function openBlockReaders(totalBytes: number, cores = availableParallelism()): BlockReaders {
  if (totalBytes < leastForThreadsBytes) {
    const readBlock = createBlockReading();
    return { read: async (task) => readBlock(task), threads: 1, close: async () => {} };
  }
  // A worker is a file of its own, found beside this one.
  const script = new URL("./read.worker.js", import.meta.url);
  const lanes = Array.from({ length: Math.min(cores, mostThreads) }, () =>
    openLane(new Worker(script, { resourceLimits })),
  );
  let next = 0;
  return {
    read: (task) => (lanes[next++ % lanes.length] as Lane).read(task),
    threads: lanes.length,
    close: async () => void (await Promise.all(lanes.map(({ worker }) => worker.terminate()))),
  };
}

/** Makes the function that reads blocks of any dialect in this thread; it remembers what it learns of each. */
export function createBlockReading(): (task: BlockTask) => BlockRead {
  const readers = new Map<string, BlockReader>();
  return ({ dialect, ...task }) => {
    const key = JSON.stringify(dialect);
    const reader = readers.get(key) ?? new BlockReader(dialect);
    if (!readers.has(key)) readers.clear();
    readers.set(key, reader);
    return reader.read(task);
  };
}

interface Lane {
  worker: Worker;
  read: (task: BlockTask) => Promise<BlockRead>;
}

/** A thread that answers its tasks in their order. */
function openLane(worker: Worker): Lane {
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
