import assert from "node:assert/strict";
import test from "node:test";
import { en } from "@tillbook/charts";
import { nameLanguage, renderMarkdown as render, renderInline, stripMarkdown } from "./markdown.js";

function renderMarkdown(markdown: string): string {
  return String(render(markdown, { id: "the-data", title: "The data", taken: new Set(), messages: en }));
}

test("HTML in Markdown is shown as text", () => {
  assert.equal(renderMarkdown("a <script>b</script>"), "<p>a &lt;script&gt;b&lt;/script&gt;</p>\n");
});

test("headings of a notebook come below the heading of its section", () => {
  assert.equal(renderMarkdown("## Stores"), '<h3 id="the-data-stores">Stores</h3>\n');
});

test("a heading is one level lower than in the notebook, from h3 to h6", () => {
  const levels = ["# A", "## A", "### A", "#### A", "##### A", "###### A"];
  const tags = levels.map((heading) => /^<(h\d) .*<\/\1>$/.exec(renderMarkdown(heading).trim())?.[1]);
  assert.deepEqual(tags, ["h3", "h3", "h4", "h5", "h6", "h6"]);
});

test("a table is one of the report's: named after its section, with its tools", () => {
  const rows = (count: number): string => renderMarkdown(`|a|\n|---|\n${"|1|\n".repeat(count)}`);
  assert.match(rows(1), /data-file="the-data-table"[\s\S]* aria-label="The data"><table id="table-the-data-table">/);
  assert.match(rows(1), /<\/table><\/div>\n$/);
  assert.doesNotMatch(rows(8), /type="search"/);
  assert.match(rows(9), /type="search"/);
});

test("a third heading of one name gets the third id", () => {
  const ids = [...renderMarkdown("## A\n\n## A\n\n## A").matchAll(/id="([^"]+)"/g)].map(([, id]) => id);
  assert.deepEqual(ids, ["the-data-a", "the-data-a-2", "the-data-a-3"]);
});

test("addresses in a text are no links, and quotes stay as they are", () => {
  assert.equal(renderMarkdown('https://example.org "a"'), "<p>https://example.org &quot;a&quot;</p>\n");
});

test("a title keeps its formatting where it is shown", () => {
  assert.equal(String(renderInline("*A* <b>")), "<em>A</em> &lt;b&gt;");
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
  assert.equal(stripMarkdown("a\nb"), "a b");
});

test("what is still in English says so: paragraphs, headings, items, titles", () => {
  assert.equal(renderMarkdown("Much is *sold*.\u00a0[en]"), '<p lang="en">Much is <em>sold</em>.\u00a0[en]</p>\n');
  assert.match(
    renderMarkdown("## Stores\u00a0[en]\n\nText"),
    /^<h3 [^>]*lang="en"[^>]*>Stores\u00a0\[en\]<\/h3>\n<p>Text/,
  );
  assert.match(renderMarkdown("- one\n- two\u00a0[en]"), /<li>one<\/li>\n<li lang="en">two/);
  assert.equal(String(renderInline("Stores\u00a0[en]")), '<span lang="en">Stores\u00a0[en]</span>');
  assert.equal(String(nameLanguage("Stores")), "");
});
