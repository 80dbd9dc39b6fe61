import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "@tillbook/charts";
import type { Notebook } from "./notebook.js";
import { translateNotebook } from "./translation.js";

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
  assert.deepEqual(translateNotebook(notebook, german), {
    ...notebook,
    cells: [{ ...markdown, source: "# Verkäufe\n\nFrüh wird am meisten verkauft." }, code],
  });
});

test("in the language of the notebooks a notebook stays as it is", () => {
  const notebook = makeNotebook("# Sales\nNobody translated  this.");
  assert.deepEqual(translateNotebook(notebook, en), notebook);
});

test("what has no translation stays, with a mark; code needs none", () => {
  const notebook = makeNotebook("# Sales\n\nMuch is\n sold.\n\n```sql\nselect 1\n\nfrom a\n```");
  const [cell] = translateNotebook(notebook, german).cells;
  assert.equal(cell?.source, "# Verkäufe\n\nMuch is\n sold.\u00a0[en]\n\n```sql\nselect 1\n\nfrom a\n```");
});
