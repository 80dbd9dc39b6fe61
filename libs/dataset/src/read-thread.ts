import { parentPort } from "node:worker_threads";
import { createBlockReading } from "./block-readers.js";
import type { BlockTask } from "./read-block.js";

// A worker: it receives blocks and answers each with what it read.

const readBlock = createBlockReading();

parentPort?.on("message", (task: BlockTask) => {
  const read = readBlock(task);
  // A buffer with no other content is moved, not copied.
  const { bytes, hashes, days, cents } = read;
  const whole = [bytes, hashes, days, cents].filter(({ buffer, byteLength }) => buffer.byteLength === byteLength);
  parentPort?.postMessage(
    read,
    whole.map(({ buffer }) => buffer as ArrayBuffer),
  );
});
