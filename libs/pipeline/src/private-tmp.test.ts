import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { promisify } from "node:util";

// What another account could do beforehand is done by this one: a folder with open rights, or a link, is no more trusted.

const usual = `tillbook-${process.geteuid?.()}`;
let shared: string;
beforeEach(() => {
  shared = mkdtempSync(join(tmpdir(), "tillbook-private-"));
  chmodSync(shared, 0o1777);
});
afterEach(() => rmSync(shared, { recursive: true }));

/** Runs TypeScript as stages are run, with a TMPDIR; gives the TMPDIR that its code sees, and its rights. */
async function run(TMPDIR: string): Promise<{ folder: string; mode: number }> {
  const code = `await import("./files.ts"); console.log(process.env.TMPDIR, (await import("fs")).statSync(process.env.TMPDIR).mode & 0o777)`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "@tillbook/pipeline/tsx", "--input-type=module", "-e", code],
    {
      env: { ...process.env, TMPDIR },
      cwd: import.meta.dirname,
    },
  );
  const [folder = "", mode] = stdout.trim().split(" ");
  return { folder, mode: Number(mode) };
}

test("a shared TMPDIR becomes a folder of this account's in it, the same at each run, with tsx's cache", async () => {
  assert.deepEqual(await run(shared), { folder: join(shared, usual), mode: 0o700 });
  assert.deepEqual(await run(shared), { folder: join(shared, usual), mode: 0o700 });
  assert.deepEqual(readdirSync(shared), [usual]);
  assert.deepEqual(readdirSync(join(shared, usual)), [`tsx-${process.geteuid?.()}`]);
});

test("a TMPDIR that is this account's alone stays, so that what is started later has the same", async () => {
  chmodSync(shared, 0o700);
  assert.deepEqual(await run(shared), { folder: shared, mode: 0o700 });
});

test("a folder that others can enter is not used, and tsx-<uid> beside it isn't either", async () => {
  for (const name of [usual, `tsx-${process.geteuid?.()}`]) {
    mkdirSync(join(shared, name));
    chmodSync(join(shared, name), 0o777);
  }
  const { folder, mode } = await run(shared);
  assert.equal(dirname(folder), shared);
  assert.match(basename(folder), /^tillbook-[A-Za-z0-9]{6}$/);
  assert.equal(mode, 0o700);
  assert.deepEqual(
    readdirSync(shared).map((name) => readdirSync(join(shared, name)).length),
    [0, 0],
    "the folder of the run must be gone, and the others empty",
  );
});

test("a link is not followed, to whatever it leads", async () => {
  const target = join(shared, "target");
  mkdirSync(target, { mode: 0o700 });
  symlinkSync(target, join(shared, usual));
  assert.notEqual((await run(shared)).folder, join(shared, usual));
  assert.deepEqual(readdirSync(target), []);
  rmSync(join(shared, usual));
  symlinkSync(join(shared, "nowhere"), join(shared, usual));
  assert.equal(statSync(dirname((await run(shared)).folder)).ino, statSync(shared).ino);
});

test("a TMPDIR where others may rename what is in it, or that isn't there, is refused", async () => {
  chmodSync(shared, 0o777);
  await assert.rejects(run(shared), {
    stderr: /others? accounts may replace what is in it \[SETTING_INVALID\]\n.*try: /,
  });
  await assert.rejects(run(join(shared, "nowhere")), { stderr: /nowhere: ENOENT.*\[SETTING_INVALID\]/ });
});
