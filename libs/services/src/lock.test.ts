import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { findRoot } from "@tillbook/pipeline";
import { withLock } from "./lock.js";

const folder = mkdtempSync(join(tmpdir(), "tillbook-lock-"));
after(() => rmSync(folder, { recursive: true }));
const name = join(folder, "lock");

test("several at once take turns, and each gets what its work gives", async () => {
  let [inside, most] = [0, 0];
  const work = async (): Promise<number> => {
    most = Math.max(most, ++inside);
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    return inside--;
  };
  assert.deepEqual(await Promise.all([withLock(name, work), withLock(name, work), withLock(name, work)]), [1, 1, 1]);
  assert.equal(most, 1);
});

test("a lock is free after a failure, and another name is another lock", async () => {
  await assert.rejects(
    withLock(name, () => withLock(`${name}-other`, () => Promise.reject(new Error("failed")))),
    /^Error: failed$/,
  );
  assert.equal(await withLock(name, async () => "free"), "free");
});

test("one name is one lock, however its path is written", async () => {
  let isOver = false;
  const first = withLock(name, async () => {
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    isOver = true;
  });
  await withLock(`${folder}/x/../lock`, async () => assert.ok(isOver));
  await first;
});

test("a lock's file is empty and its owner's alone, also one that was left open to all", async () => {
  await withLock(name, async () => {});
  assert.equal(statSync(name).mode & 0o777, 0o600);
  chmodSync(name, 0o666);
  await withLock(name, async () => assert.equal(statSync(name).mode & 0o777, 0o600));
  assert.equal(statSync(name).size, 0);
});

test("a lock whose holder is killed is free at once, and onWait gets the holder's pid, once", async () => {
  const holder = spawn(
    process.execPath,
    [
      "--import",
      "@tillbook/pipeline/tsx",
      "--input-type=module",
      "-e",
      `const { withLock } = await import("./libs/services/src/lock.ts");
       await withLock(${JSON.stringify(name)}, () => { console.log("held"); return new Promise((resolve) => setTimeout(resolve, 60000)); });`,
    ],
    { cwd: findRoot(), stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(holder.stdout, "data");
  const waitedFor: string[] = [];
  let second = Promise.resolve("");
  const first = withLock(
    name,
    async () => "free",
    (pid) => {
      waitedFor.push(pid);
      // a second one that waits as long as this one did, during which this one must not be called again
      second = withLock(
        name,
        async () => "free again",
        () => holder.kill("SIGKILL"),
      );
    },
  );
  assert.deepEqual([await first, await second], ["free", "free again"]);
  assert.deepEqual(waitedFor, [String(holder.pid)]);
});
