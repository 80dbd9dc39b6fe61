import { type BigIntStats, stat } from "node:fs";
import { promisify } from "node:util";

/** A kernel's clock for files may stand still for 10 ms; in whole seconds, a file system has no finer one. */
const leastAgeMs = { fine: 20, coarse: 2000 };

/**
 * Finds what stays the same while nobody writes to a file: number, size, and the times of the last change of its content and of
 * what the system says of it, which no program can set. Undefined where it changed so recently that a next change could have the
 * same time.
 * @throws Error ENOENT and others of the system
 */
export async function findFileMark(path: string): Promise<string | undefined> {
  const { ino, size, mtimeNs, ctimeNs }: BigIntStats = await promisify(stat)(path, { bigint: true });
  return [mtimeNs, ctimeNs].every(isOld) ? [ino, size, mtimeNs, ctimeNs].join(" ") : undefined;
}

/** Whether a later write would certainly get a later time. */
function isOld(timeNs: bigint): boolean {
  const leastMs = timeNs % 1_000_000_000n === 0n ? leastAgeMs.coarse : leastAgeMs.fine;
  return BigInt(Date.now()) * 1_000_000n - timeNs >= BigInt(leastMs) * 1_000_000n;
}
