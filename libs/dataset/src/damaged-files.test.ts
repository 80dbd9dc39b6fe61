import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { TillbookError } from "@tillbook/pipeline";
import { readContent } from "./content.js";
import { findCsvFiles } from "./csv-files.js";
import { exportFixture, formatExport } from "./dsfinvk.fixture.js";
import { createRandom } from "./random.js";
import { writeTableTexts } from "./table-texts.js";
import { writeWorkbook, writeZip } from "./zip.fixture.js";

// FUZZ_FILES sets how many files are damaged; each by a seed of its own, which a failure names.

const folder = await mkdtemp(join(tmpdir(), "tillbook-damaged-"));
after(() => rm(folder, { recursive: true }));
const count = Number(process.env["FUZZ_FILES"] ?? 600);

test("a damaged file is read or refused, and never ends the process or waits", {
  timeout: 20 * count + 10_000,
}, async () => {
  const row = "<row><c t='s'><v>0</v></c><c s='1'><v>46082.5</v></c><c><f>1+1</f><v>2</v></c></row>";
  const workbook = { formats: ["dd.mm.yyyy"], texts: ["<t>Köln</t>"], sheets: { A: row.repeat(20), B: row } };
  const whole = await Promise.all([
    readFile(await writeWorkbook(join(folder, "whole.xlsx"), workbook)),
    readFile(
      await writeZip(join(folder, "whole.zip"), { "a.csv": "a,b\n".repeat(99), "b/c.csv.gz": gzipSync("a,b\n") }),
    ),
    readFile(await writeZip(join(folder, "export.zip"), formatExport(exportFixture))),
    gzipSync("a,b\n".repeat(99)),
  ]);
  const outcomes = new Map<string, number>();
  for (let seed = 1; seed <= count; seed++) {
    const outcome = await read(damage(whole[seed % whole.length] as Buffer, seed), seed);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  assert.ok((outcomes.get("refused") ?? 0) > count / 4, JSON.stringify([...outcomes]));
  assert.ok((outcomes.get("read") ?? 0) > count / 50, JSON.stringify([...outcomes]));
});

/** Changes, removes or repeats some bytes. */
function damage(whole: Buffer, seed: number): Buffer {
  const random = createRandom(seed, 1);
  const bytes = Buffer.from(whole);
  const at = random() % bytes.length;
  const length = 1 + (random() % 20);
  if (seed % 3 === 0) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  if (seed % 7 === 0) return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
  for (let i = 0; i < 1 + (seed % 4); i++) bytes[random() % bytes.length] = random() % 256;
  return bytes;
}

async function read(bytes: Buffer, seed: number): Promise<"read" | "refused"> {
  const path = join(folder, `damaged-${seed}`);
  await writeFile(path, bytes);
  const texts = join(folder, `texts-${seed}`);
  await mkdir(texts);
  try {
    const { files } = await findCsvFiles(path, "");
    const tables = await writeTableTexts(files, () => ({ sheet: "A" }), { folder: texts, log: () => {} });
    for (const table of tables) for await (const _ of readContent(table));
    return "read";
  } catch (error) {
    if (error instanceof TillbookError) return "refused";
    throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    await rm(path);
    await rm(texts, { recursive: true });
  }
}
