import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { tieToParent } from "@tillbook/pipeline";
import { findFreePort } from "@tillbook/services";
import { connect, type Row, type Session, SparkError } from "@tillbook/spark-connect";
import { toPlain } from "../libs/spark-connect/src/test-plain.js";
import { groups } from "../libs/spark-connect/src/test-queries.js";
import { startTestServer, type TestServer } from "../libs/spark-connect/src/test-server.js";

// What our client's README says of Sail, a Spark Connect server in Rust: what works there, and how many queries have Spark's rows.

/** Sail asks PySpark for the version to name, and refuses one above 4.1. */
const packages = ["pysail==0.7.2", "pyspark-client==4.1.1"];

/** The share of the queries that Sail answers as Spark does: with the same rows, or with an error. */
const least: Readonly<Record<string, number>> = { values: 0.8, functions: 0.95, statements: 0.75, errors: 0.85 };

let folder: string;
let spark: TestServer;
let sail: ChildProcess;
let onSpark: Session;
let onSail: Session;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillbook-sail-"));
  const bin = join(folder, "python/bin");
  execFileSync("python3", ["-m", "venv", join(folder, "python")]);
  execFileSync(join(bin, "python"), ["-m", "pip", "install", "--quiet", ...packages]);
  const port = await findFreePort();
  const command = ["spark", "server", "--ip", "127.0.0.1", "--port", String(port)];
  sail = spawn(...tieToParent(join(bin, "sail"), command, "KILL"), { cwd: folder, stdio: "ignore" });
  spark = await startTestServer();
  [onSpark, onSail] = await Promise.all([connect(spark.url), connect(`sc://127.0.0.1:${port}`, { timeoutMs: 60_000 })]);
  const settings = { "spark.sql.session.timeZone": "UTC", "spark.sql.timeType.enabled": true };
  for (const session of [onSpark, onSail]) await session.setConfig(settings);
});

after(async () => {
  await Promise.all([onSpark?.close(), onSail?.close()]);
  await spark?.stop();
  sail?.kill("SIGKILL");
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function ask(session: Session, query: string): Promise<unknown> {
  try {
    return (await session.rows(query)).map((row: Row) => toPlain(row));
  } catch (error) {
    assert.ok(error instanceof SparkError, String(error));
    return "refused";
  }
}

for (const [group, share] of Object.entries(least)) {
  test(`of the ${group}, at least ${100 * share} % have the answer that Spark gives`, async (context) => {
    const different: string[] = [];
    let refused = 0;
    for (const query of groups[group]!) {
      const [expected, got] = [await ask(onSpark, query), await ask(onSail, query)];
      if (expected === "refused") refused++;
      if (!isDeepStrictEqual(got, expected)) different.push(query);
    }
    const { length } = groups[group]!;
    context.diagnostic(
      `${group}: ${length - different.length} of ${length} are the same; different: ${different.join("; ")}`,
    );
    assert.ok(length - different.length >= share * length);
    // one of the functions gets a value of the wrong type
    assert.ok(refused <= 1 || group === "errors", `Spark refused ${refused}`);
  });
}

test("frames, parameters, schemas, Arrow, files, views and the catalog work", async () => {
  const sales = onSail.createDataFrame([
    { store: "Nord", amount: 1.5 },
    { store: "Süd", amount: 2 },
  ]);
  const sums = sales.groupBy("store").agg("sum(amount) as revenue").orderBy("store");
  assert.deepEqual(await sums.collect(), [
    { store: "Nord", revenue: 1.5 },
    { store: "Süd", revenue: 2 },
  ]);
  assert.deepEqual(await sales.filter("amount > :least", { least: 1.7 }).collect(), [{ store: "Süd", amount: 2 }]);
  assert.deepEqual(
    (await sums.schema()).map(({ name }) => name),
    ["store", "revenue"],
  );
  assert.equal((await sales.toArrow()).numRows, 2);
  const file = `file://${join(folder, "sales.parquet")}`;
  await sales.write({ path: file, format: "parquet" });
  const both = onSail.read.parquet(file).join(sales, ["store"], "inner");
  assert.equal((await both.select("store").collect()).length, 2);
  await sums.createOrReplaceTempView("sums");
  assert.deepEqual(await onSail.query("select count(*) as n from sums").collect(), [{ n: 2 }]);
  await sums.saveAsTable("kept");
  const tables = await onSail.catalog.listTables();
  assert.deepEqual(
    tables.map((table) => table["tableName"]),
    ["kept", "sums"],
  );
});

test("a query is aborted", async () => {
  const endless = "select count(*) from range(100000000000) a where hash(id) = 1";
  const signal = AbortSignal.timeout(500);
  await assert.rejects(onSail.rows(endless, {}, { signal }), { name: "TimeoutError" });
});

test("a session can't be cloned, an error has no class, and MySQL isn't read", async () => {
  await assert.rejects(onSail.cloneSession());
  await assert.rejects(onSail.rows("select nothing from nowhere"), { errorClass: undefined });
  await assert.rejects(onSail.read.jdbc({ url: "jdbc:mysql://127.0.0.1:9/", dbtable: "sales" }).collect());
});
