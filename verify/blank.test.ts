import assert from "node:assert/strict";
import { test } from "node:test";
import { blankHtml, blankMarkdown, blankSpan, blankTemplate } from "./blank.js";

/** What is left of a text, without the spaces; all of it keeps its place. */
function leave(blank: (text: string) => string, text: string): string {
  const left = blank(text);
  assert.equal(left.length, text.length);
  for (const [i, unit] of left.split("").entries()) assert.ok(unit === " " || unit === text[i]);
  return left.replace(/\s+/g, " ").trim();
}

test("a span is blanked without its end", () => {
  assert.equal(blankSpan("a12b", [1, 3]), "a  b");
});

test("of HTML only what is shown is left, also where a tag, a comment or a script doesn't end", () => {
  const left = (html: string): string => leave(blankHtml, html);
  assert.equal(left('<p class="x1">a<br/>2</p>'), "a 2");
  assert.equal(left("a <!-- 1 --> b <!-- 2\n3"), "a b");
  assert.equal(left("<STYLE>p { top: 1px }\n</STYLE >a<script>2</script >b<script>3"), "a b");
  assert.equal(left("a <b width=1"), "a");
  assert.equal(left("a <img data-x='>1' width=2"), "a");
  assert.equal(left("1 < 2 > 3 and 4<5"), "1 < 2 > 3 and 4<5");
  assert.equal(left("<!doctype html5>a"), "a");
});

test("attributes that a reader sees are left, in quotes of either kind or in none", () => {
  const left = (html: string): string => leave(blankHtml, html);
  assert.equal(left(`<img alt="1" title='2' aria-label=3 width="4">`), `"1" '2' 3`);
  assert.equal(
    left('<input value = "5" placeholder="6" size="7"><th label="8" aria-description="9">'),
    '"5" "6" "8" "9"',
  );
});

test("references to digits are left, others are not", () => {
  const left = (html: string): string => leave(blankHtml, html);
  assert.equal(left("&#53; &#36; &#x35; &#X24; &#8364; &#53 &#x110000;"), "&#53; &#x35; &#53");
});

test("of Markdown links, autolinks and the numbers of lists that count from one are blanked", () => {
  const left = (markdown: string): string => leave(blankMarkdown, markdown);
  assert.equal(left("[a 1](https://example.org/2025) b"), "[a 1]( ) b");
  assert.equal(left("<https://example.org/1> <http://example.org/2> https://example.org/3, 4"), "4");
  assert.equal(left("1. a\n2. b\n3) c\n\n1. d"), "a b c d");
  assert.equal(left("1. a\n3. b\n4. c"), "a 3. b c");
  assert.equal(left("> 1. a\n2 b\nin 1. c"), "a 2 b in 1. c");
  assert.equal(left("\\$5 \\a"), "$5 \\a");
});

test("of Plotly's templates what it fills in itself is blanked", () => {
  assert.equal(leave(blankTemplate, "%{customdata[0]} of 9<br>%{y:.2f}<extra>1</extra>"), "of 9 1");
});
