import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "@tillbook/charts";
import type { Notebook } from "./notebook.js";
import { missingTranslation, translateNotebook } from "./translation.js";

const german = {
  ...de,
  notebooks: { "# Sales": "# Verkäufe", "Most is sold early.": "Früh wird am meisten verkauft." },
};

function makeNotebook(markdown: string): Notebook {
  const cells = [
    { cell_type: "markdown", metadata: { id: 1 }, source: markdown },
    { cell_type: "code", metadata: {}, source: "# Sales", outputs: [], execution_count: null },
  ];
  return { cells, metadata: { author: "a" }, nbformat: 4, nbformat_minor: 5 };
}

test("a notebook is translated paragraph by paragraph; its code and all else stay", () => {
  const notebook = makeNotebook("# Sales\n\nMost is sold\nearly.");
  const [markdown, code] = notebook.cells;
  assert.deepEqual(translateNotebook("notebooks/1-x.ipynb", notebook, german), {
    ...notebook,
    cells: [{ ...markdown, source: "# Verkäufe\n\nFrüh wird am meisten verkauft." }, code],
  });
});

test("in the language of the notebooks a notebook stays as it is", () => {
  const notebook = makeNotebook("# Sales\nNobody translated  this.");
  assert.deepEqual(translateNotebook("notebooks/1-x.ipynb", notebook, en), notebook);
});

test("a notebook that lacks a translation is refused with its cell, and the file to add the text to", () => {
  const notebook = makeNotebook("# Sales\n\nMuch is\n sold.");
  notebook.cells.unshift({ cell_type: "markdown", metadata: {}, source: "# Sales" });
  assert.throws(() => translateNotebook("notebooks/1-x.ipynb", notebook, german), {
    code: "NOTEBOOK_INVALID",
    message: 'notebooks/1-x.ipynb cell 2: expected this in Deutsch, got none: "Much is sold."',
    hint: "add it to `notebooks` in libs/charts/src/locale/de.ts",
  });
});

test("a sentence without translation is named, its breaks as spaces", () => {
  const { message, hint } = missingTranslation(" From {0}\n on. ", german);
  assert.equal(message, 'expected this in Deutsch, got none: "From {0} on."');
  assert.equal(hint, "add it to `notebooks` in libs/charts/src/locale/de.ts");
});
