import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findCsvFiles } from "./csv-files.js";
import { exportFixture, formatExport } from "./dsfinvk.fixture.js";
import { KeptTexts } from "./kept-texts.js";
import { type TextTable, writeTableTexts } from "./table-texts.js";
import { writeWorkbook } from "./zip.fixture.js";

const home = await mkdtemp(join(tmpdir(), "tillbook-kept-"));
after(() => rm(home, { recursive: true }));
const [source, place] = [join(home, "source"), join(home, "kept")];

const row = (...cells: string[]): string =>
  `<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join("")}</row>`;
const sheets = {
  S: row("date", "store", "article", "amount") + row("2026-03-01", "Nord", "Tea", "2.50"),
  Notes: row("nothing"),
};

/** Makes the texts of all files, as an import does. */
async function write(sheet?: string): Promise<{ tables: TextTable[]; log: string[]; marks: Record<string, string> }> {
  const log: string[] = [];
  const kept = await KeptTexts.open(place);
  const folder = await mkdtemp(join(home, "texts-"));
  const { files } = await findCsvFiles(source, "");
  const tables = await writeTableTexts(files, () => (sheet ? { sheet } : {}), {
    folder,
    kept,
    log: (line) => log.push(line),
  });
  await kept.prune();
  const marks: Record<string, string> = {};
  for (const { name, text } of tables) {
    const { ino, mtimeMs } = await stat(text!.path);
    marks[name] = `${ino} ${mtimeMs}`;
  }
  return { tables, log, marks };
}

test("unchanged workbooks and exports are not converted again, and give the same tables and notes", async () => {
  await mkdir(join(source, "till"), { recursive: true });
  await writeWorkbook(join(source, "a.xlsx"), { sheets });
  for (const [name, text] of Object.entries(formatExport(exportFixture)))
    await writeFile(join(source, "till", name), text);
  const first = await write();
  assert.deepEqual(await write(), first);
  assert.match(first.log.join("\n"), /a\.xlsx: sheet "S"; not read: "Notes"[\s\S]*till: the sum of 1 closing is/);
  assert.match(await readFile(first.tables[0]!.text!.path, "utf8"), /2026-03-01,Nord,Tea,2\.50/);

  // only the one that changed
  await writeFile(join(source, "till", "location.csv"), "Z_KASSE_ID;Z_NR;LOC_NAME\n");
  const second = await write();
  assert.equal(second.marks["a.xlsx"], first.marks["a.xlsx"]);
  assert.notEqual(second.marks["till"], first.marks["till"]);
  assert.equal((await readdir(place)).length, 2, "those of files that are gone are gone, too");

  // one that is read in another way, or whose text is damaged
  assert.notEqual((await write("S")).marks["a.xlsx"], first.marks["a.xlsx"]);
  const third = await write();
  const { path } = third.tables[0]!.text!;
  await writeFile(path, (await readFile(path, "utf8")).replace("2.50", "9.50"));
  assert.match(await readFile((await write()).tables[0]!.text!.path, "utf8"), /2\.50/);
  await writeFile(join(path, "../tables.json"), "{");
  assert.equal((await write()).tables.length, 2);
});
