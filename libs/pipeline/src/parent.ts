import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Worker } from "node:worker_threads";

/**
 * Sends this process a signal when the process that started it is gone, e.g. an nx that was killed. Nx starts commands
 * through a shell, which outlives it: then the shell's own parent is watched as well. A thread of its own watches, since the
 * main one may be busy; it does not keep the process alive.
 */
export function endWithParent(signal: "SIGTERM" | "SIGKILL"): Worker {
  const parent = process.ppid;
  const workerData = { signal, parent, grandparent: findShellsParent(parent), shellStat };
  const worker = new Worker(watch, { eval: true, execArgv: [], workerData, stdout: true, stderr: true });
  worker.unref();
  return worker;
}

/** What Linux has in /proc/<pid>/stat of a shell, e.g. `4321 (sh) S 1234 …`, where 1234 is its parent. */
const shellStat = /^\d+ \((?:sh|dash|bash)\) \S (\d+)/;

/** Finds the parent of a shell; undefined for a process that is none, and where there is no /proc. */
function findShellsParent(pid: number): string | undefined {
  try {
    return shellStat.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

const watch = `
  const { readFileSync } = require("node:fs");
  const { signal, parent, grandparent, shellStat } = require("node:worker_threads").workerData;
  const isThere = () => {
    if (process.ppid !== parent) return false;
    if (grandparent === undefined) return true;
    try {
      return shellStat.exec(readFileSync("/proc/" + parent + "/stat", "utf8"))?.[1] === grandparent;
    } catch {
      return false;
    }
  };
  let isSent = false;
  // goes on, since a process that only this thread keeps alive would end by itself before the signal arrives
  setInterval(() => {
    if (isSent || isThere()) return;
    isSent = true;
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
