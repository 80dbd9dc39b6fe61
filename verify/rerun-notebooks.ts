import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Check } from "./verify.js";

/**
 * Runs the notebooks once more, on the tables as they are, in a folder of their own, and compares what comes out: it names
 * the first line that is another.
 */
export const rerunNotebooks: Check = async ({ paths }, problems) => {
  await mkdir(paths.data, { recursive: true });
  const folder = await mkdtemp(join(paths.data, "verify-"));
  try {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", join(paths.root, "libs/notebook/src/again.stage.ts"), folder],
      { cwd: paths.root, stdio: ["ignore", "ignore", "pipe"] },
    );
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const [code] = await once(child, "close");
    if (code !== 0) {
      problems.push(`the notebooks can't be run again: ${said.trim()}`);
      return "";
    }
    const names = (await readdir(join(folder, "notebooks"))).sort();
    for (const name of names) {
      const expected = await readFile(join(folder, "notebooks", name), "utf8");
      const got = await readFile(join(paths.notebooks, name), "utf8").catch(() => "");
      if (got === expected) continue;
      const line = expected.split("\n").findIndex((text, i) => got.split("\n")[i] !== text);
      problems.push(
        `build/notebooks/${name}, line ${line + 1}: expected ${cut(expected, line)}, got ${cut(got, line)}`,
      );
    }
    return `${names.length} notebooks say the same when they are run again`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

function cut(text: string, line: number): string {
  return (text.split("\n")[line] ?? "nothing").trim().slice(0, 200);
}
