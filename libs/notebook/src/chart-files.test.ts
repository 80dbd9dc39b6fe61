import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { de, en, type Figure } from "@tillbook/charts";
import { sha256 } from "@tillbook/pipeline";
import { writeCharts } from "./chart-files.js";

let home = "";
before(async () => {
  home = await mkdtemp(join(tmpdir(), "tillbook-chart-files-"));
});
after(() => rm(home, { recursive: true }));

function chart(name: string): Figure {
  const columns = [{ label: "Revenue", align: "right" as const }];
  return {
    data: [{ y: [1] }],
    layout: { meta: { name, title: "", alt: "", table: { columns, rows: [["1.234,5"]] } } },
  };
}

test("a chart is written as JSON, its table as CSV, and their hashes are given", async () => {
  const folder = join(home, "new/charts");
  const hashes = await writeCharts([chart("b-1"), chart("a")], folder, de.numbers);
  assert.deepEqual((await readdir(folder)).sort(), ["a.csv", "a.json", "b-1.csv", "b-1.json"]);
  const json = await readFile(join(folder, "a.json"), "utf8");
  assert.equal(json, `${JSON.stringify(chart("a"), undefined, 1)}\n`);
  assert.equal(await readFile(join(folder, "a.csv"), "utf8"), "Revenue\n1234.5\n");
  assert.deepEqual(Object.keys(hashes), ["b-1.json", "b-1.csv", "a.json", "a.csv"]);
  assert.equal(hashes["a.json"], sha256(json));
  assert.equal(hashes["b-1.csv"], sha256("Revenue\n1234.5\n"));
});

test("files of charts that are gone are removed, and pictures that the report made stay", async () => {
  const folder = join(home, "old");
  await mkdir(join(folder, "gone"), { recursive: true });
  for (const file of ["a.svg", "a.png", "b.svg", "b.json", "gone/c.csv", "a.txt"])
    await writeFile(join(folder, file), "");
  await writeCharts([chart("a")], folder, en.numbers);
  assert.deepEqual((await readdir(folder)).sort(), ["a.csv", "a.json", "a.png", "a.svg"]);
});

test("a name that is none of a file is refused, and nothing is written", async () => {
  const folder = join(home, "refused");
  for (const name of ["../a", "A", "", "a b"]) {
    await assert.rejects(writeCharts([chart(name)], folder, en.numbers), {
      message: `expected a chart's name like "monthly-sales", got "${name}"`,
    });
  }
  await assert.rejects(readdir(folder), { code: "ENOENT" });
});
