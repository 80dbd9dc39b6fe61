import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findCsvFiles } from "./csv-files.js";
import { findSource } from "./source.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-files-"));
after(() => rm(folder, { recursive: true }));
for (const name of [
  "köln/a.csv",
  "köln/b.CSV.gz",
  "ulm/a.csv",
  "ulm/notes.docx",
  "ulm/columns.json",
  "ulm/old/c.csv",
]) {
  await mkdir(join(folder, name, ".."), { recursive: true });
  await writeFile(join(folder, name), name);
}

test("a folder gives its CSV files, packed ones too, and names what else is in it", async () => {
  assert.deepEqual(await list("köln"), { names: ["a.csv", "b.CSV.gz"], ignored: [] });
  assert.deepEqual(await list("ulm"), { names: ["a.csv"], ignored: ["notes.docx", "old/"] });
});

test("one file is itself, whatever its name", async () => {
  assert.deepEqual(await list("ulm/notes.docx"), { names: ["notes.docx"], ignored: [] });
});

test("a glob gives what it matches, with the folders in which the files differ", async () => {
  assert.deepEqual(await list("*/a.csv"), { names: ["köln/a.csv", "ulm/a.csv"], ignored: [] });
  assert.deepEqual(await list("ulm/**/*.csv"), { names: ["a.csv", "old/c.csv"], ignored: [] });
});

test("where nothing is found, the error names the place and the next step", async () => {
  await assert.rejects(list("nowhere"), { code: "CSV_MISSING", message: /nowhere, found none$/, hint: "do that" });
  await assert.rejects(list("*/x.csv"), { code: "CSV_MISSING" });
});

test("SALES_CSV is relative to the checkout, and may not be the folder of the generated files", () => {
  const paths = { root: "/checkout", csv: "/checkout/build/csv" };
  assert.equal(findSource(undefined, paths), "/checkout/build/csv");
  assert.equal(findSource("tills/*.csv", paths), "/checkout/tills/*.csv");
  assert.equal(findSource("/tills", paths), "/tills");
  assert.throws(() => findSource("build/csv", paths), { code: "SETTING_INVALID" });
  assert.throws(() => findSource("build/csv/sales-01.csv", paths), { code: "SETTING_INVALID" });
});

async function list(source: string): Promise<{ names: string[]; ignored: string[] }> {
  const { files, ignored } = await findCsvFiles(join(folder, source), "do that");
  return { names: files.map(({ name }) => name), ignored };
}
