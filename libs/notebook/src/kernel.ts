import { createRequire } from "node:module";
import { setImmediate as nextTurn } from "node:timers/promises";
import { endWithParent } from "@tillbook/pipeline";
import { type CellFailure, describeTypeError } from "./cell-failure.js";
import { type Converted, type Converters, convertModules } from "./kernel-converter.js";
import { Interrupted, installWait, interruptRuns, isInterrupt, waitForAwaits } from "./kernel-interrupt.js";
import { type Report, sendFailures } from "./kernel-messages.js";
import { rememberStart } from "./kernel-reset.js";
import { countResources, waitForRest, watchWorkers } from "./kernel-rest.js";
import {
  type CellRun,
  explainOwn,
  explainStray,
  findLatest,
  forgetRuns,
  isForgotten,
  runWithin,
  startRun,
} from "./kernel-run.js";
import { skipTypes } from "./kernel-speed.js";
import { separateTimers } from "./kernel-timers.js";
import { readCellsAsModules } from "./kernel-typescript.js";
import { showLastValue } from "./last-value.js";
import { prepareDanfojs } from "./prepare-danfojs.js";

// Preloaded into the tslab kernel by its kernelspec, to make failures visible: by itself tslab only prints errors on stderr,
// ignores a rejected promise or a throw in a timer, and loses messages when it sends many.

/** Set by the plot stage: a cell has ended only when nothing of it is running. A person may leave things running. */
const isStrict = process.env["TILLBOOK_PLOT"] === "1";
if (isStrict) skipTypes();
else separateTimers();
readCellsAsModules(!isStrict);
prepareDanfojs();

const require = createRequire(import.meta.url);
const executors = require("tslab/dist/executor.js");

// a cell's own line may be far down in a stack
Error.stackTraceLimit = 100;

/** What failed after its own cell had ended; told with the next cell that ends. */
let late: CellFailure[] = [];
/** The latest run. */
let current: CellRun | undefined;

process.on("uncaughtException", (error) => noteStray(error, "in a timer or callback"));
process.on("unhandledRejection", (reason) => noteStray(reason, "in a promise without await"));
watchWorkers((error, startedAt) => noteStray(error, "in a worker thread", startedAt));
// tslab's own would print the same once more, with its own lines
const { on } = process;
process.on = function (this: NodeJS.Process, event: string, listener: () => void) {
  const isOwn =
    /^uncaughtException$|^unhandledRejection$/.test(event) && /tslab\/dist\/main\.js/.test(new Error().stack ?? "");
  return isOwn ? this : on.call(this, event, listener);
} as typeof process.on;

function noteStray(thrown: unknown, where: string, startedAt?: string): void {
  if (isInterrupt(thrown)) return;
  const { run, failure } = explainStray(thrown, where, startedAt);
  if (run !== undefined && isForgotten(run)) return;
  if (run === current && run && !run.isDone) run.failures.push(failure);
  else if (isStrict) late.push({ ...failure, ...(run && { run: run.number }) });
  else process.stderr.write(`${failure.trace.join("\n")}\n`);
}

if (isStrict) {
  const refuse = (call: string): never => {
    throw Object.assign(new Error(`a cell must not end the kernel, but called ${call}`), {
      hint: "throw an Error to stop the notebook; without one, leave the rest of the cell out with if",
    });
  };
  process.exit = ((code?: number) => refuse(`process.exit(${code ?? ""})`)) as typeof process.exit;
  process.abort = () => refuse("process.abort()");
}

endWithParent("SIGKILL");

/** Each cell runs as a script of its own name, so that stack traces tell cells apart. */
const vm: typeof import("node:vm") = require("node:vm");
const { runInThisContext } = vm;
vm.runInThisContext = (code, options) =>
  runInThisContext(code, { ...(options as object), filename: current?.script ?? "" });

/** Takes back what the cells of a notebook did. */
let reset: (environment: Record<string, string>) => void = () => {};

const { createExecutor } = executors;
executors.createExecutor = (folder: string, converters: Converters) => {
  const noteConverted = (source: string, { output, diagnostics }: Converted): void => {
    if (!current || source !== current.source) return;
    current.javascript = output ?? "";
    current.failures.push(...diagnostics.map((diagnostic) => describeTypeError(diagnostic, source)));
  };
  const modules = convertModules(converters, waitForAwaits, noteConverted, isStrict);
  const executor = createExecutor(folder, modules, {
    log: showLastValue,
    error: (...printed: unknown[]) => {
      // more than one is how it prints an error of TypeScript's
      if (printed.length === 1 && current) current.failures.push(explainOwn(asInterrupt(printed[0]), current));
    },
  });
  installWait(!isStrict);
  const restore = rememberStart();
  reset = (environment) => {
    forgetRuns();
    [late, current] = [[], undefined];
    executor.reset();
    restore(environment);
  };
  const { execute, interrupt } = executor;
  executor.interrupt = () => {
    interruptRuns();
    interrupt();
  };
  executor.execute = async (source: string): Promise<boolean> => {
    const run = startRun(source);
    current = run;
    const resources = countResources();
    const hasFailed = (): boolean => run.failures.length + late.length > 0;
    const isConverted: boolean = await runWithin(run, () => execute(source));
    await nextTurn();
    if (isStrict && isConverted && !hasFailed()) await waitForRest(run, resources, hasFailed);
    run.isDone = true;
    run.failures.unshift(...late);
    late = [];
    return isConverted && !hasFailed();
  };
  return executor;
};

/** tslab rejects what an interrupted cell waits for with an error of its own, and Node stops a loop with another. */
function asInterrupt(error: unknown): unknown {
  const isTslabs = error instanceof Error && error.message === "Interrupted asynchronously";
  return isTslabs || isInterrupt(error) ? new Interrupted() : error;
}

function reportFailure(thrown: unknown = new Error("the cell failed")): Report {
  const run = findLatest();
  const failures = run?.failures.length ? run.failures : [explainOwn(thrown, run ?? startRun(""))];
  const { name, message } = failures[0]!;
  return {
    error: { ename: name, evalue: message, traceback: failures.flatMap(({ trace }) => trace) },
    failure: failures[0]!,
  };
}

sendFailures(reportFailure, (environment) => reset(environment));
