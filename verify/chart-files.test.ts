import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Figure } from "@tillbook/charts";
import { findPaths } from "@tillbook/pipeline";
import { compareChartFiles } from "./chart-files.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-chart-files-"));
after(() => rm(folder, { recursive: true }));

const table = {
  columns: [],
  rows: [
    ["Nord", "€1,000.50", "3"],
    ["Süd", "€2.00", "4"],
  ],
};

/** What is found of a chart whose files are as given; by default they are right. */
async function find(csv?: string, json?: string, meta: object = { name: "sales", table }): Promise<string[]> {
  const figure = { data: [], layout: { meta } } as unknown as Figure;
  await writeFile(join(folder, "sales.json"), json ?? `${JSON.stringify(figure, undefined, 1)}\n`);
  await writeFile(join(folder, "sales.csv"), csv ?? "\ufeffStore,Revenue,Sales\nNord,1000.50,3\nSüd,2.00,4\n");
  const findings: string[] = [];
  await compareChartFiles({ ...findPaths(), charts: folder }, figure, findings);
  return findings;
}

test("files that have what the notebook's chart has are right, however the numbers are written", async () => {
  assert.deepEqual(await find(), []);
  assert.deepEqual(await find("", undefined, { name: "sales" }), []);
});

test("the first row that differs is named with its line, also a missing one, and a changed JSON file", async () => {
  const start = "build/charts/sales.csv:3: expected Süd, €2.00, 4 as in the chart's table, got";
  assert.deepEqual(await find("Store,Revenue,Sales\nNord,1000.50,3\nSüd,2.01,4\n"), [`${start} Süd, 2.01, 4`]);
  assert.deepEqual(await find("Store,Revenue,Sales\nNord,1000.50,3\n"), [`${start} nothing`]);
  assert.deepEqual(await find(undefined, "{}\n"), ["build/charts/sales.json differs from the chart in its notebook"]);
});

test("files that are missing differ", async () => {
  const findings: string[] = [];
  const figure = { data: [], layout: { meta: { name: "other", table } } } as unknown as Figure;
  await compareChartFiles({ ...findPaths(), charts: folder }, figure, findings);
  assert.equal(findings.length, 2);
  assert.match(findings[1] ?? "", /^build\/charts\/other\.csv:2: expected Nord, .*, got nothing$/);
});
