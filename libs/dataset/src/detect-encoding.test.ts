import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import iconv from "iconv-lite";
import { openBlockReaders } from "./block-readers.js";
import { detectEncoding } from "./detect-encoding.js";
import { findDialect } from "./dialect.js";
import { guessEncoding } from "./guess-encoding.js";
import { readFile } from "./read-file.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-encodings-"));
after(() => rm(folder, { recursive: true }));
const tills = join(import.meta.dirname, "../till-files");

test("the names of files in other encodings are read as they were written", async () => {
  const names = Object.fromEntries(
    await Promise.all(
      (await readdir(tills))
        .filter((name) => name.startsWith("enc-"))
        .map(async (name) => [name, await readNames(name)]),
    ),
  );
  assert.deepEqual(names, {
    "enc-1250": ["Łódź", "Ser żółty", "Kraków", "Śledź"],
    "enc-1251": ["Москва", "Молоко"],
    "enc-1254": ["İstanbul Şişli", "Yoğurt"],
    "enc-8859-15": ["Köln", "Käse", "Ada", "Köln", "Brot", "Ada"],
    "enc-big5": ["台北", "牛奶"],
    "enc-cp437": ["Köln", "Käse", "Ada"],
    "enc-cp850": ["München", "Müsli", "Ada"],
    "enc-euckr": ["강남점", "아메리카노", "Ada", "서울", "카페라떼", "Ada"],
    "enc-koi8": ["Москва", "Молоко", "Ada"],
    "enc-macroman": ["München", "Müsli", "Ada"],
    "enc-sjis2": ["渋谷", "牛乳"],
    "enc-utf16-tab": ["Köln", "Butter", "Ada", "Köln", "Milk", "Ada"],
    "enc-utf16be": ["Köln", "Butter", "Ada", "Köln", "Milk", "Ada"],
    "enc-utf16le-nobom": ["Köln", "Butter", "Ada", "Köln", "Milk", "Ada"],
    "enc-utf7": ["Köln", "Butter", "Ada"],
  });
});

test("an encoding is guessed by the letters of one language in its words", () => {
  const reads = (text: string, encoding: string): void =>
    assert.deepEqual(guess(text, encoding).words, text.split(" "));
  reads("Łódź żółty Kraków", "windows-1250");
  reads("Mléko Čokoláda Příbor", "windows-1250");
  reads("Győr Túró Kávé tejfölös", "windows-1250");
  reads("Łódź żółty Śledź", "iso-8859-2");
  reads("Łódź żółty", "cp852");
  reads("Москва Молоко", "windows-1251");
  reads("Москва Молоко", "cp866");
  reads("Москва Молоко", "koi8-r");
  reads("İstanbul Şubeli Yoğurt", "windows-1254");
  reads("Αθήνα Γάλα", "windows-1253");
  reads("תל אביב חלב", "windows-1255");
  reads("القاهرة حليب", "windows-1256");
  reads("Šiauliai Sūris Ąžuolas", "windows-1257");
  reads("Reykjavík Mjólk Þór Ísafjörður", "windows-1252");
  reads("Crème Brûlée", "windows-1252");
  reads("Käse 12,50€ Œufs", "iso-8859-15");
  reads("Käse 12,50€", "cp858");
  reads("Crème Brûlée", "macroman");
  reads("España Jamón", "cp850");
  reads("おにぎり コーヒー 東京", "shift_jis");
  reads("東京 牛乳 コーヒー", "euc-jp");
  reads("서울 강남점 아메리카노", "euc-kr");
  reads("上海 可口可乐 面包 苹果汁", "gbk");
  reads("– €", "windows-1252");
});

test("a guess is sure where no other encoding reads words as well, or all others read the same", () => {
  assert.equal(guess("Köln Käse", "windows-1252").isSure, true);
  assert.equal(guess("Łódź żółty", "windows-1250").isSure, true);
  assert.equal(guess("牛奶 北京", "gbk").isSure, false);
  assert.equal(guess("Gruyère", "windows-1252").isSure, false);
});

test("a few letters of an alphabet other than Latin may be those of another one", () => {
  const isSure = (encoding: string, ...words: string[]): boolean =>
    guessEncoding(words.map((word) => iconv.encode(word, encoding))).isSure;
  assert.equal(isSure("gbk", "牛奶"), false);
  assert.equal(isSure("windows-1253", "Γάλα"), false);
  assert.equal(isSure("windows-1253", "Αθήνα", "Γάλα", "Ψωμί"), true);
  assert.equal(isSure("windows-1252", "Müsli", "Köln"), true);
});

test("a guess that is not sure is said with a sample", async () => {
  await writeFile(join(folder, "a.csv"), iconv.encode("Kraków;Gruyère\n", "windows-1252"));
  assert.deepEqual(await detectEncoding({ path: join(folder, "a.csv") }), {
    encoding: "windows-1252",
    doubt:
      'the names are taken for windows-1252, e.g. "Kraków", "Gruyère"; if they are wrong, set e.g. {"encoding": "windows-1250"} in columns.json',
  });
});

function guess(text: string, encoding: string) {
  return guessEncoding(text.split(" ").map((word) => iconv.encode(word, encoding)));
}

/** Reads the names of a case. */
async function readNames(name: string): Promise<string[]> {
  const files = join(tills, name, "files");
  const file = { name: "a.csv", path: join(files, (await readdir(files))[0] ?? "") };
  const { dialect } = await findDialect(file, {});
  const readers = openBlockReaders(0);
  const rows: string[] = [];
  for await (const { bytes } of readFile({ ...file, dialect }, { readers, mostInvalid: 1, onBytes: () => {} })) {
    rows.push(...Buffer.from(bytes).toString().split("\n").slice(0, -1));
  }
  return rows.flatMap((row) =>
    row
      .replaceAll('"', "")
      .split(",")
      .filter((_, i) => [2, 3, 5].includes(i)),
  );
}

test("encodings are detected by their mark, by zeros, or by letters", async () => {
  const text = "Köln;Größe\n".repeat(20);
  assert.equal(await encode(Buffer.from(text)), "utf-8");
  assert.equal(await encode(Buffer.from("plain\n")), "utf-8");
  assert.equal(await encode(Buffer.alloc(0)), "utf-8");
  assert.equal(await encode(Buffer.from(`\uFEFF${text}`)), "utf-8");
  assert.equal(await encode(iconv.encode(text, "windows-1252")), "windows-1252");
  for (const encoding of ["utf-16le", "utf-16be"]) {
    assert.equal(await encode(iconv.encode(text, encoding, { addBOM: true })), encoding);
    assert.equal(await encode(iconv.encode(text, encoding, { addBOM: false })), encoding);
  }
  const damaged = Buffer.concat([Buffer.from(text), Buffer.from([0xff]), Buffer.from(text)]);
  assert.equal(await encode(damaged), "utf-8", "a few invalid bytes among many letters");
  assert.equal(await encode(Buffer.concat([Buffer.from("a"), Buffer.from([0xe4])])), "windows-1252", "at the end");
});

test("a letter that is divided between two chunks is still one", async () => {
  for (const letter of ["é", "€", "😀"]) {
    const bytes = Buffer.from("x".repeat(65_536 - 1) + letter.repeat(20));
    assert.equal(await encode(bytes), "utf-8", letter);
    assert.equal(await encode(bytes.subarray(1)), "utf-8", letter);
  }
});

async function encode(bytes: Buffer) {
  await writeFile(join(folder, "a.csv"), bytes);
  return (await detectEncoding({ path: join(folder, "a.csv") })).encoding;
}
