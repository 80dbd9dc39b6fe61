import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, findRoot, type Paths } from "@tillbook/pipeline";
import { connect } from "../../spark-connect/src/index.js";
import { type EmbeddedSpark, startEmbeddedSpark } from "./embedded-spark.js";

// In a folder with a blank, which Java's properties and command line must stand.

let paths: Paths;
let spark: EmbeddedSpark;
before(async () => {
  const root = await mkdtemp(join(tmpdir(), "tillbook spark-"));
  for (const name of [".venv", ".cache"]) await symlink(join(findRoot(), name), join(root, name));
  paths = findPaths(root);
  spark = await startEmbeddedSpark({ paths, memory: "512m", isShort: true });
});
after(async () => {
  await spark?.stop();
  await rm(paths.root, { recursive: true });
});

test("a client with the token has Spark, with its classes at hand; one with another token is refused", async () => {
  const session = await connect(spark.remote);
  // a table of one's own is written and read: Java's reflection, the shuffle and the files of Spark
  await session.sql("create table t using parquet as select id, cast(id as string) as name from range(100)");
  const rows = await session.query("select count(distinct name) as names, sum(id) as ids from t").collect();
  assert.deepEqual(
    rows.map(({ names, ids }) => [Number(names), Number(ids)]),
    [[100, 4950]],
  );
  const [zone] = await session.query("select cast(current_timezone() as string) as zone").collect();
  assert.match(String(zone?.["zone"]), /^(Etc\/)?(UTC|GMT)/);
  await session.close();
  const other = spark.remote.replace(/token=.*?;/, "token=x;");
  await assert.rejects(
    connect(other, { retry: { maxRetries: 0 } }).then((refused) => refused.sql("select 1")),
    { grpcCode: "UNAUTHENTICATED" },
  );
});

test("a server that was stopped is gone, with its files", async () => {
  const before = await readdir(paths.data);
  const other = await startEmbeddedSpark({ paths, memory: "512m", isShort: true });
  assert.equal(other.isRunning(), true);
  await other.stop();
  assert.deepEqual([other.isRunning(), spark.isRunning()], [false, true]);
  assert.deepEqual(await readdir(paths.data), before);
});
