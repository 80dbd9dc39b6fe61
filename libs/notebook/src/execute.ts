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
  /** Kernels that start while `notebooks` is awaited; by default all. */
  started?: number;
  /** Gives the kernels to run in, which stay open; by default they are opened, and end with the call. */
  keep?: KeepKernels | undefined;
}

/** Gives kernels that are open, or opens them. */
export type KeepKernels = (open: () => Promise<Kernels>) => Promise<Kernels>;

/**
 * Runs notebooks in kernels, several at a time.
 * @throws TillbookError SETUP_MISSING without Jupyter; the reason of `signal` when it aborts
 */
export async function executeNotebooks(
  notebooks: readonly NotebookCode[] | Promise<readonly NotebookCode[]>,
  { environment, onDone, started, keep, ...options }: ExecuteOptions,
): Promise<void> {
  // told below, unless no kernels can be opened
  if (notebooks instanceof Promise) notebooks.catch(() => {});
  const open = (): Promise<Kernels> => openKernels(options);
  const kernels = await (keep ? keep(open) : open());
  let isKept = keep !== undefined;
  try {
    if (notebooks instanceof Promise) startKernels(kernels, started ?? options.kernels);
    const runs = (await notebooks).map(async ({ name, cells }) =>
      onDone({ name, ...(await kernels.run(cells, environment)) }),
    );
    await Promise.all(runs);
  } catch (error) {
    isKept = false;
    kernels.abort(error);
    throw error;
  } finally {
    if (!isKept) await kernels.close();
  }
}

/** Starts kernels, each with a notebook that has no cells; why one doesn't start is told by its next run. */
export function startKernels({ run }: Pick<Kernels, "run">, count: number): void {
  for (let started = 0; started < count; started++) run([]).catch(() => {});
}
