import { readFile } from "node:fs/promises";
import { TillbookError } from "@tillbook/pipeline";

/** Spark's jars alone are 330 files. */
const needed = 1024;

/**
 * Checks that a program of ours may open as many files as Spark needs. Node has raised its own limit as far as it may.
 * @throws TillbookError SPARK_FAILED that says what was expected and got
 */
export async function checkOpenFiles(limits = "/proc/self/limits"): Promise<void> {
  const text = await readFile(limits, "utf8").catch(() => "");
  const got = Number(/^Max open files +(\d+)/m.exec(text)?.[1] ?? needed);
  if (got >= needed) return;
  throw new TillbookError(
    "SPARK_FAILED",
    `the embedded Spark server needs at least ${needed} open files, this process may have ${got}`,
    `ulimit -n ${needed} in the shell, or a higher nofile in /etc/security/limits.conf, or of the container; SPARK_REMOTE uses a server of your own`,
  );
}
