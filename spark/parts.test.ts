import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { hasPart, keepPart, namePart, quoteFolder, readParquet, removeUnused, startParts } from "./parts.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-parts-"));
after(() => rm(folder, { recursive: true }));

async function keep(...causes: string[]): Promise<string> {
  const [written, name] = [await startParts(folder), namePart(...causes)];
  await mkdir(written);
  await writeFile(join(written, "part-0.parquet"), "PAR1 a PAR1");
  await writeFile(join(written, "_SUCCESS"), "");
  await keepPart(written, folder, name);
  return name;
}

test("a part has another name with each other cause", () => {
  const names = [namePart("a", "b"), namePart("ab"), namePart("a", "b", ""), namePart("b", "a"), namePart("a", "c")];
  assert.equal(new Set(names).size, names.length);
  assert.equal(namePart("a", "b"), names[0]);
});

test("a part is there only whole: not with a shorter, other or missing file, or without its list", async () => {
  const name = await keep("a");
  const file = join(folder, name, "part-0.parquet");
  assert.equal(await hasPart(folder, name), true);
  assert.equal(await hasPart(folder, namePart("b")), false);
  const breaks: (() => Promise<void>)[] = [
    () => truncate(file, 4),
    () => writeFile(file, "PAR1 b PAR1"),
    () => rm(file),
    () => rm(join(folder, name, "_files.json")),
    () => writeFile(join(folder, name, "_files.json"), '{"part-0.par'),
  ];
  for (const damage of breaks) {
    await damage();
    assert.equal(await hasPart(folder, name), false, String(damage));
    assert.equal(await keep("a"), name);
    assert.equal(await hasPart(folder, name), true);
  }
});

test("parts that are not used go, and what killed runs left; files of others stay", async () => {
  const [used, unused] = [await keep("used"), await keep("unused")];
  await mkdir(join(folder, "new-4194304-0"));
  await mkdir(join(folder, `new-${process.pid}-0`));
  await writeFile(join(folder, "notes.txt"), "");
  await removeUnused(folder, [used]);
  assert.deepEqual((await readdir(folder)).sort(), [used, `new-${process.pid}-0`, "notes.txt"].sort());
  assert.ok(!(await readdir(folder)).includes(unused));
});

test("a folder of any name can be written into Spark's SQL", () => {
  assert.equal(readParquet("/a b/[c]*`d", ["x", "y"]), "parquet.`file:///a b/\\[c\\]\\*``d/{x,y}`");
  assert.equal(quoteFolder("/it's\\x"), "'file:///it\\'s\\\\x'");
});
