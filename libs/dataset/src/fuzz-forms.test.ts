import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { TillbookError } from "@tillbook/pipeline";
import iconv from "iconv-lite";
import { openBlockReaders } from "./block-readers.js";
import { findDialect } from "./dialect.js";
import { createRandom, type Random } from "./random.js";
import { readFile } from "./read-file.js";

// Whole files with what tills write around a table, in many encodings: FUZZ_FILES of them (default 100, `make fuzz` takes
// 10,000), the same ones each time.

const count = Number(process.env["FUZZ_FILES"] || 100);
const seed = Number(process.env["FUZZ_SEED"] || 1);
const folder = await mkdtemp(join(tmpdir(), "tillbook-forms-"));
after(() => rm(folder, { recursive: true }));

/** Names with letters of one language, and the encodings that it was written in. */
const languages: readonly (readonly [names: string, encodings: readonly string[]])[] = [
  ["Köln,Käse,Müsli,Größe,Brötchen,Süd,Würstchen", ["windows-1252", "cp850", "cp437", "macroman", "iso-8859-1"]],
  ["Crème brûlée,Pâté,Café,Forêt,Pain complet,Gâteau", ["windows-1252", "cp850", "macroman"]],
  ["Łódź,Ser żółty,Kraków,Śledź,Chleb,Gdańsk,Masło", ["windows-1250", "iso-8859-2", "cp852"]],
  ["Москва,Молоко,Хлеб ржаной,Сыр,Масло,Йогурт", ["windows-1251", "cp866", "koi8-r"]],
  ["İstanbul,Şişli,Yoğurt,Kaşar,Çilek,Ekmek", ["windows-1254"]],
  ["東京,牛乳,おにぎり,コーヒー,渋谷,パン", ["shift_jis"]],
  ["서울,우유,아메리카노,강남점,김밥,라면", ["euc-kr"]],
  ["上海,牛奶,可口可乐,面包,苹果汁,北京", ["gbk"]],
  ["Berlin,Butter,Milk,Total,Bread 500 g", []],
];
const words = ["Total", "Summe:", "GESAMT", "Razem", "Totale", "Grand Total"];

test("what is around a table changes no row, and else it is refused", async () => {
  const tally: Record<string, number> = {};
  for (let i = 0; i < count; i++) {
    const random = createRandom(seed, i);
    const { bytes, rows } = writeFileOf(random);
    const path = join(folder, "a.csv");
    await writeFile(path, bytes);
    const title = `file ${i} of seed ${seed}`;
    const outcome = await readRows(path);
    const kind = typeof outcome === "string" ? "refused" : outcome.doubts.length > 0 ? "guessed" : "read";
    tally[kind] = (tally[kind] ?? 0) + 1;
    if (typeof outcome === "string") {
      assert.match(outcome, /^a\.csv:\d+: /, title);
      continue;
    }
    const hideNames = (row: string[]): string[] => [row[0] ?? "", row[1] ?? "", row[4] ?? ""];
    const shown = kind === "guessed" ? outcome.rows.map(hideNames) : outcome.rows;
    assert.deepEqual(shown.sort(), (kind === "guessed" ? rows.map(hideNames) : rows).sort(), title);
  }
  console.log(`${count} files, seed ${seed}: ${JSON.stringify(tally)}`);
  assert.ok((tally["read"] ?? 0) > count / 2, "most are read");
});

/** Writes a file of a random form; `rows` are its sales. */
function writeFileOf(random: Random): { bytes: Buffer; rows: string[][] } {
  const chance = (part: number): boolean => random() % part === 0;
  const [text, encodings] = pick(languages, random);
  const names = text.split(",");
  const encoding =
    chance(3) || encodings.length === 0 ? pick(["utf-8", "utf-16le", "utf-16be"], random) : pick(encodings, random);
  const delimiter = pick([",", ";", "\t", "|", "^"], random);
  const isSpaced = chance(6) && delimiter !== "\t";
  const isQuoted = chance(3);
  const hasNote = chance(2);
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => (isQuoted ? `"${cell}"` : cell)).join(isSpaced ? `${delimiter} ` : delimiter);
  const header = ["sold_on", "sold_at", "store", "article", "amount", "cashier", ...(hasNote ? ["note"] : [])];
  const rows = Array.from({ length: 1 + (random() % 12) }, (_, i) => [
    `2026-03-${String(13 + i).padStart(2, "0")}`,
    `${10 + (random() % 10)}:${10 + (random() % 50)}`,
    names[random() % 2] as string,
    pick(names, random),
    `${random() % 50}.${10 + (random() % 90)}`,
    pick(["Ada", "Bo 7"], random),
  ]);
  const sum = rows.reduce((cents, row) => cents + Math.round(100 * Number(row[4])), 0);
  const total = (sum / 100).toFixed(2);
  const word = pick(words, random);
  const lines: string[] = [];
  if (chance(5)) lines.push(`sep=${delimiter}`);
  if (chance(4)) lines.push("Sales report", line(["Filter", "all"]), "");
  if (chance(8)) lines.push("# exported by Till, Version 3");
  lines.push(line(header) + (chance(6) ? delimiter : ""));
  const repeatedAt = chance(6) ? random() % rows.length : -1;
  for (const [i, row] of rows.entries()) {
    if (i === repeatedAt) lines.push(line(header));
    const note = !hasNote ? [] : chance(4) ? ['Rohr 5" lang'] : chance(3) ? [] : ["x"];
    lines.push(note[0]?.includes('"') ? `${line(row)}${delimiter}${note[0]}` : line([...row, ...note]));
    if (chance(20)) lines.push("");
  }
  const [hasTotal, hasDatedTotal] = [chance(4), chance(4) && rows.length > 1];
  if (hasTotal) lines.push(line([word, "", "", "", total, ""]));
  else if (hasDatedTotal) lines.push(line([...(rows[0] as string[]).slice(0, 3), word, total, "Ada"]));
  if (chance(6)) lines.push("", "Printed by Till Pro");
  const end = pick(["\n", "\r\n", "\r"], random);
  const content = lines.join(end) + (chance(3) ? "" : end) + (chance(10) ? "\x1a" : "");
  const addBOM = encoding.startsWith("utf-") && chance(2);
  return { bytes: iconv.encode(content, encoding, { addBOM }), rows };
}

/** Reads the rows of a file, or says why it is refused. */
async function readRows(path: string): Promise<{ rows: string[][]; doubts: string[] } | string> {
  try {
    const { dialect, doubts } = await findDialect({ name: "a.csv", path }, {});
    const rows: string[][] = [];
    const options = { readers: openBlockReaders(0), mostInvalid: 1, onBytes: () => {} };
    for await (const { bytes, invalid } of readFile({ path, dialect }, options)) {
      const [problem] = invalid;
      if (problem !== undefined) return `a.csv:${problem.line}: ${problem.expected}, got ${problem.got}`;
      const lines = Buffer.from(bytes).toString().split("\n").slice(0, -1);
      rows.push(...lines.map((line) => line.replaceAll('"', "").split(",")));
    }
    return { rows, doubts };
  } catch (error) {
    if (error instanceof TillbookError) return error.message;
    throw error;
  }
}

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[random() % choices.length] as T;
}
