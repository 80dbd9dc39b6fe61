import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "@tillbook/charts";
import type { Notebook } from "./notebook.js";
import { lintTexts, listTexts } from "./texts.js";

const german = {
  ...de,
  notebooks: { "# Sales": "# Verkäufe", "Most is sold early.": "Früh wird am meisten verkauft." },
};

function makeNotebook(markdown: string, ...codes: string[]): Notebook {
  const cells = [
    { cell_type: "markdown", metadata: {}, source: markdown },
    ...codes.map((source) => ({ cell_type: "code", metadata: {}, source, outputs: [], execution_count: null })),
  ];
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

test("the texts of a notebook are the paragraphs of its Markdown and the sentences that it translates", () => {
  const code = `const a = 1;\nsay(translate\`From \${list.map((x) => \`\${x}\`).join()} on, \${a} of it.\`);`;
  const plain = "say(translate`All.`, other`None.`);\ntranslate(a);\nconst b = `x`;";
  assert.deepEqual(listTexts(makeNotebook("# Sales\n\nMost is\nsold early.", code, plain)), [
    { cell: 1, line: 1, text: "# Sales" },
    { cell: 1, line: 3, text: "Most is\nsold early." },
    { cell: 2, line: 2, text: "From {0} on, {1} of it." },
    { cell: 3, line: 1, text: "All." },
  ]);
});

test("a text that a language lacks is named with its place, its language and the file to add it to", () => {
  const notebook = makeNotebook("# Sales\n\nLeast is\n sold late.", "say(translate`All.`);");
  const hint = "add it to `notebooks` in libs/charts/src/locale/de.ts";
  assert.deepEqual(lintTexts(notebook, [german, en]), [
    { cell: 1, line: 3, message: 'expected this in Deutsch too, got none: "Least is sold late."', hint },
    { cell: 2, line: 1, message: 'expected this in Deutsch too, got none: "All."', hint },
  ]);
});

test("a text that is shown without being translated is refused, with the way to write it, where there are two languages", () => {
  const notebook = makeNotebook("# Sales", 'say("**");', 'say(\n  "Best",\n);');
  assert.deepEqual(lintTexts(notebook, [german, en]), [
    {
      cell: 3,
      line: 2,
      message: 'expected a text that can be translated, got say("Best")',
      hint: "write it as translate`…`",
    },
  ]);
  assert.deepEqual(lintTexts(notebook, [en]), []);
});
