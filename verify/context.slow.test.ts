import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, findRoot, formatManifest, type Paths, readSettings, sha256 } from "@tillbook/pipeline";
import { startTestDatabase, type TestDatabase } from "../spark/test-database.js";
import { readContext } from "./context.js";
import type { VerifyContext } from "./verify.js";

let database: TestDatabase;
let paths: Paths;
before(async () => {
  database = await startTestDatabase();
  const root = await mkdtemp(join(tmpdir(), "tillbook-context-"));
  paths = findPaths(root);
  await cp(join(findRoot(), "spark"), join(root, "spark"), {
    recursive: true,
    filter: (file) => !/\.(test|stage)\.ts$/.test(file),
  });
  await mkdir(paths.csv, { recursive: true });
  await mkdir(paths.manifests, { recursive: true });
  await writeFile(join(paths.csv, "sales-01.csv"), "sold_on\n");
});
after(async () => {
  await rm(paths.root, { recursive: true, force: true });
  await database.stop();
});

const hash = sha256("");
const files = [{ name: "sales-01.csv", sha256: hash, rows: 1, amount_cents: "1000" }];
const manifests: Record<string, object> = {
  generate: {
    settings: { rows: 1, stores: 1, days: 1, start: "2025-01-01", seed: 1 },
    files,
    rows: 1,
    amount_cents: "1000",
  },
  import: {
    files,
    first_day: "2025-01-01",
    last_day: "2025-01-31",
    table_fingerprint: "1:10.00:1",
    changed_since_import: false,
    server_version: "MariaDB 11.4.5",
  },
  aggregate: { queries: hash, read: "1:10.00:1", wrote: {}, spark_version: "4.0.0" },
  plot: { notebooks: {}, charts: {} },
  html: { sha256: hash, plot: hash, sections: 0, charts: 0, pictures: {}, chromium_version: "1", plotly_version: "1" },
  pdf: { sha256: hash, html: hash, pages: 1, chromium_version: "1" },
};

/** Reads what the checks look at, with all manifests but those that are changed. */
async function read(
  changes: Record<string, object | undefined> = {},
  env: Record<string, string> = {},
): Promise<VerifyContext> {
  await rm(paths.manifests, { recursive: true });
  await mkdir(paths.manifests);
  for (const [stage, manifest] of Object.entries({ ...manifests, ...changes }))
    if (manifest !== undefined) await writeFile(join(paths.manifests, `${stage}.json`), formatManifest(manifest));
  const again = findPaths(paths.root, join(paths.root, "again"));
  return readContext(readSettings(env), paths, again, database.connection, new AbortController().signal);
}

test("manifests, CSV files and queries are read, and the report is of all days of the data", async () => {
  const { connection } = database;
  await connection.query("create table monthly_sales (year int, month int, day int, store varchar(100))");
  await connection.query("insert into monthly_sales values (2025, 1, 2, 'Nord')");
  const context = await read();
  assert.deepEqual(context.manifests, manifests);
  assert.deepEqual([...context.csvFiles.keys()], ["sales-01.csv"]);
  assert.ok(context.queries.some(({ name }) => name === "monthly_sales"));
  assert.ok(context.queries.every(({ name }) => context.secondPath.has(name)));
  const { report, database: name } = context.seen;
  assert.deepEqual(
    [report.period.first, report.period.last, report.store, name],
    ["2025-01-02", "2025-01-02", undefined, "tillbook"],
  );
  assert.deepEqual(context.notChecked, []);
});

test("own files have no manifest of generate, while generated ones need theirs", async () => {
  const own = join(paths.root, "own");
  await mkdir(own);
  await writeFile(join(own, "mine.csv"), "sold_on\n");
  const context = await read({ generate: undefined }, { SALES_CSV: own });
  assert.equal(context.manifests.generate, undefined);
  assert.deepEqual([...context.csvFiles.keys()], ["mine.csv"]);
  await assert.rejects(read({ generate: undefined }), {
    code: "VERIFY_FAILED",
    message: "expected a report to verify, found no build/manifests/generate.json",
  });
  await assert.rejects(read({ pdf: undefined }), /found no build\/manifests\/pdf\.json/);
  await assert.rejects(read({ plot: { notebooks: 1 } }), { code: "VERIFY_FAILED", message: /plot\.json/ });
});

test("amounts are told in the currency of the import, in the report's language", async () => {
  const { numbers } = (await read({ import: { ...manifests["import"], currency: "USD" } })).messages;
  assert.equal(numbers.currency.symbol, "$");
  assert.equal((await read()).messages.numbers.currency.symbol, "€");
  assert.notEqual((await read({}, { REPORT_LOCALE: "de" })).messages, (await read()).messages);
});

test("without results the report is of the days of the import, unless it is of a period or a store", async () => {
  await database.connection.query("drop table monthly_sales");
  const { report } = (await read()).seen;
  assert.deepEqual([report.data.first, report.period.last], ["2025-01-01", "2025-01-31"]);
  await assert.rejects(read({}, { REPORT_PERIOD: "2025-01" }));
  await assert.rejects(read({}, { REPORT_STORE: "Nord" }));
  await assert.rejects(read({ import: { ...manifests["import"], first_day: null } }));
  await assert.rejects(read({ import: { ...manifests["import"], last_day: null } }));
});
