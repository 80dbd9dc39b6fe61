import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { de, en } from "@tillbook/charts";
import { findPaths } from "@tillbook/pipeline";
import { listProblems, listUntranslatedCharts, listUnusedTexts } from "./check.js";
import type { Cell, Notebook } from "./notebook.js";

const german = { ...de, notebooks: { "# The data": "# Die Daten", "Sold {0}.": "{0} verkauft." } };

function makeNotebook(prose: string, code: string, saved: Partial<Cell> = {}): Notebook {
  const cells = [
    { cell_type: "markdown", id: "a", metadata: {}, source: `# The data\n${prose}` },
    { cell_type: "code", id: "b", metadata: {}, source: code, outputs: [], execution_count: null, ...saved },
  ];
  return { cells, metadata: { kernelspec: { name: "tslab" } }, nbformat: 4, nbformat_minor: 5 };
}

test("a notebook that is right has no problem", () => {
  const notebook = makeNotebook("", `say(translate\`Sold \${a}.\`);`);
  assert.deepEqual(listProblems([{ name: "1-x", notebook }], new Map(), [german, en]), []);
});

test("each problem is named with notebook, cell and line, and what to do; an error of types comes first", () => {
  const notebook = makeNotebook("We have 8 stores", "const a = 1;", { execution_count: 3 });
  const failure = { cell: 0, line: 1, name: "TypeScript", message: "wrong" };
  const others = { name: "2-y", notebook: makeNotebook("", "") };
  const problems = listProblems([{ name: "1-x", notebook }, others], new Map([["1-x", [failure]]]), [german]);
  assert.deepEqual(
    problems.map(({ code, message, hint }) => [code, message, hint]),
    [
      [
        "NOTEBOOK_INVALID",
        "notebooks/1-x.ipynb cell 2 line 1: TypeScript: wrong",
        "make jupyter, and fix notebooks/1-x.ipynb",
      ],
      [
        "NOTEBOOK_INVALID",
        "notebooks/1-x.ipynb cell 2: expected no saved outputs and no execution count, got execution count 3",
        "make format",
      ],
      [
        "NOTEBOOK_INVALID",
        "notebooks/1-x.ipynb cell 1 line 2: expected numbers to come from a cell, got 8 typed into Markdown",
        "write the sentence in a code cell, with say(); where it is a name or an example, write it as `code`",
      ],
      [
        "NOTEBOOK_INVALID",
        'notebooks/1-x.ipynb cell 1 line 2: expected this in Deutsch too, got none: "We have 8 stores"',
        "add it to `notebooks` in libs/charts/src/locale/de.ts",
      ],
    ],
  );
});

test("a translation that no notebook needs is named with the file to remove it from", () => {
  const texts = { ...german.notebooks, "Gone is\nthis.": "Weg." };
  const notebooks = [
    { name: "1-x", notebook: makeNotebook("", "") },
    { name: "2-y", notebook: makeNotebook("", `say(translate\`Sold\n  \${a}.\`);`) },
  ];
  const charts = ["const alt = translate`Bars`;"];
  const unused = listUnusedTexts(notebooks, charts, [en, { ...german, notebooks: { ...texts, Bars: "Balken" } }]);
  assert.deepEqual(
    unused.map(({ message, hint }) => [message, hint]),
    [
      [
        'libs/charts/src/locale/de.ts: expected only texts of notebooks and charts, got "Gone is\\nthis.", which none has',
        "remove it from `notebooks` in libs/charts/src/locale/de.ts",
      ],
    ],
  );
});

test("a chart's text that a language lacks is named with its file and line", () => {
  const source = `const a = 1;\nconst title = translate\`Most: \${a}\`;\nconst alt = translate\`Sold \${a}.\`;`;
  const [problem, ...others] = listUntranslatedCharts({ file: "libs/charts/src/a.ts", source }, [german, en]);
  assert.equal(problem?.message, 'libs/charts/src/a.ts:2: expected this in Deutsch too, got none: "Most: {0}"');
  assert.deepEqual(others, []);
});

test("make check prints the problems of all notebooks, with the types as strict as elsewhere, and leaves nothing behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillbook-check-"));
  const { root, build } = findPaths();
  const write = (name: string, code: string, saved: Partial<Cell> = {}): void =>
    writeFileSync(join(folder, `${name}.ipynb`), JSON.stringify(makeNotebook("", code, saved)));
  const imports = 'import { messages } from "./tables.js";\nimport { formatMoney } from "@tillbook/charts";\n';
  write("1-good", `${imports}formatMoney(5n, messages);`);
  write("2-saved", "const a = 1;", { execution_count: 3 });
  write("3-wrong", `${imports}formatMoney(5, messages);`);
  write("4-loose", "const list: string[] = [];\nlist[0].length;");
  writeFileSync(join(folder, "notes.txt"), "no notebook");
  const command = ["--import", "@tillbook/pipeline/tsx", "libs/notebook/src/check.stage.ts", folder];
  const child = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.equal(child.status, 1);
  assert.deepEqual(child.stderr.trimEnd().split("\n"), [
    "check     failed: notebooks/2-saved.ipynb cell 2: expected no saved outputs and no execution count, got execution count 3 [NOTEBOOK_INVALID]",
    "check       try: make format",
    "check     failed: notebooks/3-wrong.ipynb cell 2 line 3: TypeScript: Argument of type 'number' is not assignable to parameter of type 'Amount'. [NOTEBOOK_INVALID]",
    "check       try: make jupyter, and fix notebooks/3-wrong.ipynb",
    "check     failed: notebooks/4-loose.ipynb cell 2 line 2: TypeScript: Object is possibly 'undefined'. [NOTEBOOK_INVALID]",
    "check       try: make jupyter, and fix notebooks/4-loose.ipynb",
  ]);
  assert.ok(!existsSync(join(build, `check-${child.pid}`)));
});
