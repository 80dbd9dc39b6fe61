import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile as readBytes, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { deflateRawSync, gzipSync } from "node:zlib";
import { ZipFile } from "yazl";
import { readContent } from "./content.js";
import { findCsvFiles, hashTable } from "./csv-files.js";
import { writeWorkbook, writeZip } from "./zip.fixture.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-content-"));
after(() => rm(folder, { recursive: true }));
const text = "a,b\n1,2\n";
const execute = promisify(execFile);

test("gzip is unpacked: in several members, padded with zeros, and packed twice", async () => {
  assert.equal(await read("a", gzipSync(text)), text);
  assert.equal(await read("b", Buffer.concat([gzipSync("a,b\n"), gzipSync("1,2\n")])), text);
  assert.equal(await read("c", Buffer.concat([gzipSync(text), Buffer.alloc(70_000)])), text);
  assert.equal(await read("d", gzipSync(gzipSync(text))), text);
});

test("a damaged gzip file is an error, however it is damaged", async () => {
  const packed = gzipSync(text);
  const damaged = { code: "CSV_INVALID", message: /expected a whole gzip file/ };
  await assert.rejects(read("cut", packed.subarray(0, -1)), damaged);
  await assert.rejects(read("more", Buffer.concat([packed, Buffer.from("1,2\n")])), damaged);
  await assert.rejects(
    read(
      "deep",
      [1, 2, 3, 4].reduce<Buffer>((bytes) => gzipSync(bytes), packed),
    ),
    damaged,
  );
  const changed = Buffer.from(packed);
  changed[changed.length - 5] = (changed[changed.length - 5] as number) ^ 1;
  await assert.rejects(read("sum", changed), damaged);
});

test("a format that is not read is named, with the next step", async () => {
  const formats: Record<string, string> = {
    "%PDF-1.7": "a PDF",
    BZh91AY: "bzip2",
    "\xfd7zXZ\0": "xz",
    "(\xb5/\xfd": "zstd",
    "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "old format",
    "\xef\xbb\xbf <!DOCTYPE html>": "web page",
    '[\n {"a": 1}]': "JSON",
    "<?xml version='1.0'?>": "XML",
  };
  const problems: string[] = [];
  for (const start of Object.keys(formats)) problems.push(await fail("x", Buffer.from(start, "latin1")));
  for (const [i, what] of Object.values(formats).entries()) assert.match(problems[i] ?? "", new RegExp(what));
  assert.match(await fail("x", gzipSync("%PDF-1.7")), /a PDF/);
  assert.equal(await read("x", Buffer.from("[Datum];PK\n")), "[Datum];PK\n");
});

test("the files of a zip file are read as files in a folder", async () => {
  const path = await zip("export.zip", {
    "items.csv": text,
    "2026/März.csv.gz": gzipSync(text),
    "__MACOSX/._a.csv": "",
  });
  const { files, ignored } = await findCsvFiles(path, "");
  assert.deepEqual(
    files.map(({ name, sizeBytes }) => [name, sizeBytes]),
    [
      ["export.zip/2026/März.csv.gz", gzipSync(text).length],
      ["export.zip/items.csv", 8],
    ],
  );
  assert.deepEqual(ignored, ["export.zip/__MACOSX/._a.csv"]);
  for (const file of files) {
    assert.equal(await readFile(file), text);
    assert.equal((await hashTable(file)).sha256, file.sha256);
  }
});

test("names in the encoding of old programs, and sizes of 64 bits, are read", async () => {
  const path = await zip("old.zip", { "Juni/Maxrz.csv": text });
  const bytes = await readBytes(path);
  for (const at of [bytes.indexOf("PK\x03\x04") + 6, bytes.indexOf("PK\x01\x02") + 8]) bytes.writeUInt16LE(0, at);
  // Code page 437 has ä as 0x84; a backslash is a mistake of some programs.
  await writeFile(path, Buffer.from(bytes.toString("latin1").replaceAll("Juni/Maxrz", "Juni\\Ma\x84rz"), "latin1"));
  const [old] = (await findCsvFiles(path, "")).files;
  assert.ok(old);
  assert.equal(old.name, "old.zip/Juni/Maärz.csv");
  assert.equal(await readFile(old), text);
  const file = new ZipFile();
  file.addBuffer(Buffer.from(text), "a.csv", { forceZip64Format: true });
  file.end({ comment: "", forceZip64Format: true });
  await pipeline(file.outputStream, createWriteStream(join(folder, "64.zip")));
  const [wide] = (await findCsvFiles(join(folder, "64.zip"), "")).files;
  assert.ok(wide);
  assert.equal(await readFile(wide), text);
});

