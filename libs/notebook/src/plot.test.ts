import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { en } from "@tillbook/charts";
import { findPaths, type Paths, TillbookError } from "@tillbook/pipeline";
import { plotNotebooks } from "./plot.js";

let folder = "";
let paths: Paths;
const log: string[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-plot-"));
  const at = (name: string): string => join(folder, name);
  paths = { ...findPaths(), notebooks: at("executed"), charts: at("charts"), manifests: at("manifests") };
  await mkdir(paths.manifests);
  await mkdir(at("notebooks"));
  for (const stage of ["import", "aggregate"]) writeFileSync(join(paths.manifests, `${stage}.json`), "{}");
});

after(() => rm(folder, { recursive: true, force: true }));

function writeNotebook(name: string, ...sources: string[]): void {
  const cells = [
    { cell_type: "markdown", id: "title", metadata: {}, source: "# Title" },
    ...sources.map((source, i) => ({
      cell_type: "code",
      id: `c${i}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
  ];
  const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(folder, "notebooks", `${name}.ipynb`), JSON.stringify(notebook));
}

async function plot(): Promise<void> {
  log.length = 0;
  const signal = new AbortController().signal;
  const options = { paths, folder: join(folder, "notebooks"), cellTimeoutS: 30, messages: en, signal };
  await plotNotebooks({ ...options, log: (line) => log.push(line.replace(/\d+\.\d s/, "n s")) });
}

const chart = `
import { timeSales } from "@tillbook/charts";
import { show, messages } from "./tables.js";
show(timeSales([{ hour: 8, weekday: 1, store: "Ulm", revenue: "1.00", sales: 1 }], messages));`;

test("only what changed is run again, the same bytes come out, and what is gone is removed", async () => {
  writeNotebook("1-chart", chart);
  writeNotebook("2-text", "console.log(1 + 1);");
  await plot();
  assert.deepEqual(log.sort(), ["1-chart done in n s", "2-text done in n s"]);
  assert.deepEqual(readdirSync(paths.charts).sort(), ["time-sales.csv", "time-sales.json"]);
  const first = readFileSync(join(paths.notebooks, "1-chart.ipynb"), "utf8");

  writeNotebook("2-text", "console.log(1 + 2);");
  await plot();
  assert.deepEqual(log, ["1-chart up to date", "2-text done in n s"]);

  await rm(join(folder, "notebooks", "2-text.ipynb"));
  await rm(join(paths.notebooks, "1-chart.ipynb"));
  await plot();
  assert.deepEqual(log, ["1-chart done in n s"]);
  assert.deepEqual(readdirSync(paths.notebooks), ["1-chart.ipynb"]);
  assert.equal(readFileSync(join(paths.notebooks, "1-chart.ipynb"), "utf8"), first);
});

test("a changed manifest of a table runs every notebook again", async () => {
  writeFileSync(join(paths.manifests, "aggregate.json"), '{"changed":true}');
  await plot();
  assert.deepEqual(log, ["1-chart done in n s"]);
});

test("a failure names notebook, cell, line, source and error, and keeps what was run", async () => {
  writeNotebook("3-fails", "const a = 1;", "const b = a + 1;\n\nthrow new RangeError('got ' + b);");
  await assert.rejects(plot(), (error: TillbookError) => {
    assert.ok(error instanceof TillbookError);
    assert.equal(error.code, "NOTEBOOK_FAILED");
    assert.equal(
      error.message,
      "notebooks/3-fails.ipynb cell 3 line 3: RangeError: got 2, in: throw new RangeError('got ' + b);",
    );
    return true;
  });
  assert.deepEqual(readdirSync(paths.notebooks).sort(), ["1-chart.ipynb", "3-fails.failed.ipynb"]);
});
