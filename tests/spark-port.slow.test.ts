import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findPaths, findRoot } from "@tillbook/pipeline";
import { startEmbeddedSpark } from "@tillbook/services";
import { connect } from "@tillbook/spark-connect";
import { callBlockManager, callDriver, fetchFile } from "./spark-port.js";

test("the embedded Spark's own ports read nothing from who doesn't know its secret", async () => {
  const root = mkdtempSync(join(tmpdir(), "tillbook-ports-"));
  for (const name of [".venv", ".cache"]) symlinkSync(join(findRoot(), name), join(root, name));
  const paths = findPaths(root);
  const spark = await startEmbeddedSpark({ paths, memory: "512m", isShort: true });
  try {
    const session = await connect(spark.remote);
    await session.sql("select 1");
    await session.close();
    const folder = readdirSync(paths.data).find((name) => /^spark-\d/.test(name)) ?? "";
    const properties = readFileSync(join(paths.data, folder, "spark.properties"), "utf8");
    const port = (key: string): number => Number(new RegExp(`^${key} (\\d+)$`, "m").exec(properties)?.[1]);
    await assert.rejects(callDriver(port("spark.driver.port")), /not authenticated/);
    await assert.rejects(callBlockManager(port("spark.driver.blockManager.port")), /not authenticated/);
    // Files of a session are served to anybody: ours have none, and no path leads out of their folder to the token.
    const artifacts = readdirSync(join(paths.data, folder)).find((name) => name.startsWith("artifacts-")) ?? "";
    assert.deepEqual(readdirSync(join(paths.data, folder, artifacts)), []);
    writeFileSync(join(paths.data, folder, artifacts, "file"), "");
    await fetchFile(port("spark.driver.port"), "/artifacts/file");
    await assert.rejects(fetchFile(port("spark.driver.port"), "/artifacts/../spark.properties"), /not served/);
  } finally {
    await spark.stop();
    rmSync(root, { recursive: true });
  }
});
