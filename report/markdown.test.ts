import assert from "node:assert/strict";
import test from "node:test";
import { renderMarkdown, stripMarkdown } from "./markdown.js";

test("HTML in Markdown is shown as text", () => {
  assert.equal(renderMarkdown("a <script>b</script>"), "<p>a &lt;script&gt;b&lt;/script&gt;</p>\n");
});

test("headings of a notebook come below the heading of its section", () => {
  assert.equal(renderMarkdown("## Stores"), "<h3>Stores</h3>\n");
});

test("a picture is not loaded, its text is shown", () => {
  assert.equal(renderMarkdown('![a <b>](x.png "t")'), "<p>a &lt;b&gt;</p>\n");
});

test("an escaped bar stays in its table cell", () => {
  assert.match(renderMarkdown("|a|b|\n|---|---:|\n|x \\| y|1|"), /<td>x \| y<\/td>/);
});

test("a link to a script is not a link", () => {
  assert.doesNotMatch(renderMarkdown("[a](javascript:alert(1))"), /<a/);
});

test("a title loses its formatting, not its characters", () => {
  assert.equal(stripMarkdown("**A** \\| `b` & c"), "A | b & c");
});
