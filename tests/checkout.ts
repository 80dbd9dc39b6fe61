import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findPaths, findRoot, readSettings } from "@tillbook/pipeline";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql, withLock } from "@tillbook/services";
import type { Connection } from "mysql2/promise";

/** A copy of this checkout with data of its own, so that a test leaves the user's `build/` and database alone. */
export interface Checkout {
  root: string;
  /** Runs a Make target; resolves when it ended. */
  make: (target: string, env?: Record<string, string>) => Promise<Ended>;
  /** Starts a Make target in a process group of its own. */
  start: (target: string, env?: Record<string, string>) => Running;
  /** Runs `work` with a connection to the copy's embedded database. */
  query: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;
  /** Command lines of the processes that run from the copy. */
  processes: () => string[];
  /** Waits up to 10 s for all of them to end; resolves to those that don't. */
  leftovers: () => Promise<string[]>;
  /** Removes the copy, and ends what still runs in it. */
  remove: () => void;
}

/** How a command ended, and all that it printed. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

/** A command that runs. */
export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** What was printed so far. */
  output: () => string;
  /** Resolves when what was printed so far matches. */
  printed: (pattern: RegExp) => Promise<void>;
}

/** A small data set with all that the default one has, in seconds; `make fixtures` makes the report's fixtures from it. */
const smallData = { SALES_ROWS: "20000" };

/** A copy in which `make report` was run, with small data and default settings. */
export interface BuiltCheckout extends Checkout {
  /** How that run ended, and the processes that it left. */
  built: Ended & { left: string[] };
}

/** The setting for runs that may use the Spark server that `tests/run.ts` keeps up, since a start takes 10 s. */
export const sharedSpark: Record<string, string> = process.env["TILLBOOK_TEST_SPARK"]
  ? { SPARK_REMOTE: process.env["TILLBOOK_TEST_SPARK"] }
  : {};

/**
 * Copies a checkout with its report, whose Spark was its own; `settings` are for the runs to come. The test files of one
 * `tests/run.ts` share the report: the first makes it, the others wait.
 * @throws {Error} with what was printed, if `make report` failed; the next file tries again
 */
export async function copyBuiltCheckout(settings: Record<string, string> = {}): Promise<BuiltCheckout> {
  const shared = process.env["TILLBOOK_TEST_BUILT"];
  if (shared === undefined) {
    const checkout = copyCheckout(settings);
    return { ...checkout, built: await build(checkout) };
  }
  const [from, log] = [join(shared, "checkout"), join(shared, "built.json")];
  await withLock(join(shared, "lock"), async () => {
    if (existsSync(log)) return;
    const built = await build(copyCheckout({}, from));
    // one that failed is told by the file that made it, and is no reason for all others to fail
    if (built.code !== 0) {
      rmSync(from, { recursive: true, force: true, maxRetries: 5 });
      throw new Error(`expected make report to end with 0, got ${built.code}:\n${built.output}`);
    }
    writeFileSync(log, JSON.stringify(built));
  });
  const checkout = copyCheckout(settings);
  for (const folder of ["build", ".data", ".nx"]) execFileSync("cp", ["-a", join(from, folder), checkout.root]);
  return { ...checkout, built: JSON.parse(readFileSync(log, "utf8")) };
}

async function build(checkout: Checkout): Promise<BuiltCheckout["built"]> {
  return { ...(await checkout.make("report")), left: await checkout.leftovers() };
}

/** Copies the files that git knows or would add; set-up's results are linked, not copied. `settings` are for all runs. */
export function copyCheckout(
  settings: Record<string, string> = {},
  root = mkdtempSync(join(tmpdir(), "tillbook-test-")),
): Checkout {
  const source = findRoot();
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: source });
  for (const file of listed.toString().split("\0")) {
    if (file === "" || !existsSync(join(source, file))) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(source, file), join(root, file), { preserveTimestamps: true });
    const modules = join(dirname(file), "node_modules");
    if (basename(file) === "package.json" && existsSync(join(source, modules))) {
      linkTree(join(source, modules), join(root, modules));
    }
  }
  for (const folder of [".venv", ".cache"]) symlinkSync(join(source, folder), join(root, folder));
  const start = (target: string, env: Record<string, string> = {}): Running =>
    run(root, target, { ...settings, ...env });
  return {
    root,
    start,
    make: (target, env) => start(target, env).ended,
    query: (work) => query(root, work),
    processes: () => findProcesses(root),
    leftovers: async () => {
      const deadline = performance.now() + 10_000;
      while (findProcesses(root).length > 0 && performance.now() < deadline) await sleep(50);
      return findProcesses(root);
    },
    remove: () => {
      // after a test that failed in the middle, something may still run
      endProcesses(root);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Lists the stages that did work, by their last line: `done`, but not `unchanged`. */
export function stagesThatRan(ended: Ended): string[] {
  return [...ended.output.matchAll(/^(\w+) +done in [\d.]+ s: (?!unchanged)/gm)].map((match) => String(match[1]));
}

/** Hard links where the file system allows it: half a gigabyte in a second. */
function linkTree(from: string, to: string): void {
  try {
    execFileSync("cp", ["-al", from, to], { stdio: "ignore" });
  } catch {
    rmSync(to, { recursive: true, force: true });
    execFileSync("cp", ["-a", from, to]);
  }
}

function run(root: string, target: string, env: Record<string, string>): Running {
  const child = spawn("make", [target], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...cleanEnvironment(), ...smallData, ...env },
  });
  let output = "";
  const watchers: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = once(child, "close").then(([code, signal]): Ended => ({ code, signal, output }));
  const printed = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        if (pattern.test(output)) resolve();
      };
      watchers.push(watch);
      watch();
      void ended.then(() => reject(new Error(`expected ${pattern} in the output, got:\n${output}`)));
    });
  return { child, ended, printed, output: () => output };
}

/** The environment without settings of the user's, and without what the test runner tells its children. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const strange =
    /^(SALES_|MYSQL_|SPARK_|REPORT_|DELIVER_|SMTP_|TILLBOOK_|NODE_TEST|NODE_OPTIONS|NX_|MAKE|MFLAGS|SOURCE_DATE_EPOCH)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !strange.test(name)));
}

async function query<T>(root: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const paths = findPaths(root);
  const { mysql } = readSettings({});
  await joinEmbeddedMysql(paths, mysql.database);
  try {
    const connection = await connectMysql(mysql, paths);
    return await work(connection).finally(() => connection.end());
  } finally {
    await leaveEmbeddedMysql(paths);
  }
}

/** Ends what runs from a folder, or in it, at once. */
export function endProcesses(root: string): void {
  for (const line of findProcesses(root)) {
    try {
      process.kill(Number.parseInt(line, 10), "SIGKILL");
    } catch {
      // it has just ended
    }
  }
}

function findProcesses(root: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        const isOurs = command.includes(root) || readlinkSync(`/proc/${pid}/cwd`).startsWith(root);
        return isOurs && command !== "" ? [`${pid} ${command.slice(0, 200)}`] : [];
      } catch {
        return [];
      }
    });
}
