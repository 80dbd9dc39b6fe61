import assert from "node:assert/strict";
import test from "node:test";
import { en } from "@tillbook/charts";
import { renderMarkdown as render, stripMarkdown } from "./markdown.js";

function renderMarkdown(markdown: string): string {
  return String(render(markdown, { id: "the-data", title: "The data", taken: new Set(), messages: en }));
}

test("HTML in Markdown is shown as text", () => {
  assert.equal(renderMarkdown("a <script>b</script>"), "<p>a &lt;script&gt;b&lt;/script&gt;</p>\n");
});

test("headings of a notebook come below the heading of its section", () => {
  assert.equal(renderMarkdown("## Stores"), '<h3 id="the-data-stores">Stores</h3>\n');
});

test("headings and tables of one name get different ids, over all texts of a section", () => {
  const place = { id: "the-data", title: "The data", taken: new Set<string>(), messages: en };
  render("## Größe\n\n|a|\n|---|\n|1|", place);
  const again = String(render("## Größe\n\n|a|\n|---|\n|1|", place));
  assert.match(
    again,
    /id="the-data-gro-e-2"[\s\S]* data-file="the-data-table-2"[\s\S]*<table id="table-the-data-table-2">/,
  );
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
