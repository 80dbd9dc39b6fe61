import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "./process.js";

/**
 * Runs `work` while no other process of this checkout holds `file`, whose folder must be there; waits until it is free. A
 * lock whose holder is gone counts as free. `onWait` is told the holder's pid, once.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  onWait: (holder: string) => void = () => {},
): Promise<T> {
  for (let attempt = 0; !(await take(file)); attempt++) {
    if (attempt === 10) onWait(await readFile(file, "utf8").catch(() => "?"));
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const holder = await readFile(file, "utf8").catch(() => "");
  if (holder !== "" && !isRunning(Number(holder), "")) await rm(file, { force: true });
  return false;
}
