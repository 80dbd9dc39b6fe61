import assert from "node:assert/strict";
import { test } from "node:test";
import { endLines, type LineBreak } from "./line-ends.js";

test("a lone CR ends a line, but not in quotes; LF and CR LF stay", async () => {
  assert.equal(await convert("a\rb\r"), "a\nb\n");
  assert.equal(await convert('a\n"b\rc"\r\nd\re\r\n'), 'a\n"b\rc"\r\nd\ne\r\n');
  assert.equal(await convert('"a""\r"\r"b"\r'), '"a""\r"\n"b"\n');
  assert.equal(await convert("a\r\r\nb"), "a\n\r\nb");
});

test("a line separator ends a line where it is told to", async () => {
  assert.equal(await convert("ä\u2028b\u2028", "\u2028"), "ä\nb\n");
  assert.equal(await convert("ä\u0085b\u0085", "\u0085"), "ä\nb\n");
  assert.equal(await convert("ä\u2028b\n"), "ä\u2028b\n");
});

test("Ctrl-Z at the end is left out, and stays elsewhere", async () => {
  assert.equal(await convert("a\n\x1a"), "a\n");
  assert.equal(await convert("a\r\x1a\x1a"), "a\n");
  assert.equal(await convert("a\x1ab\n"), "a\x1ab\n");
  assert.equal(await convert("\x1a"), "");
});

/** Converts a text whole and in pieces of one to three bytes, which must make no difference. */
async function convert(text: string, lineBreak?: LineBreak): Promise<string> {
  const bytes = Buffer.from(text);
  const before = Buffer.from(bytes);
  const results = await Promise.all([bytes.length, 1, 2, 3].map((size) => collect(bytes, size, lineBreak)));
  assert.deepEqual(new Set(results).size, 1, JSON.stringify(results));
  assert.deepEqual(bytes, before, "the bytes that came in stay");
  return results[0] ?? "";
}

async function collect(bytes: Buffer, size: number, lineBreak?: LineBreak): Promise<string> {
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const out: Buffer[] = [];
  for await (const piece of endLines(pieces(), lineBreak)) out.push(piece);
  return Buffer.concat(out).toString();
}
