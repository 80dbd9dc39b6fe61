import { parentPort, workerData } from "node:worker_threads";
import { type FileTask, writeSalesFile } from "./sales-file.js";

// A worker: it receives tasks, and answers each with counts of rows while it writes, and with the file at the end.

const { settings, catalogue } = workerData;

parentPort?.on("message", (task: FileTask) => {
  const file = writeSalesFile(settings, catalogue, task, (rows) => parentPort?.postMessage({ rows }));
  parentPort?.postMessage({ file });
});
