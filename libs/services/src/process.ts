import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { pickToolEnvironment, tieToParent } from "@tillbook/pipeline";

/** How a server process is started. */
export interface ServerOptions {
  /** File that gets stdout and stderr, overwritten. */
  logFile: string;
  cwd?: string;
  /** By default, what every program may see. */
  env?: NodeJS.ProcessEnv;
  /** Ends the server when the process that starts it ends, as `tieToParent` does. */
  diesWithParent?: boolean;
}

/** Starts a server in a session of its own, which the terminal's signals do not reach. */
export function spawnServer(command: string, args: string[], options: ServerOptions): ChildProcess {
  const log = openSync(options.logFile, "w", 0o600);
  const [file, argv] = options.diesWithParent ? tieToParent(command, args, "KILL") : ([command, args] as const);
  try {
    return spawn(file, argv, {
      cwd: options.cwd,
      env: options.env ?? pickToolEnvironment(),
      detached: true,
      stdio: ["ignore", log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** Finds a free TCP port on loopback. Another process may take it first, so the caller must be ready to try again. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("expected a TCP port");
  return address.port;
}

/** Whether a process of this account runs and has `mark` in its command line, as another's may have; a zombie does not run. */
export function isRunning(pid: number, mark: string): boolean {
  try {
    if (readStartTime(pid) === undefined || statSync(`/proc/${pid}`).uid !== process.geteuid?.()) return false;
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(mark);
  } catch {
    return false;
  }
}

/**
 * Reads when a process began, in clock ticks since the machine started (proc_pid_stat(5)); undefined where it does not run. One
 * whose first thread has ended runs until the last has, since they share memory, files and locks.
 */
export function readStartTime(pid: number): string | undefined {
  try {
    // from the third field on
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const [state, threads, began] = [fields[0], fields[17], fields[19]];
    return state === "Z" && Number(threads) <= 1 ? undefined : began;
  } catch {
    return undefined;
  }
}

/** Finds the processes of this account that run a program with one of the arguments in their command line. */
export function findRunning(program: string, args: readonly string[]): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => runs(pid, program, args));
}

/** Whether a process of this account runs a program with one of the arguments in its command line. */
export function runs(pid: number, program: string, args: readonly string[]): boolean {
  try {
    const given = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    if (!args.some((arg) => given.includes(arg)) || !isRunning(pid, "")) return false;
    // a program that was replaced while it runs has ` (deleted)` after its path
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "") === realpathSync(program);
  } catch {
    return false;
  }
}

/**
 * Whether it is this process that listens on a TCP port. A port that was free a moment ago may have been taken by another
 * account, which would then be told passwords.
 */
export function listensOn(pid: number, port: number): boolean {
  const address = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  try {
    const listening = ["tcp", "tcp6"]
      .flatMap((kind) => readFileSync(`/proc/${pid}/net/${kind}`, "utf8").split("\n"))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(address) && state === tcpListen)
      .map((fields) => `socket:[${fields[9]}]`);
    return readdirSync(`/proc/${pid}/fd`).some((fd) => listening.includes(readLink(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

/** Servers that were seen to listen, by process, its begin, and port. */
const seen = new Set<string>();

/**
 * As `listensOn`, for a server that listens until it ends: one that was seen is not looked for again while its process lives, since the
 * system goes through all its connections for that, some ms each time.
 */
export function isServing(pid: number, port: number): boolean {
  const began = readStartTime(pid);
  const server = `${pid} ${began} ${port}`;
  if (began !== undefined && !seen.has(server) && listensOn(pid, port)) seen.add(server);
  return seen.has(server);
}

/** TCP_LISTEN of Linux, in the column `st` of /proc/net/tcp. */
const tcpListen = "0A";

/** Reads a link; empty when it is gone. */
function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/**
 * Ends a process of this account's: SIGTERM, and SIGKILL where it is still there after `patienceMs`. Resolves when it is gone. One
 * that exits loses its command line first, and its files and locks after that, so it is waited for by when it began.
 */
export async function endProcess(pid: number, mark: string, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  const began = readStartTime(pid);
  if (began === undefined || !isRunning(pid, mark)) return;
  signal(pid, "SIGTERM");
  while (readStartTime(pid) === began) {
    if (performance.now() > deadline) signal(pid, "SIGKILL");
    await sleep(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
