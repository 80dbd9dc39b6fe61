import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { hashArtefacts } from "./artefacts.js";
import { type Checkout, copyBuiltCheckout, type Ended, sharedSpark } from "./checkout.js";
import { judge, killAt, kinds, reset } from "./killed-run.js";
import { createRandom } from "./random.js";
import { type Reader, watchTables } from "./reader.js";

// What goes wrong in a run, while somebody reads all tables: the next `make report` must end with the bytes of a run that
// nothing disturbed. The tests use one checkout, in this order; `make test-kills` has more moments.

const other = { SALES_ROWS: "4000", SALES_SEED: "2" };

let checkout: Checkout;
let reader: Reader;
let undisturbed: ReadonlyMap<string, string>;
before(async () => {
  checkout = await copyBuiltCheckout();
  undisturbed = await hashArtefacts(checkout.root);
  reader = watchTables(checkout.root);
});
after(async () => {
  await reader?.stop();
  checkout?.remove();
});

test("kill -9 of MariaDB, of Spark, of everything, at a random moment: the next run ends as if nothing had been", async () => {
  const random = createRandom(9);
  const moments = {
    mariadb: { stage: "import", afterMs: 500 * random() },
    // Spark is there for some seconds only.
    spark: { stage: "aggregate", afterMs: 2500 * random() },
    everything: { stage: "plot", afterMs: 4000 * random() },
  } as const;
  for (const [kind, moment] of Object.entries(moments)) {
    // Old results of others, to be replaced.
    assertSuccess(await checkout.make("aggregate", { ...other, ...sharedSpark }));
    if (kind === "everything") reset(checkout, false);
    else removeBuild();
    const settings = kind === "spark" ? {} : sharedSpark;
    const killed = await killAt(checkout, kinds[kind]!.processes, moment, settings);
    assert.notEqual(killed.ended.code, 0, `${kind}: expected to be killed, got ${killed.ended.output}`);
    await assertUndisturbed(await checkout.make("report", settings));
  }
});

test("two make report at once in one checkout: one waits for the other, and both end with the same bytes", async () => {
  removeBuild();
  const both = await Promise.all([checkout.make("report", sharedSpark), checkout.make("report", sharedSpark)]);
  for (const ended of both) assertSuccess(ended);
  const waiting = both.filter(({ output }) => /^pdf +waiting for the run with pid \d+ to end$/m.test(output));
  assert.equal(waiting.length, 1);
  await assertUndisturbed(both[0]);
});

test("other sales imported in between, by another run that ends before the results: the settings' own come back", async () => {
  assertSuccess(await checkout.make("import", other));
  await assertUndisturbed(await checkout.make("report", sharedSpark));
});

test("tables behind which the database had still to tidy up are known for the next run, after import alone and after more", async () => {
  const file = join(checkout.root, ".data", "known-tables.json");
  for (const target of ["import", "aggregate"]) {
    writeFileSync(file, readFileSync(file, "utf8").replaceAll('"isUntidy":false', '"isUntidy":true'));
    assert.match(readFileSync(file, "utf8"), /"isUntidy":true/);
    assertSuccess(await checkout.make(target, sharedSpark));
    assert.doesNotMatch(readFileSync(file, "utf8"), /"isUntidy":true/, target);
  }
});

const skip = canMount() ? false : "only root can mount a small disk, and not in every container";

test("a full disk under build/ is named by each stage that meets it, and with room the next run ends as ever", {
  skip,
}, async () => {
  reset(checkout, false);
  const build = join(checkout.root, "build");
  await withDisk(build, "200k", async (resize) => {
    for (const [size, stage] of [
      ["200k", "generate"],
      ["2400k", "plot|html"],
    ] as const) {
      resize(size);
      const ended = await checkout.make("report", sharedSpark);
      assert.notEqual(ended.code, 0);
      assert.match(
        ended.output,
        new RegExp(
          `^(${stage}) +failed: the disk is full: .*\\[DISK_FULL\\]\\n(${stage}) +try: free space on the disk`,
          "m",
        ),
      );
    }
    resize("100m");
    await assertUndisturbed(await checkout.make("report", sharedSpark));
  });
});

test("a full disk of MariaDB's stops its start or the import, keeps the old tables, and with room the next run ends as ever", {
  skip,
}, async () => {
  reset(checkout, true);
  reader.forget();
  const folder = join(checkout.root, ".data");
  await withDisk(folder, "420m", async () => {
    await assertUndisturbed(await checkout.make("report", sharedSpark));
    const filler = join(folder, "filler");
    for (const [leftBytes, failure] of [
      [4e6, /^mysql +failed: the disk is full: the embedded MariaDB .*\[DISK_FULL\]\nmysql +try: free space/m],
      [
        18e6,
        /^import +failed: MySQL's disk is full; its tables are whole: .*\[MYSQL_REFUSED\]\nimport +try: free space/m,
      ],
    ] as const) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(bavail * bsize - leftBytes));
      const ended = await checkout.make("import", { ...other, SALES_ROWS: "100000" });
      assert.notEqual(ended.code, 0);
      assert.match(ended.output, failure);
      rmSync(filler);
    }
    await assertUndisturbed(await checkout.make("report", sharedSpark));
  });
});

test("whoever read the tables all the while saw no half of one, no mix, and no status that lies", () => {
  assert.deepEqual(reader.violations(), []);
  assert.ok(reader.reads() > 100, `expected more than ${reader.reads()} looks`);
});

async function assertUndisturbed(ended: Ended): Promise<void> {
  assert.deepEqual(await judge(checkout, ended, undisturbed), [], ended.output);
}

/** Removes what was made; the stages that Nx remembers come back from its cache, import and aggregate work. */
function removeBuild(): void {
  rmSync(join(checkout.root, "build"), { recursive: true, force: true });
}

function assertSuccess(ended: Ended): void {
  assert.equal(ended.code, 0, ended.output);
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "tillbook-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

/** Has a disk of so many bytes, in memory, in place of a folder, while `work` lasts. */
async function withDisk(folder: string, size: string, work: (resize: (size: string) => void) => Promise<void>) {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  try {
    await work((size) => void execFileSync("mount", ["-o", `remount,size=${size}`, folder]));
  } finally {
    // What was started there may need a moment to end.
    execFileSync("umount", ["--lazy", folder]);
  }
}