test("a zip file without a table, or with another one in it, is an error with the next step", async () => {
  await assert.rejects(findCsvFiles(await zip("no.zip", { "a.pdf": "" }), ""), { message: /no\.zip.*one with a\.pdf/ });
  await assert.rejects(findCsvFiles(await zip("empty.zip", {}), ""), { message: /got an empty one/ });
  const [inner] = (await findCsvFiles(await zip("outer.zip", { "a.zip": "PK\x03\x04" }), "")).files;
  assert.ok(inner);
  await assert.rejects(readFile(inner), {
    message: "outer.zip/a.zip:1: expected a CSV file, got a zip file in another file",
  });
  await assert.rejects(findCsvFiles(await zip("a.ods", { "content.xml": "" }), ""), {
    message: /an OpenDocument file/,
  });
});

test("a zip file that is damaged, encrypted, or leaves its folder is an error", async () => {
  const path = await zip("good.zip", { "items.csv": text.repeat(100) });
  const good = await readBytes(path);
  const problem = async (name: string, change: (bytes: Buffer) => Buffer): Promise<string> => {
    const bad = join(folder, name);
    await writeFile(bad, change(Buffer.from(good)));
    return findCsvFiles(bad, "").then(
      () => "",
      (error) => error.message,
    );
  };
  const central = good.indexOf("PK\x01\x02");
  assert.match(await problem("cut.zip", (bytes) => bytes.subarray(0, -30)), /damaged/);
  assert.match(await problem("bits.zip", (bytes) => bytes.fill(0xff, 45, 55)), /damaged/);
  assert.match(await problem("crc.zip", (bytes) => bytes.fill(0, central + 16, central + 20)), /another checksum/);
  assert.match(await problem("key.zip", (bytes) => bytes.fill(1, central + 8, central + 9)), /encrypted/);
  assert.match(
    await problem("up.zip", (bytes) =>
      Buffer.from(bytes.toString("latin1").replaceAll("items.csv", "../it.csv"), "latin1"),
    ),
    /invalid relative path/,
  );
});

test("a zip bomb is refused by its sizes, and one that hides them by its content", async () => {
  const packed = deflateRawSync(Buffer.alloc(1 << 20));
  assert.ok(packed.length < 2000);
  const path = await zip("bomb.zip", { "a.csv": Buffer.alloc(1 << 20) });
  const bytes = await readBytes(path);
  const central = bytes.indexOf("PK\x01\x02");
  bytes.writeUInt32LE(2 ** 31, central + 24);
  await writeFile(path, bytes);
  await assert.rejects(findCsvFiles(path, ""), { message: /bytes that unpack to 2147483648/ });
  bytes.writeUInt32LE(1000, central + 24);
  await writeFile(path, bytes);
  await assert.rejects(findCsvFiles(path, ""), { message: /damaged/ });
});

test("a large file in a zip file, and a large sheet, take little memory", { timeout: 60_000 }, async () => {
  const row = `<row>${'<c t="inlineStr"><is><t>Butter 250 g of the mountains</t></is></c><c><v>12.5</v></c>'.repeat(3)}</row>`;
  const file = new ZipFile();
  file.addReadStream(
    Readable.from(repeat(`${"2026-03-01,09:05,Köln,Butter,12.50,Ada,".repeat(1700)}\n`, 3000)),
    "a.csv",
  );
  file.end();
  await pipeline(file.outputStream, createWriteStream(join(folder, "large.zip")));
  await writeWorkbook(join(folder, "large.xlsx"), { sheets: { S: row.repeat(150_000) } });
  const code = `
    const { mkdtemp } = await import("node:fs/promises");
    const { findCsvFiles } = await import("./csv-files.ts");
    const { readContent } = await import("./content.ts");
    const { writeTableTexts } = await import("./table-texts.ts");
    const [zip, xlsx, folder] = process.argv.slice(1);
    let bytes = 0;
    for await (const piece of readContent((await findCsvFiles(zip, "")).files[0])) bytes += piece.length;
    const { files } = await findCsvFiles(xlsx, "");
    const [table] = await writeTableTexts(files, () => ({}), { folder: await mkdtemp(folder), log: () => {} });
    console.log(JSON.stringify([bytes, table.sizeBytes, process.resourceUsage().maxRSS / 1024]));`;
  const args = ["--import", "@tillbook/pipeline/tsx", "--input-type=module", "-e", code];
  const paths = ["large.zip", "large.xlsx", "texts-"].map((name) => join(folder, name));
  const { stdout } = await execute(process.execPath, [...args, ...paths], { cwd: import.meta.dirname });
  const [bytes, textBytes, memoryMb] = JSON.parse(stdout);
  assert.ok(bytes > 200e6 && textBytes > 15e6, stdout);
  assert.ok(memoryMb < 300, `${memoryMb} MB`);
});

function* repeat(text: string, times: number): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < times; i++) yield bytes;
}

/** Writes the zip file of a test into the folder. */
function zip(name: string, files: Record<string, string | Buffer>): Promise<string> {
  return writeZip(join(folder, name), files);
}

async function read(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, `${name}.csv`);
  await writeFile(path, bytes);
  return readFile({ path });
}

async function fail(name: string, bytes: Buffer): Promise<string> {
  return read(name, bytes).then(
    () => "",
    (error) => error.message,
  );
}

async function readFile(file: Parameters<typeof readContent>[0]): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of readContent(file)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
