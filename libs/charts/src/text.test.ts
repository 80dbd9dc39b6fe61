import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeMarkdown, escapePlotly, isolateName, shortenNames } from "./text.js";

test("tags, entities, templates and formulas of a name reach Plotly as text", () => {
  assert.equal(escapePlotly("<b>&lt; %{x} $a$"), "&lt;b&gt;&amp;lt; &#37;{x} &#36;a&#36;");
});

test("marks of Markdown in a name stay what they are, also in a table", () => {
  assert.equal(escapeMarkdown("a|b *c* <d>\n$e$"), "a\\|b \\*c\\* \\<d\\> \\$e\\$");
});

test("names that differ only behind the cut are cut in the middle, or numbered", () => {
  assert.deepEqual(shortenNames(["Köln Südstadt", "Ulm"], 8), ["Köln Sü…", "Ulm"]);
  assert.deepEqual(shortenNames(["Filiale Köln Nord", "Filiale Köln Süd"], 9), ["Filia…ord", "Filia…Süd"]);
  assert.deepEqual(shortenNames(["aaaaaaaa1zzzzzzzz", "aaaaaaaa2zzzzzzzz"], 9), ["aaaa… (1)", "aaaa… (2)"]);
});

test("a cut never splits a character", () => {
  assert.deepEqual(shortenNames(["🥐🥐🥐🥐🥐"], 3), ["🥐🥐…"]);
});

test("every mark that Markdown reads is escaped, and control characters are one space", () => {
  assert.equal(escapeMarkdown("\\`*_[]<>|~&$#"), "\\\\\\`\\*\\_\\[\\]\\<\\>\\|\\~\\&\\$\\#");
  assert.equal(escapeMarkdown("a\r\n\tb"), "a b");
  assert.equal(escapePlotly("a\r\n\tb"), "a b");
});

test("a name that fits is not cut, and a space before the cut is dropped", () => {
  assert.deepEqual(shortenNames(["12345678", "123456789", "123456 89"], 8), ["12345678", "1234567…", "123456…"]);
  assert.deepEqual(shortenNames(["a\nb"], 8), ["a b"]);
});

test("equal names are numbered by their places", () => {
  assert.deepEqual(shortenNames(["x", "same", "same"], 8), ["x", "same (2)", "same (3)"]);
});

test("a name with marks of direction or letters that run to the left is isolated, and what it opens is closed", () => {
  const [begin, end] = ["\u2068", "\u2069"];
  assert.equal(isolateName("51 groß\u202e"), `${begin}51 groß\u202e${end}`);
  assert.equal(isolateName("שלום 7"), `${begin}שלום 7${end}`);
  assert.equal(isolateName("a\u2067b"), `${begin}a\u2067b${end}${end}`);
  assert.equal(isolateName("a\u2069\u202eb"), `${begin}a\u202eb${end}`);
  assert.equal(isolateName("a\u2066b\u2069c"), `${begin}a\u2066b\u2069c${end}`);
  // a separator of paragraphs would end the isolate
  assert.equal(isolateName("a\u202e\u2029b"), `${begin}a\u202e b${end}`);
  assert.equal(escapePlotly("<\u200f>"), `${begin}&lt;\u200f&gt;${end}`);
  assert.equal(escapeMarkdown("*\u200f*"), `${begin}\\*\u200f\\*${end}`);
});

test("ordinary names keep their bytes", () => {
  for (const name of ["Köln Süd", "51 groß", "Ёлка №5", "東京", "🥐 1.5 l", "café ☕", "ไทย"])
    assert.equal(isolateName(name), name);
});
