import { type ChildProcess, spawn } from "node:child_process";
import { on, once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { StageMessage, StageRequest } from "@tillbook/pipeline";
import { makeEnvironment, type NxOptions, type NxRun, stderr } from "./nx.js";
import { printStageLines } from "./stage-lines.js";

/** Processes of stages, of which some stay up for their next run. */
export interface StageProcesses {
  /**
   * Runs tasks of nx's, one after the other until one fails, without nx: their commands are those of `project.json`.
   * @param tasks  e.g. `report:html`, in their order
   */
  run: (tasks: readonly string[], options?: NxOptions) => Promise<NxRun>;
  /** Starts those that stay up, and what they keep open. */
  warm: (options?: NxOptions) => void;
  /** Lets all end, since they may have loaded what was edited. */
  renew: () => void;
  /** Ends all; resolves when they are gone. */
  stop: () => Promise<void>;
}

/** Those that take longest to start: a browser, kernels. */
const staying = ["notebooks:plot", "report:html"];

/** Starts with no process. */
export function keepStages(root: string): StageProcesses {
  const processes = new Map<string, ChildProcess>();
  const exits = new Set<Promise<unknown>>();
  const start = (task: string, options: NxOptions): ChildProcess => {
    const [, ...args] = readCommand(root, task).split(" ");
    const started = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { ...makeEnvironment(root, options), TILLBOOK_STAYS: "1" },
    });
    processes.set(task, started);
    // what isn't the stage's own
    void printStageLines(started.stderr!, options.printer ?? stderr);
    const exit = once(started, "exit")
      // one that didn't start is told by its run
      .catch(() => {})
      .finally(() => exits.delete(exit));
    exits.add(exit);
    return started;
  };
  const find = (task: string, options: NxOptions): ChildProcess => {
    const there = processes.get(task);
    return there?.connected ? there : start(task, options);
  };
  const end = (task: string): void => {
    const ended = processes.get(task);
    processes.delete(task);
    if (ended?.connected) ended.disconnect();
  };
  const renew = (): void => [...processes.keys()].forEach(end);
  return {
    run: async (tasks, options = {}) => {
      for (const task of tasks) {
        const { code, failure } = await runOnce(find(task, options), options);
        if (code !== 0 || !staying.includes(task)) end(task);
        if (code !== 0) return { code, failure };
      }
      return { code: 0, failure: [] };
    },
    warm: (options = {}) => {
      for (const task of staying) ask(find(task, options), "warm");
    },
    renew,
    stop: async () => {
      renew();
      await Promise.all(exits);
    },
  };
}

function ask(stage: ChildProcess, request: StageRequest): void {
  // that it has ended is told by its exit
  stage.send(request, () => {});
}

/** Reads a task's command, e.g. `node --import @tillbook/pipeline/tsx report/html.stage.ts`. */
function readCommand(root: string, task: string): string {
  const [project, target] = task.split(":");
  const folders = [".", "libs"].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)));
  for (const file of folders.map((folder) => join(root, folder, "project.json"))) {
    if (!existsSync(file)) continue;
    const { name, targets } = JSON.parse(readFileSync(file, "utf8"));
    if (name === project && targets[target!] !== undefined) return targets[target!].command;
  }
  throw new Error(`expected a project.json with the task ${task}`);
}

/** Lets a process run once, and prints what it says. */
async function runOnce(stage: ChildProcess, { signal, printer = stderr }: NxOptions): Promise<NxRun> {
  const lines = new PassThrough();
  const printed = printStageLines(lines, printer);
  const messages = on(stage, "message", { close: ["disconnect"] });
  const stop = (): void => void stage.kill("SIGTERM");
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  ask(stage, "run");
  let code: number | undefined;
  for await (const [message] of messages as AsyncIterable<[StageMessage]>) {
    if ("code" in message) {
      ({ code } = message);
      break;
    }
    lines.write(`${message.line}\n`);
  }
  signal?.removeEventListener("abort", stop);
  lines.end();
  const { failure } = await printed;
  return { code: code ?? (await waitForExit(stage)), failure };
}

/** Waits for the exit code of a process that ends by itself; 143 where a signal ended it. */
async function waitForExit(stage: ChildProcess): Promise<number> {
  if (stage.exitCode === null && stage.signalCode === null) await once(stage, "exit");
  return stage.exitCode ?? 143;
}
