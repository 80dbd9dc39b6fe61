import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "@tillbook/charts";
import type { Notebook } from "./notebook.js";
import { lintTexts, listTexts } from "./texts.js";
import { translateNotebook } from "./translation.js";

const german = {
  ...de,
  notebooks: { "# Sales": "# Verkäufe", "Most is sold early.": "Früh wird am meisten verkauft." },
};

function makeNotebook(markdown: string, code: string): Notebook {
  const cells = [
    { cell_type: "markdown", metadata: {}, source: markdown },
    { cell_type: "code", metadata: {}, source: code, outputs: [], execution_count: null },
  ];
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

test("the texts of a notebook are the paragraphs of its Markdown and the sentences that it translates", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the code of a cell
  const code = "const a = 1;\nsay(translate`From ${list.map((x) => `${x}`).join()} on, ${a} of it.`);";
  assert.deepEqual(listTexts(makeNotebook("# Sales\n\nMost is\nsold early.", code)), [
    { cell: 1, line: 1, text: "# Sales" },
    { cell: 1, line: 3, text: "Most is\nsold early." },
    { cell: 2, line: 2, text: "From {0} on, {1} of it." },
  ]);
});

test("a text that a language lacks is named with its place, its language and the file to add it to", () => {
  const notebook = makeNotebook("# Sales\n\nLeast is sold late.", "say(translate`All.`);");
  assert.deepEqual(lintTexts(notebook, [german, en]), [
    {
      cell: 1,
      line: 3,
      message: 'expected this in Deutsch too, got none: "Least is sold late."',
      hint: "add it to `notebooks` in libs/charts/src/locale/de.ts",
    },
    {
      cell: 2,
      line: 1,
      message: 'expected this in Deutsch too, got none: "All."',
      hint: "add it to `notebooks` in libs/charts/src/locale/de.ts",
    },
  ]);
});

test("a sentence that is said without being translated is refused", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the code of a cell
  const problems = lintTexts(makeNotebook("# Sales", "say(`Best: ${a}`);\nsay(table, '**');"), [german]);
  assert.deepEqual(
    problems.map(({ cell, line, message }) => `${cell}:${line} ${message}`),
    ['2:1 expected a sentence that can be translated, got say("Best: {0}")'],
  );
});

test("a notebook is translated paragraph by paragraph, and one that lacks a text is refused with its cell", () => {
  const { cells } = translateNotebook(
    "notebooks/1-x.ipynb",
    makeNotebook("# Sales\n\nMost is sold\nearly.", ""),
    german,
  );
  assert.equal(cells[0]?.source, "# Verkäufe\n\nFrüh wird am meisten verkauft.");
  assert.throws(() => translateNotebook("notebooks/1-x.ipynb", makeNotebook("# Sold", ""), german), {
    code: "NOTEBOOK_INVALID",
    message: 'notebooks/1-x.ipynb cell 1: expected this in Deutsch, got none: "# Sold"',
  });
});
