import assert from "node:assert/strict";
import { test } from "node:test";
import { divideLines, findColumnStarts } from "./fixed-width.js";

const isHeader = (names: string[]): boolean => names.includes("amount");
const table = ["day        store   amount", "2026-03-01 Köln     12.50", "2026-03-02 Halle a   1.00"];

test("columns begin where the words of the header begin, also below a title", () => {
  assert.deepEqual(findColumnStarts(table, isHeader), [0, 11, 19]);
  assert.deepEqual(findColumnStarts(["All sales", "", ...table], isHeader), [0, 11, 19]);
});

test("a number that may reach over the place where its column begins divides no line", () => {
  const header = "date       article    amount";
  const isHeader = (names: string[]): boolean => names[0] === "date";
  const find = (row: string): number[] | undefined => findColumnStarts([header, row], isHeader);
  assert.equal(find("2026-03-01 Butter   1 234.50"), undefined);
  assert.equal(find("2026-03-01 Butter  12 345"), undefined);
  assert.equal(find("2026-03-01 Butter -   12.50"), undefined, "a sign");
  assert.equal(find("2026-03-01 Butter   ( 12.50)"), undefined);
  assert.deepEqual(find("2026-03-01 Butter     234.50"), [0, 11, 22]);
  assert.deepEqual(find("2026-03-01 Butter     -12.50"), [0, 11, 22]);
  assert.deepEqual(find("2026-03-01 0012345678 234.50"), [0, 11, 22], "a number of an article");
  assert.deepEqual(find("2026-03-01 Cola 0,5 l  34.50"), [0, 11, 22]);
});

test("a value over the place where a column begins, or a delimiter, is no column of a fixed width", () => {
  assert.equal(findColumnStarts([...table, "2026-03-03 Köln-Süd2 1.00"], isHeader), undefined);
  assert.equal(findColumnStarts(["day,store,amount"], isHeader), undefined);
  assert.equal(findColumnStarts(["some words"], isHeader), undefined);
});

test("lines become CSV; one that cannot be divided becomes one field", async () => {
  const text = [...table, "", "2026-03-03 Köln-Süd2 1.00"].join("\r\n");
  const expected = [
    '"day","store","amount"',
    '"2026-03-01","Köln","12.50"',
    '"2026-03-02","Halle a","1.00"',
    "",
    '"2026-03-03 Köln-Süd2 1.00"',
  ].join("\n");
  assert.equal(await divide(text, "utf8"), expected);
  assert.equal(await divide(text, "latin1"), expected);
});

async function divide(text: string, encoding: "utf8" | "latin1"): Promise<string> {
  const bytes = Buffer.from(text, encoding);
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
  };
  const out: Buffer[] = [];
  for await (const piece of divideLines(pieces(), [0, 11, 19], encoding)) out.push(piece);
  return Buffer.concat(out).toString(encoding);
}
