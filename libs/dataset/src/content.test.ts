import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { deflateRawSync, gzipSync } from "node:zlib";
import { ZipFile } from "yazl";
import { readContent } from "./content.js";
import { findCsvFiles } from "./csv-files.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-content-"));
after(() => rm(folder, { recursive: true }));
const text = "a,b\n1,2\n";

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
  for (const file of files) assert.equal(await readFile(file), text);
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
  const good = await (await import("node:fs/promises")).readFile(path);
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
  const bytes = await (await import("node:fs/promises")).readFile(path);
  const central = bytes.indexOf("PK\x01\x02");
  bytes.writeUInt32LE(2 ** 31, central + 24);
  await writeFile(path, bytes);
  await assert.rejects(findCsvFiles(path, ""), { message: /bytes that unpack to 2147483648/ });
  bytes.writeUInt32LE(1000, central + 24);
  await writeFile(path, bytes);
  await assert.rejects(findCsvFiles(path, ""), { message: /damaged/ });
});

async function zip(name: string, files: Record<string, string | Buffer>): Promise<string> {
  const file = new ZipFile();
  for (const [entry, content] of Object.entries(files)) file.addBuffer(Buffer.from(content as Buffer), entry);
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  await writeFile(join(folder, name), Buffer.concat(chunks));
  return join(folder, name);
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
