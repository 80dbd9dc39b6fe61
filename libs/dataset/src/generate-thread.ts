import { parentPort, workerData } from "node:worker_threads";
import { type FileTask, writeSalesFile } from "./sales-file.js";

// What a worker does: it gets tasks, says how many rows it wrote and in the end what the file holds.

const { settings, catalogue } = workerData;

parentPort?.on("message", (task: FileTask) => {
  const file = writeSalesFile(settings, catalogue, task, (rows) => parentPort?.postMessage({ rows }));
  parentPort?.postMessage({ file });
});
