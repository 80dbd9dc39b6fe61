import { parentPort } from "node:worker_threads";
import { createBlockReading } from "./block-readers.js";
import type { BlockTask } from "./read-block.js";

// What a worker does: it gets blocks, and gives back what it read of each, in their order.

const readBlock = createBlockReading();

parentPort?.on("message", (task: BlockTask) => {
  const read = readBlock(task);
  // What owns its memory is handed over, not copied.
  const { buffer, byteLength } = read.bytes;
  parentPort?.postMessage(read, buffer.byteLength === byteLength ? [buffer as ArrayBuffer] : []);
});
