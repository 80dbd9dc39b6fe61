import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { en } from "@tillbook/charts";
import { findPaths, type Paths, sha256, type TillbookError } from "@tillbook/pipeline";
import { listLacking, type Plotted, plotNotebooks } from "./plot.js";

// Real kernels, which take seconds to start: each test goes on from what the one before has left.

let folder = "";
let paths: Paths;
let log: string[] = [];

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
  writeNotebookWith({}, name, ...sources);
}

function writeNotebookWith(metadata: object, name: string, ...sources: string[]): void {
  const code = { cell_type: "code", metadata: {}, outputs: [], execution_count: null };
  const cells = [
    { cell_type: "markdown", id: "title", metadata: {}, source: "# Title" },
    ...sources.map((source, i) => ({ ...code, id: `c${i}`, source })),
  ];
  const notebook = { cells, metadata: { kernelspec: { name: "tslab" }, ...metadata }, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(folder, "notebooks", `${name}.ipynb`), JSON.stringify(notebook));
}

function removeNotebooks(...names: string[]): void {
  for (const name of names) rmSync(join(folder, "notebooks", `${name}.ipynb`));
}

function readExecuted(name: string): string {
  return readFileSync(join(paths.notebooks, `${name}.ipynb`), "utf8");
}

async function plot(lacking: string[] = []): Promise<Plotted> {
  log = [];
  const signal = new AbortController().signal;
  const options = { paths, folder: join(folder, "notebooks"), cellTimeoutS: 60, messages: en, lacking, signal };
  return plotNotebooks({ ...options, log: (line) => log.push(line.replace(/\d+\.\d s/, "n s")) });
}

const chart = `
import { timeSales } from "@tillbook/charts";
import { show, messages } from "./tables.js";
show(timeSales([{ hour: 8, weekday: 1, store: "Ulm", revenue: "1.00", sales: 1 }], messages));`;

let plotted: Plotted;

test("what no file has is listed; files without rows do not count", () => {
  const file = (rows: number, lacks?: "sold_at"[]) => ({
    ...{ name: "a.csv", sha256: "0".repeat(64), rows, amount_cents: "0" },
    ...(lacks !== undefined && { lacks }),
  });
  assert.deepEqual(listLacking({ files: [file(2, ["sold_at"]), file(0), file(1, ["sold_at"])] }), ["sold_at"]);
  assert.deepEqual(listLacking({ files: [file(2, ["sold_at"]), file(1)] }), []);
  assert.deepEqual(listLacking({ files: [file(1)] }, { cashiers: "numbers" }), []);
  assert.deepEqual(listLacking({ files: [file(1, ["sold_at"])] }, { cashiers: "off" }), ["sold_at", "cashier"]);
});

test("notebooks are run, and their outputs and charts are written and hashed", async () => {
  writeNotebook("1-chart", chart);
  writeNotebook("2-text", "console.log(1 + 1);", "", "console.log('b');");
  writeFileSync(join(folder, "notebooks", "notes.txt"), "no notebook");
  plotted = await plot();
  assert.deepEqual(log.sort(), ["1-chart done in n s", "2-text done in n s"]);
  assert.deepEqual(readdirSync(paths.charts).sort(), ["time-sales.csv", "time-sales.json"]);
  assert.deepEqual(Object.keys(plotted.charts), ["time-sales.json", "time-sales.csv"]);
  const hashes = ["1-chart", "2-text"].map((name) => [`${name}.ipynb`, sha256(readExecuted(name))]);
  assert.deepEqual(plotted.notebooks, Object.fromEntries(hashes));
  const { cells } = JSON.parse(readExecuted("2-text"));
  assert.deepEqual(
    cells.slice(1).map((cell: { outputs: { text: string }[] }) => cell.outputs.map(({ text }) => text)),
    [["2\n"], [], ["b\n"]],
  );
});

test("a new heading, and results that an editor saved, run no code; the results are below the new text", async () => {
  const file = join(folder, "notebooks/2-text.ipynb");
  const before = JSON.parse(readExecuted("2-text"));
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("# Title", "# New title").replace('"execution_count":null', '"execution_count":7'));
  await plot();
  assert.deepEqual(log, ["1-chart unchanged", "2-text has a new text; its code was not run again"]);
  const { cells } = JSON.parse(readExecuted("2-text"));
  assert.deepEqual(cells[0].source, ["# New title"]);
  assert.deepEqual(cells.slice(1), before.cells.slice(1));
  writeFileSync(file, text);
  await plot();
  assert.deepEqual(JSON.parse(readExecuted("2-text")), before);
});

test("what is unchanged is not run again, and what is gone is removed", async () => {
  writeFileSync(join(paths.notebooks, "9-gone.ipynb"), "{}");
  writeFileSync(join(paths.charts, "gone.json"), "{}");
  assert.deepEqual(await plot(), plotted);
  assert.deepEqual(log, ["1-chart unchanged", "2-text unchanged"]);
  assert.deepEqual(readdirSync(paths.notebooks).sort(), ["1-chart.ipynb", "2-text.ipynb"]);
  assert.deepEqual(readdirSync(paths.charts).sort(), ["time-sales.csv", "time-sales.json"]);
});

