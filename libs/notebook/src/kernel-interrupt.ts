import { createRequire } from "node:module";
import vm from "node:vm";
import type { CellRun } from "./kernel-run.js";
import { findRunning } from "./kernel-run.js";

const require = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));

// In JupyterLab a person may interrupt a cell. Node stops only JavaScript that `vm` runs, up to its first await; so each await of
// a cell goes through `wait`, which an interrupt rejects, and behind which the cell goes on within `vm` again.

/** Why a cell that was interrupted failed. */
export class Interrupted extends Error {
  override name = "Interrupted";
  constructor() {
    super("the cell was interrupted; the names of earlier cells are still there");
  }
}

const waiting = new Map<CellRun | undefined, Set<(reason: Interrupted) => void>>();
const interrupted = new Set<CellRun | undefined>();
const runInContext = vm.runInThisContext;

/** Rejects what the cells wait for, once each; whoever goes on all the same waits forever. */
export function interruptRuns(): void {
  for (const [run, rejects] of waiting) {
    interrupted.add(run);
    for (const reject of [...rejects]) reject(new Interrupted());
  }
  waiting.clear();
}

/** Tells whether an error comes from an interrupt, Node's own included. */
export function isInterrupt(error: unknown): boolean {
  return (
    error instanceof Interrupted ||
    (error as { code?: string } | undefined)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED"
  );
}

/**
 * Puts `wait` around what a cell awaits, with the line where it is outside of functions; the lines stay.
 * @param javascript  for `vm`, with `__tslab__` as tslab's executor sets it
 */
export function waitForAwaits(javascript: string): string {
  const ts = require("@tslab/typescript-for-tslab");
  // as the body of an async function, which it will be
  const prefix = "(async () => {";
  const file = ts.createSourceFile("cell.js", `${prefix}${javascript}\n})`, ts.ScriptTarget.ESNext, true);
  const inserts: [offset: number, text: string][] = [];
  // biome-ignore lint/suspicious/noExplicitAny: tslab's TypeScript has no types of its own here
  const visit = (node: any, functions: number): void => {
    const name = ts.isAwaitExpression(node) ? "wait" : node.awaitModifier ? "waitForEach" : undefined;
    if (name) {
      const { expression } = node;
      const line =
        functions === 1 ? `, ${javascript.slice(0, node.getStart(file) - prefix.length).split("\n").length}` : "";
      inserts.push([expression.getStart(file), `__tslab__.${name}(`], [expression.end, `${line})`]);
    }
    ts.forEachChild(node, (child: unknown) => visit(child, ts.isFunctionLike(node) ? functions + 1 : functions));
  };
  visit(file, 0);
  const isEnd = (text: string): boolean => text.endsWith(")");
  // what ends at a place comes before what starts there
  inserts.sort(([a, one], [b, other]) => a - b || Number(isEnd(other)) - Number(isEnd(one)));
  return inserts.reduceRight((made, [at, insert]) => {
    const offset = at - prefix.length;
    return `${made.slice(0, offset)}${insert}${made.slice(offset)}`;
  }, javascript);
}

/**
 * Makes `wait` known to cells.
 * @param isInterruptible  whether an interrupt ends it; otherwise it only notes the line that waits
 */
export function installWait(isInterruptible: boolean): void {
  const note = <T>(value: T, line?: number): T => {
    const run = findRunning();
    if (run && line !== undefined) run.awaitedAt = line;
    return value;
  };
  const functions = {
    wait: (value: unknown, line?: number) => wait(note(value, line)),
    waitForEach: (values: AsyncIterable<unknown>, line?: number) => waitForEach(note(values, line)),
  };
  Object.assign(
    (globalThis as { __tslab__?: object }).__tslab__!,
    isInterruptible ? functions : { wait: note, waitForEach: note },
  );
}

/** When the latest cell went on within `vm`, in ms. */
let resumed = 0;
/**
 * How long other waits may end outside of `vm` then, in ms. While `vm` starts and ends to listen, a signal can get lost, or end
 * the process; so it must not do so all the time.
 */
const pauseMs = 5;

function wait(value: unknown): Promise<unknown> {
  const run = findRunning();
  return new Promise((resolve, reject) => {
    if (interrupted.has(run)) return;
    const rejects = waiting.get(run) ?? new Set();
    waiting.set(run, rejects.add(reject));
    const goOn = (settle: () => void): void => {
      rejects.delete(reject);
      if (performance.now() - resumed < pauseMs) settle();
      else setImmediate(() => resume(settle));
    };
    Promise.resolve(value).then(
      (result) => goOn(() => resolve(result)),
      (error) => goOn(() => reject(error)),
    );
  });
}

async function* waitForEach(values: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator {
  const iterator = Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
  try {
    for (;;) {
      const { done, value } = (await wait(iterator.next())) as IteratorResult<unknown>;
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Settles a promise, and runs what waits for it where an interrupt stops even a loop without await. */
function resume(settle: () => void): void {
  resumed = performance.now();
  settle();
  try {
    runInContext("process._tickCallback()", { breakOnSigint: true });
  } catch (error) {
    if (!isInterrupt(error)) throw error;
    process.emit("SIGINT", "SIGINT");
  }
}
