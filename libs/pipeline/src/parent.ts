import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Worker } from "node:worker_threads";

/**
 * Sends this process a signal when the process that started it is gone, e.g. an nx that was killed. Nx starts commands
 * through a shell, which outlives it: then the shell's own parent is watched as well. A thread of its own watches, since the
 * main one may be busy; it does not keep the process alive.
 */
export function endWithParent(signal: "SIGTERM" | "SIGKILL"): Worker {
  const workerData = { parent: process.ppid, signal };
  const worker = new Worker(watch, { eval: true, execArgv: [], workerData, stdout: true, stderr: true });
  worker.unref();
  return worker;
}

// Linux has e.g. `4321 (sh) S 1234 …` in /proc/<pid>/stat; elsewhere only the parent itself is watched.
const watch = `
  const { readFileSync } = require("node:fs");
  const { parent, signal } = require("node:worker_threads").workerData;
  const findShellsParent = (pid) => {
    try {
      return /^\\d+ \\((?:sh|dash|bash)\\) \\S (\\d+)/.exec(readFileSync("/proc/" + pid + "/stat", "utf8"))?.[1];
    } catch {
      return undefined;
    }
  };
  const grandparent = findShellsParent(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && findShellsParent(parent) === grandparent) return;
    clearInterval(timer);
    process.kill(process.pid, signal);
  }, 500);
`;

/**
 * Makes a command of a program that is not ours get a signal when the process that starts it ends, however it ends, by
 * util-linux's setpriv; without setpriv the command stays as it is.
 */
export function tieToParent(
  command: string,
  args: readonly string[],
  signal: "TERM" | "KILL",
  path = process.env["PATH"] ?? "",
): [command: string, args: string[]] {
  const setpriv = path
    .split(delimiter)
    .map((folder) => join(folder, "setpriv"))
    .find((file) => existsSync(file));
  return setpriv ? [setpriv, ["--pdeathsig", signal, command, ...args]] : [command, [...args]];
}
