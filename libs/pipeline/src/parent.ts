import { readFileSync } from "node:fs";

/**
 * Calls `onDeath` once when the process that started this one is gone, e.g. an nx that was killed. Nx starts its commands
 * through a shell, which outlives it: so the shell's own parent is watched as well. Ends with `clearInterval`; does not
 * keep the process alive by itself.
 */
export function watchParent(onDeath: () => void): NodeJS.Timeout {
  const parent = process.ppid;
  const grandparent = findParent(parent);
  const watch = setInterval(() => {
    if (process.ppid === parent && findParent(parent) === grandparent) return;
    clearInterval(watch);
    onDeath();
  }, 500);
  return watch.unref();
}

/** Reads a process's parent from Linux's /proc; undefined elsewhere, and when the process is gone. */
function findParent(pid: number): string | undefined {
  try {
    // e.g. "4321 (sh) S 1234 …"; the name in parentheses may hold blanks
    return /^.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
