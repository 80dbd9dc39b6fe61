import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { plotNotebooks } from "@tillbook/notebook/plot";
import { TillbookError } from "@tillbook/pipeline";
import type { Check } from "./verify.js";

/** Runs the notebooks again, on the tables as they are, into a folder of its own, and names the first line that differs. */
export const rerunNotebooks: Check = async ({ paths, messages, cellTimeoutS, signal }, findings) => {
  await mkdir(paths.data, { recursive: true });
  const build = await mkdtemp(join(paths.data, "verify-"));
  const again = { ...paths, build, notebooks: join(build, "notebooks"), charts: join(build, "charts") };
  try {
    await plotNotebooks({ paths: again, messages, cellTimeoutS, signal, log: () => {} });
    const names = (await readdir(again.notebooks)).sort();
    for (const name of names) {
      const expected = await readFile(join(again.notebooks, name), "utf8");
      const got = await readFile(join(paths.notebooks, name), "utf8").catch(() => "");
      const difference = findDifference(expected, got);
      if (difference !== undefined) findings.push(`build/notebooks/${name}:${difference}`);
    }
    return `${names.length} notebooks give the same bytes when they are run again`;
  } catch (error) {
    if (!(error instanceof TillbookError) || signal.aborted) throw error;
    findings.push(`the notebooks fail when they are run again: ${error.message}`);
    return "";
  } finally {
    await rm(build, { recursive: true, force: true });
  }
};

/** Describes the first line that differs, counted from 1, e.g. `12: expected a, got b`. */
export function findDifference(expected: string, got: string): string | undefined {
  if (got === expected) return undefined;
  const [lines, others] = [expected.split("\n"), got.split("\n")];
  const at = Array.from({ length: Math.max(lines.length, others.length) }).findIndex((_, i) => lines[i] !== others[i]);
  const quote = (line: string | undefined): string => (line === undefined ? "nothing" : line.trim().slice(0, 200));
  return `${at + 1}: expected ${quote(lines[at])}, got ${quote(others[at])}`;
}
