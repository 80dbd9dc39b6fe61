import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openBlockReaders } from "./block-readers.js";
import { closeFindings, findDialect } from "./dialect.js";
import { readFile } from "./read-file.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-readers-"));
after(() => rm(folder, { recursive: true }));

test("what threads read comes back in the file's order, the same as one thread reads", async () => {
  const rows = Array.from({ length: 12_000 }, (_, i) => {
    const amount = i === 3000 || i === 11_999 ? "1,505" : `${i % 90},50`;
    return `${10 + (i % 20)}.03.2026;09:05;Köln;${i};${amount};7`;
  });
  const path = join(folder, "a.csv");
  await writeFile(path, `Datum;Uhrzeit;Supermarkt;Artikelnummer;Umsatz;Kassiererinnen-ID\n${rows.join("\n")}\n`);
  const threaded = await readAll(path, 1e9);
  assert.deepEqual(threaded, await readAll(path, 0));
  assert.ok(threaded.blocks > 5);
  assert.equal(threaded.rows, 11_998);
  assert.deepEqual(threaded.invalidLines, [3002, 12_001]);
  const articles = threaded.text.split("\n").map((line) => line.split(",")[3]);
  assert.deepEqual(articles.slice(0, 2), ['"0"', '"1"']);
  assert.equal(articles[11_997], '"11998"');
});

async function readAll(path: string, totalBytes: number) {
  const [dialect] = closeFindings([await findDialect({ name: "a.csv", path }, {})]);
  assert.ok(dialect);
  const readers = openBlockReaders(totalBytes, 2);
  const read = { blocks: 0, rows: 0, cents: 0, text: "", invalidLines: [] as number[], hashes: [] as bigint[] };
  try {
    for await (const block of readFile({ path, dialect }, { readers, mostInvalid: 20, onBytes: () => {} })) {
      read.blocks++;
      read.rows += block.rows;
      read.cents += block.amountCents;
      read.text += Buffer.from(block.bytes).toString();
      read.invalidLines.push(...block.invalid.map(({ line }) => line));
      read.hashes.push(...block.hashes);
    }
  } finally {
    await readers.close();
  }
  return read;
}
