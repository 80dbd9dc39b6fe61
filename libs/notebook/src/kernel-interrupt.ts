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
 * Puts `wait` around what a cell awaits, in its JavaScript; the lines stay.
 * @param javascript  for `vm`, with `__tslab__` as tslab's executor sets it
 */
export function waitForAwaits(javascript: string): string {
  const ts = require("@tslab/typescript-for-tslab");
  // as the body of an async function, which it will be
  const prefix = "(async () => {";
  const file = ts.createSourceFile("cell.js", `${prefix}${javascript}\n})`, ts.ScriptTarget.ESNext, true);
  const inserts: [offset: number, text: string][] = [];
  // biome-ignore lint/suspicious/noExplicitAny: tslab's TypeScript has no types of its own here
  const visit = (node: any): void => {
    const name = ts.isAwaitExpression(node) ? "wait" : node.awaitModifier ? "waitForEach" : undefined;
    if (name) inserts.push([node.expression.getStart(file), `__tslab__.${name}(`], [node.expression.end, ")"]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  // what ends at a place comes before what starts there
  inserts.sort(([a, one], [b, other]) => a - b || (one === ")" ? 0 : 1) - (other === ")" ? 0 : 1));
  const text = inserts.reduceRight((made, [at, insert]) => {
    const offset = at - prefix.length;
    return `${made.slice(0, offset)}${insert}${made.slice(offset)}`;
  }, javascript);
  return text;
}

/** Makes `wait` known to cells. */
export function installWait(): void {
  Object.assign((globalThis as { __tslab__?: object }).__tslab__!, { wait, waitForEach });
}

function wait(value: unknown): Promise<unknown> {
  const run = findRunning();
  return new Promise((resolve, reject) => {
    if (interrupted.has(run)) return;
    const rejects = waiting.get(run) ?? new Set();
    waiting.set(run, rejects.add(reject));
    const goOn = (settle: () => void): void => {
      rejects.delete(reject);
      setImmediate(() => resume(settle));
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
  settle();
  try {
    runInContext("process._tickCallback()", { breakOnSigint: true });
  } catch (error) {
    if (!isInterrupt(error)) throw error;
    process.emit("SIGINT", "SIGINT");
  }
}
