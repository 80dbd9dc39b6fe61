import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { en } from "@tillbook/charts";
import { findRoot } from "@tillbook/pipeline";
import { listProblems } from "./check.js";
import { formatCommitted } from "./committed-notebook.js";
import { makeNotebook } from "./new-notebook.js";
import { parseNotebook } from "./notebook.js";

// That the example runs is seen by tests/add-a-chart.e2e.test.ts.

test("a new notebook has the next number, a title, and nothing that make check finds wrong", () => {
  const { file, notebook } = makeNotebook("weekday-sales", ["1-a.ipynb", "12-b.ipynb", "99-c.txt", "Untitled.ipynb"]);
  assert.equal(file, "13-weekday-sales.ipynb");
  const parsed = parseNotebook(file, formatCommitted(notebook));
  assert.equal(parsed.cells[0]?.source[0], "# Weekday sales");
  assert.deepEqual(listProblems([{ name: "a", notebook: parsed }], new Map(), [en]), []);
  assert.equal(makeNotebook("a", []).file, "1-a.ipynb");
});

test("a name that can't be one, and one that a notebook has, are refused with the command to give", () => {
  const refused = ["", "Weekday", "7-a", "a b", "a_b", "-a", "a-", "../a", "ä"];
  for (const name of refused)
    assert.throws(() => makeNotebook(name, []), {
      code: "NOTEBOOK_INVALID",
      message: /hyphens that begins with a letter, got/,
      hint: "make new-notebook NAME=weekday-sales",
    });
  assert.throws(() => makeNotebook("a", ["3-a.ipynb"]), {
    message: "expected a new name, got that of notebooks/3-a.ipynb",
    hint: "make new-notebook NAME=a-2",
  });
});

test("the commands make a notebook, format it after an editor saved it, and name one that is broken", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillbook-new-"));
  const run = (stage: string, ...args: string[]) =>
    spawnSync(
      process.execPath,
      ["--import", "@tillbook/pipeline/tsx", `libs/notebook/src/${stage}.stage.ts`, ...args],
      {
        cwd: findRoot(),
        encoding: "utf8",
      },
    );
  try {
    const made = run("new-notebook", "a-b", folder);
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stderr, /notebooks\/1-a-b\.ipynb is in the next report: make report/);
    assert.equal(run("new-notebook", "a-b", folder).status, 1);
    const file = join(folder, "1-a-b.ipynb");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"execution_count": null', '"execution_count": 5'));
    writeFileSync(join(folder, "2-broken.ipynb"), "{");
    const formatted = run("format", folder);
    assert.equal(formatted.status, 1);
    assert.match(formatted.stderr, /^format {4}notebooks\/1-a-b\.ipynb\nformat {4}failed: notebooks\/2-broken\.ipynb/);
    assert.equal(readFileSync(file, "utf8"), text);
    assert.deepEqual(readdirSync(folder), ["1-a-b.ipynb", "2-broken.ipynb"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
