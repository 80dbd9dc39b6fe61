import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { DataSettings } from "@tillbook/pipeline";
import { listOpenDays } from "./calendar.js";
import { makeCatalogue } from "./catalogue.js";
import type { FileTask, SalesFile } from "./sales-file.js";

/** Where and how the files are written. */
export interface GenerateOptions {
  folder: string;
  /** Threads; by default one per core, at most 3, since each holds some 60 MB. The bytes don't depend on it. */
  threads?: number;
  /** Called with the rows written so far, and the total. */
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

const fileCount = 10;

/**
 * Writes `sales-01.csv` to `sales-10.csv` into `folder`, and removes such files of an earlier run. All are renamed at the end,
 * so a run that is killed leaves the old ones.
 * @throws TillbookError SETTING_INVALID when the stores are closed on all days
 */
export async function generateSales(settings: DataSettings, options: GenerateOptions): Promise<SalesFile[]> {
  const { folder, threads = Math.min(availableParallelism(), 3), progress, signal } = options;
  listOpenDays(settings);
  await mkdir(folder, { recursive: true });
  const tasks = planFiles(settings.rows, folder);
  const workerData = { settings, catalogue: makeCatalogue(settings) };
  // A worker is a file of its own, found beside this one.
  const script = new URL("./generate-thread.ts", import.meta.url);
  const workers = Array.from({ length: Math.min(threads, fileCount) }, () => new Worker(script, { workerData }));
  let written = 0;
  const count = (rows: number): void => {
    written += rows;
    progress?.(written, settings.rows);
  };
  const queue = tasks.values();
  const files: SalesFile[] = [];
  const work = async (worker: Worker): Promise<void> => {
    for (const task of queue) files.push(await runTask(worker, task, count, signal));
  };
  try {
    await Promise.all(workers.map(work));
    for (const { path, name } of tasks) await rename(path, join(folder, name));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
    await removeSales(folder, new Set(tasks.map(({ name }) => name)));
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Divides the rows among the files; the first files get the first days. */
function planFiles(rows: number, folder: string): FileTask[] {
  return Array.from({ length: fileCount }, (_, i) => {
    const name = `sales-${String(i + 1).padStart(2, "0")}.csv`;
    const from = Math.floor((rows * i) / fileCount);
    const to = Math.floor((rows * (i + 1)) / fileCount);
    return { name, path: join(folder, `${name}.part`), piece: { from, to, stream: i + 1 } };
  });
}

function runTask(
  worker: Worker,
  task: FileTask,
  count: (rows: number) => void,
  signal?: AbortSignal,
): Promise<SalesFile> {
  const { promise, resolve, reject } = Promise.withResolvers<SalesFile>();
  const onMessage = ({
    rows,
    file,
  }: { rows: number; file: undefined } | { rows: undefined; file: SalesFile }): void => {
    if (file === undefined) count(rows);
    else resolve(file);
  };
  const stop = (): void => reject(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener("abort", stop);
  worker.on("message", onMessage).on("error", reject);
  worker.postMessage(task);
  return promise.finally(() => {
    signal?.removeEventListener("abort", stop);
    worker.off("message", onMessage).off("error", reject);
  });
}

/** Removes the generated files of a folder and their parts, except those named in `keep`. */
export async function removeSales(folder: string, keep: ReadonlySet<string> = new Set()): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  for (const name of names) {
    if (/^sales-\d+\.csv(\.part)?$/.test(name) && !keep.has(name)) await rm(join(folder, name));
  }
}
