import { parentPort } from "node:worker_threads";
import { createBlockReading } from "./block-readers.js";
import type { BlockTask } from "./read-block.js";

// A worker: it receives blocks and answers each with what it read.

const readBlock = createBlockReading();

parentPort?.on("message", (task: BlockTask) => {
  const read = readBlock(task);
  // A buffer with no other content is moved, not copied.
  const { buffer, byteLength } = read.bytes;
  parentPort?.postMessage(read, buffer.byteLength === byteLength ? [buffer as ArrayBuffer] : []);
});
