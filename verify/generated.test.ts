import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { generateSales } from "@tillbook/dataset";
import { findPaths } from "@tillbook/pipeline";
import { checkGenerated } from "./generated.js";
import type { VerifyContext } from "./verify.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-generated-"));
after(() => rm(folder, { recursive: true }));
const settings = { rows: 500, stores: 2, days: 60, start: "2025-01-01", seed: 42 };

async function check(generate?: object): Promise<{ found: string; findings: string[] }> {
  const findings: string[] = [];
  const context = { again: findPaths(folder), manifests: { generate }, signal: new AbortController().signal };
  const found = await checkGenerated(context as unknown as VerifyContext, findings);
  return { found, findings };
}

test("files that are the same when they are generated again are right, and so are files of your own", async () => {
  const files = await generateSales(settings, { folder });
  assert.deepEqual(await check({ settings, files }), {
    found: "10 CSV files have the same bytes when they are generated again",
    findings: [],
  });
  assert.deepEqual(await check(), { found: "the files are not generated", findings: [] });
});

test("settings that give other files are found, and the first file that differs is named", async () => {
  const files = await generateSales(settings, { folder });
  const start = "build/manifests/generate.json: its settings give other files, the first";
  const { findings } = await check({ settings: { ...settings, seed: 43 }, files });
  assert.deepEqual(findings, [`${start} sales-01.csv; was its seed edited?`]);
  const changed = files.map((file, i) => (i === 2 ? { ...file, sha256: "other" } : file));
  assert.deepEqual((await check({ settings, files: changed })).findings, [
    `${start} sales-03.csv; was its seed edited?`,
  ]);
});