test("pictures keep their texts, a display is what it was last, and a notebook of text alone is one", async () => {
  writeNotebook("3-words", "");
  const words = join(folder, "notebooks", "3-words.ipynb");
  writeFileSync(words, readFileSync(words, "utf8").replace("# Title", "# Title\\n\\n![A dot](dot.svg)"));
  writeFileSync(join(folder, "notebooks", "dot.svg"), "<svg></svg>");
  writeNotebook(
    "4-shown",
    `import { showPicture } from "./tables.js";\nshowPicture("<svg></svg>", "Nothing yet");`,
    `import { display, newDisplay } from "tslab";\nconst shown = newDisplay();\nshown.text("before");\ndisplay.html("<b>a</b>");`,
    `shown.text("after");`,
  );
  await plot();
  const { cells } = JSON.parse(readExecuted("4-shown"));
  assert.deepEqual(cells[1].outputs[0].metadata, { "image/svg+xml": { alt: "Nothing yet" } });
  assert.deepEqual(
    cells[2].outputs.map(({ data }: { data: unknown }) => data),
    [{ "text/plain": "after" }, { "text/html": "<b>a</b>" }],
  );
  assert.deepEqual(JSON.parse(readExecuted("3-words")).cells[0].attachments, {
    "dot.svg": { "image/svg+xml": "<svg></svg>" },
  });
  removeNotebooks("3-words", "4-shown");
});

/** Plots what must fail; resolves to all messages, in the order in which they are printed. */
async function fail(): Promise<string[]> {
  try {
    await plot();
  } catch (error) {
    const all: TillbookError[] = error instanceof AggregateError ? error.errors : [error];
    return all.map(({ message, code }) => `${message} [${code}]`);
  }
  throw new Error("expected a failure");
}

test("all errors of all notebooks are named at once; what can run has run, and a failed one is not under its good name", async () => {
  writeNotebook("2-text", "console.log('before');", "const b = 1;\n\nthrow new RangeError('got ' + b);");
  writeNotebook("3-types", "const a: string = 1;", "\nc;");
  writeNotebook("4-fails", "throw new Error('fourth');");
  writeFileSync(join(folder, "notebooks", "5-cut.ipynb"), '{\n"cells": [');
  writeNotebook("Untitled", "wrong(");
  assert.deepEqual(await fail(), [
    'notebooks/5-cut.ipynb line 2: expected JSON, got: "cells": [ [NOTEBOOK_INVALID]',
    "notebooks/2-text.ipynb cell 3 line 3: RangeError: got 1, in: throw new RangeError('got ' + b); [NOTEBOOK_FAILED]",
    "notebooks/3-types.ipynb cell 2 line 1: TypeScript: Type 'number' is not assignable to type 'string'., in: const a: string = 1; [NOTEBOOK_FAILED]",
    "notebooks/3-types.ipynb cell 3 line 2: TypeScript: Cannot find name 'c'., in: c; [NOTEBOOK_FAILED]",
    "notebooks/4-fails.ipynb cell 2 line 1: Error: fourth, in: throw new Error('fourth'); [NOTEBOOK_FAILED]",
  ]);
  assert.match(log.shift()!, /^left out as scratch: Untitled\.ipynb; rename/);
  assert.deepEqual(log.sort(), ["1-chart unchanged", "2-text failed after n s", "4-fails failed after n s"]);
  const made = ["1-chart.ipynb", "2-text.failed.ipynb", "4-fails.failed.ipynb"];
  assert.deepEqual(readdirSync(paths.notebooks).sort(), made);
  assert.match(readExecuted("2-text.failed"), /"before\\n"[\s\S]*"ename": "RangeError"[\s\S]*"inputs": ""/);
});

test("a chart shown twice names both cells, and a notebook that shows nothing is named", async () => {
  removeNotebooks("2-text", "3-types", "4-fails", "5-cut", "Untitled");
  writeNotebook("2-again", "const a = 1;", chart);
  writeNotebook("3-silent", "const a = 1;", "a + 1;\nconst b = a;");
  assert.deepEqual(await fail(), [
    "notebooks/2-again.ipynb cell 3: expected one chart named time-sales, got another in notebooks/1-chart.ipynb cell 2 [NOTEBOOK_INVALID]",
    "notebooks/3-silent.ipynb: expected a chart or a text besides the title, got none from its 2 code cells [NOTEBOOK_INVALID]",
  ]);
  removeNotebooks("2-again", "3-silent");
});

test("the same inputs give the same bytes, and a notebook that can't be read is made again", async () => {
  writeFileSync(join(paths.notebooks, "1-chart.ipynb"), "{");
  const again = await plot();
  assert.deepEqual(log, ["1-chart done in n s"]);
  assert.deepEqual(again.notebooks, { "1-chart.ipynb": plotted.notebooks["1-chart.ipynb"] });
  assert.deepEqual(again.charts, plotted.charts);
  assert.deepEqual(readdirSync(paths.notebooks), ["1-chart.ipynb"]);
});

test("a notebook that needs what the files lack is left out, and is back when they have it", async () => {
  writeNotebookWith({ tillbook: { needs: "sold_at" } }, "9-needs", "console.log(9);");
  const without = await plot(["sold_at"]);
  assert.ok(!("9-needs.ipynb" in without.notebooks) && !existsSync(join(paths.notebooks, "9-needs.ipynb")));
  assert.ok(log.includes("9-needs left out: the files have no sold_at"));
  assert.ok("9-needs.ipynb" in (await plot()).notebooks);
  writeNotebookWith({ tillbook: { needs: "sold_at or category" } }, "9-needs", "console.log(9);");
  assert.ok("9-needs.ipynb" in (await plot(["sold_at"])).notebooks);
  assert.ok(!("9-needs.ipynb" in (await plot(["sold_at", "category"])).notebooks));
});
