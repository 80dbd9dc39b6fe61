import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { findPaths } from "@tillbook/pipeline";
import { openBrowser, withBrowser } from "./browser.js";

test("a browser that doesn't start is a failure that says why", async () => {
  await assert.rejects(openBrowser({ chromium: process.execPath }, findPaths()), {
    code: "BROWSER_MISSING",
    message: /cannot start Chromium at .*node: .*bad option/,
  });
});

test("a browser that is killed is no missing browser: it ended, while it started, while it worked, or in one of its pages", async (t) => {
  const error = { code: "BROWSER_DIED", hint: /the same command again/ };
  const folder = await mkdtemp(join(tmpdir(), "tillbook-browser-"));
  t.after(() => rm(folder, { recursive: true }));
  const killed = join(folder, "killed");
  await writeFile(killed, "#!/bin/sh\nkill -9 $$\n", { mode: 0o755 });
  await assert.rejects(openBrowser({ chromium: killed }, findPaths()), { ...error, message: /ended while it started/ });
  const others = listChildren(process.pid);
  for (const isPage of [false, true]) {
    const work = withBrowser({ chromium: undefined }, findPaths(), undefined, async (browser) => {
      const page = await browser.newPage();
      const [pid] = listChildren(process.pid).filter((child) => !others.includes(child));
      assert.ok(pid);
      for (const victim of isPage ? listChildren(pid, "--type=renderer") : [pid]) process.kill(victim, "SIGKILL");
      return page.evaluate("new Promise(() => {})");
    });
    await assert.rejects(work, { ...error, message: /ended while it worked/ });
  }
});

/** Lists the processes that another started and whose command lines have `mark`. */
function listChildren(parent: number, mark = "chromium"): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const started = / \w (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, ""))?.[1];
        return Number(started) === parent && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(mark);
      } catch {
        return false;
      }
    });
}
