import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { describeScratch, isScratch, type NotebookFolder, readNotebooks } from "./notebook-files.js";

let folder = "";
let found: NotebookFolder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-files-"));
  const write = (name: string, kernelspec: object | undefined, source = "# Title"): Promise<void> => {
    const cells = [{ cell_type: "markdown", metadata: {}, source }];
    return writeFile(
      join(folder, name),
      JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
    );
  };
  const typescript = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  await write("2-b.ipynb", typescript);
  await write("1-a.ipynb", typescript);
  await write("3-python.ipynb", { name: "python3", display_name: "Python 3 (ipykernel)" });
  await write("4-none.ipynb", undefined);
  await write("5-title.ipynb", typescript, "no title");
  await write("Untitled.ipynb", typescript);
  await write("Untitled2.ipynb", undefined);
  await writeFile(join(folder, "1-a-Copy1.ipynb"), "{");
});

after(() => rm(folder, { recursive: true, force: true }));

test("the notebooks of a folder are read in the order of their names, and every one that can't be is named", async () => {
  found = await readNotebooks(folder);
  assert.deepEqual(
    found.notebooks.map(({ name }) => name),
    ["1-a", "2-b"],
  );
  assert.deepEqual(
    found.problems.map(({ message }) => message),
    [
      "notebooks/3-python.ipynb: expected the kernel TypeScript (tslab), got Python 3 (ipykernel)",
      "notebooks/4-none.ipynb: expected the kernel TypeScript (tslab), got none",
      'notebooks/5-title.ipynb: expected the first cell to be Markdown that starts with "# Title"',
    ],
  );
  assert.match(found.problems[0]!.hint, /Change Kernel\.\.\. > TypeScript/);
});

test("what JupyterLab names itself is scratch: left out, and told", () => {
  assert.deepEqual(found.scratch, ["1-a-Copy1.ipynb", "Untitled.ipynb", "Untitled2.ipynb"]);
  assert.match(
    describeScratch(found.scratch).join(),
    /^left out as scratch: 1-a-Copy1\.ipynb, Untitled\.ipynb, .*rename/,
  );
  assert.deepEqual(describeScratch([]), []);
  assert.ok(!isScratch("7-untitled.ipynb") && !isScratch("Copy1.ipynb"));
});
