import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";

// What `make check` says of notebooks, by the command that it runs.

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "tillbook-check-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function check(prose: string, code: string, count: number | null = null): { status: number | null; stderr: string } {
  const cells = [
    { cell_type: "markdown", id: "a", metadata: {}, source: `# The data\n${prose}` },
    { cell_type: "code", id: "b", metadata: {}, source: code, outputs: [], execution_count: count },
  ];
  writeFileSync(join(folder, "1-x.ipynb"), JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  const command = ["--import", "tsx", "libs/notebook/src/check.stage.ts", folder];
  return spawnSync(process.execPath, command, { cwd: findRoot(), encoding: "utf8" });
}

test("a notebook that is right passes without a word", () => {
  const { status, stderr } = check("Each change is against the line above.", "const a = 1;");
  assert.deepEqual([status, stderr], [0, ""]);
});

test("a wrong type fails with notebook, cell and line", () => {
  const { status, stderr } = check("Each change is against the line above.", "const a = 1;\nconst b: string = a;");
  assert.equal(status, 1);
  assert.match(stderr, /^check {5}failed: notebooks\/1-x\.ipynb cell 2 line 2: TypeScript: Type 'number' is not/);
  assert.match(stderr, /\[NOTEBOOK_INVALID\]/);
});

test("a saved execution count fails, with the command that clears it", () => {
  const { status, stderr } = check("Each change is against the line above.", "const a = 1;", 3);
  assert.equal(status, 1);
  assert.match(stderr, /1-x\.ipynb cell 2: expected no saved outputs .* got execution count 3 \[NOTEBOOK_INVALID\]/);
  assert.match(stderr, /nbconvert --clear-output --inplace notebooks\/1-x\.ipynb/);
});

test("a digit in prose fails with notebook, cell and line", () => {
  const { status, stderr } = check("We have 8 stores", "const a = 1;");
  assert.equal(status, 1);
  assert.match(stderr, /1-x\.ipynb cell 1 line 2: expected numbers to come from a cell, got 8 typed into Markdown/);
});

test("prose that a language lacks fails with notebook, cell and line, and the file to add it to", () => {
  const { status, stderr } = check("Prose without German.", "const a = 1;");
  assert.equal(status, 1);
  assert.match(stderr, /1-x\.ipynb cell 1 line 2: expected this in Deutsch too, got none: "Prose without German\."/);
  assert.match(stderr, /try: add it to notebooks in libs\/charts\/src\/locale\/de\.ts/);
});
