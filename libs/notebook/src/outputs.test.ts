import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notebook } from "./notebook.js";
import { figureType, keyFiguresType, listFigures } from "./outputs.js";

test("charts are listed in the order of the cells; figures without a name, texts and Markdown are none", () => {
  const figure = (name: string) => ({ data: [], layout: { meta: { name } } });
  const output = (data: Record<string, unknown>) => ({ output_type: "display_data", data });
  const first = { outputs: [output({ [figureType]: figure("b") }), output({ "text/plain": "x" })] };
  const second = { outputs: [output({ [figureType]: { data: [] } }), { output_type: "stream", text: "y" }] };
  const third = {
    outputs: [output({ [figureType]: { layout: { title: "no name" } } }), output({ [figureType]: figure("a") })],
  };
  const cells = [{}, first, second, third].map((cell) => ({ cell_type: "code", source: "", metadata: {}, ...cell }));
  const notebook: Notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  assert.deepEqual(listFigures(notebook), [figure("b"), figure("a")]);
});

test("charts have the media type that JupyterLab draws, key figures one of their own", () => {
  assert.equal(figureType, "application/vnd.plotly.v1+json");
  assert.equal(keyFiguresType, "application/vnd.tillbook.key-figures+json");
});
