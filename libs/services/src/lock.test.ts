import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { withLock } from "./lock.js";

const name = join(findRoot(), `.data/lock-test-${process.pid}`);

test("two at once take turns", async () => {
  let [inside, most] = [0, 0];
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 30));
    inside--;
  };
  await Promise.all([withLock(name, work), withLock(name, work), withLock(name, work)]);
  assert.equal(most, 1);
});

test("a lock whose holder is killed is free at once, and who waits is told the holder's pid", async () => {
  const holder = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "--input-type=module",
      "-e",
      `const { withLock } = await import("./libs/services/src/lock.ts");
       await withLock(${JSON.stringify(name)}, () => { console.log("held"); return new Promise((resolve) => setTimeout(resolve, 60000)); });`,
    ],
    { cwd: findRoot(), stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(holder.stdout, "data");
  let waitedFor = "";
  const waiting = withLock(
    name,
    async () => "free",
    (pid) => {
      waitedFor = pid;
      holder.kill("SIGKILL");
    },
  );
  assert.equal(await waiting, "free");
  assert.equal(waitedFor, String(holder.pid));
});
