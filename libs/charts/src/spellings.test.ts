import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "./locale/index.js";
import { describeSpellings, findSpellings, type NameCount } from "./spellings.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const store = (name: string, sales: number): NameCount => ({ kind: "store", name, sales });

test("spellings that look the same are found: accents' form, zero width, spaces, full width, case", () => {
  const names = [
    "Caf\u00e9 Süd",
    "Cafe\u0301 Süd",
    "Café\u200b Süd",
    "Café\u00a0Süd",
    "Café  Süd",
    "CAFÉ SÜD",
    "Ｃafé Süd",
  ];
  assert.deepEqual(findSpellings(names.map((name, i) => store(name, 10 - i))), [
    { kind: "store", name: names[0], names: names.map((name, i) => store(name, 10 - i)) },
  ]);
});

test("names that differ in a letter, or are of different kinds, are not the same", () => {
  assert.deepEqual(findSpellings([store("Kase", 1), store("Käse", 1), { ...store("Kase", 1), kind: "article" }]), []);
});

test("they are named with their sales, in each language", () => {
  const names = [store("東京", 3), store("東京\u200b", 1), { ...store("Tee", 9), kind: "article" as const }];
  assert.equal(
    plain(describeSpellings(names, en)),
    "Some names differ only in case, in spaces or in invisible characters, and are counted separately: store **東京** in 2 spellings (3 sales and 1 sale).",
  );
  assert.equal(
    plain(describeSpellings(names, de)),
    "Manche Namen unterscheiden sich nur in Groß- und Kleinschreibung, in Leerzeichen oder in unsichtbaren Zeichen und werden getrennt gezählt: Filiale **東京** in 2 Schreibweisen (3 Verkäufe und 1 Verkauf).",
  );
  assert.equal(describeSpellings([store("Ulm", 1)], en), "");
});

test("of many, the first five are named and the others counted", () => {
  const names = Array.from({ length: 7 }, (_, i) => [store(`a${i}`, 9 - i), store(`A${i}`, 1)]).flat();
  assert.match(
    plain(describeSpellings(names, en)),
    /store \*\*a4\*\* in 2 spellings \(5 sales and 1 sale\) and 2 more names\.$/,
  );
  assert.match(plain(describeSpellings(names, de)), /und 2 weitere Namen\.$/);
});
