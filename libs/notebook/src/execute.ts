import { type Execution, type KernelOptions, type Kernels, openKernels } from "./kernels.js";

/** The code cells of one notebook. */
export interface NotebookCode {
  name: string;
  cells: string[];
}

/** What running one notebook gave. */
export interface NamedExecution extends Execution {
  name: string;
}

/** How and where to run notebooks. */
export interface ExecuteOptions extends KernelOptions {
  /** Variables that cells see besides those of this process. */
  environment?: Readonly<Record<string, string>>;
  /** Called for each notebook as soon as it has ended. */
  onDone: (execution: NamedExecution) => Promise<void>;
}

/**
 * Runs notebooks in kernels, several at a time; none of the kernels outlives the call. They start while `notebooks` is awaited.
 * @throws TillbookError SETUP_MISSING without Jupyter; the reason of `signal` when it aborts
 */
export async function executeNotebooks(
  notebooks: readonly NotebookCode[] | Promise<readonly NotebookCode[]>,
  { environment, onDone, ...options }: ExecuteOptions,
): Promise<void> {
  const failed = new AbortController();
  // told below, unless no kernels can be opened
  if (notebooks instanceof Promise) notebooks.catch(() => {});
  const kernels = await openKernels({ ...options, signal: AbortSignal.any([options.signal, failed.signal]) });
  try {
    if (notebooks instanceof Promise) start(kernels, options.kernels);
    const runs = (await notebooks).map(async ({ name, cells }) =>
      onDone({ name, ...(await kernels.run(cells, environment)) }),
    );
    await Promise.all(runs);
  } catch (error) {
    failed.abort(error);
    throw error;
  } finally {
    await kernels.close();
  }
}

/** Starts kernels, each with a notebook that has no cells; why one doesn't start is told by its next run. */
function start(kernels: Kernels, count: number): void {
  for (let started = 0; started < count; started++) kernels.run([]).catch(() => {});
}
