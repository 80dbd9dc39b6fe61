import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { attachPictures } from "./attach-pictures.js";
import type { Cell, Notebook } from "./notebook.js";

let folder: string;
const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-pictures-"));
  await mkdir(join(folder, "my files"));
  await writeFile(join(folder, "my files/dot.gif"), gif);
  await writeFile(join(folder, "bars.svg"), "<svg><title>ö</title></svg>");
  await writeFile(join(folder, "notes.png"), "no picture");
});

after(() => rm(folder, { recursive: true, force: true }));

function makeNotebook(...cells: Partial<Cell>[]): { name: string; notebook: Notebook } {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((cell) => ({ cell_type: "markdown", source: "", metadata: {}, ...cell })),
  };
  return { name: "1-a", notebook };
}

test("pictures beside a notebook become attachments of the cells that show them, by their paths", async () => {
  const attachments = { "x.png": { "image/png": "iVBORw0KGgo=" } };
  const source =
    "![a](<my files/dot.gif>) ![b][ref] ![c](attachment:x.png) ![d](https://example.org/d.png) `![e](e.png)`\n\n[ref]: bars.svg";
  const { notebook } = await attachPictures(makeNotebook({ source, attachments }, { source: "![a](data:,x)" }), folder);
  assert.deepEqual(notebook.cells[0]?.["attachments"], {
    ...attachments,
    "my files/dot.gif": { "image/gif": gif.toString("base64") },
    "bars.svg": { "image/svg+xml": "<svg><title>ö</title></svg>" },
  });
  assert.equal(notebook.cells[1]?.["attachments"], undefined);
});

test("code that prints Markdown shows no picture of a file", async () => {
  const cell = { cell_type: "code", source: "![a](none.png)" };
  assert.deepEqual(await attachPictures(makeNotebook(cell), folder), makeNotebook(cell));
});

test("a file that is missing, or no picture, is named with notebook and cell", async () => {
  const attach = (source: string) => attachPictures(makeNotebook({}, { source }), folder);
  await assert.rejects(attach("![a](none.png)"), {
    code: "NOTEBOOK_INVALID",
    message: "notebooks/1-a.ipynb cell 2: expected the picture none.png, got no such file",
    hint: "save it as notebooks/none.png, or change the path in the cell",
  });
  await assert.rejects(attach("![a](notes.png)"), {
    message: /cell 2: expected the picture notes\.png, got a file that is none$/,
  });
});
