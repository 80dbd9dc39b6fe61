import assert from "node:assert/strict";
import test from "node:test";
import { en, escapeMarkdown, sparkline } from "@tillbook/charts";
import type { TillbookError } from "@tillbook/pipeline";
import { nameLanguage, renderMarkdown as render, renderInline, stripMarkdown } from "./markdown.js";
import type { Place } from "./place.js";

const source = { where: "notebooks/1-a.ipynb cell 2" };

function place(): Place {
  return { id: "the-data", title: "The data", taken: new Set(), messages: en };
}

function renderMarkdown(markdown: string): string {
  return String(render(markdown, place(), source));
}

test("HTML in Markdown is shown without its scripts and styles", () => {
  const markdown = 'a <b onclick="x()" style="position:fixed">b</b><script>c</script><style>p{color:red}</style>';
  assert.equal(renderMarkdown(markdown), "<p>a <b>b</b></p>\n");
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
  assert.equal(renderMarkdown('https://example.org "a"'), '<p>https://example.org "a"</p>\n');
});

test("a title keeps its formatting where it is shown", () => {
  assert.equal(String(renderInline("*A* <b>")), "<em>A</em> &lt;b&gt;");
});

test("headings and tables of one name get different ids, over all texts of a section", () => {
  const page = place();
  render("## Größe\n\n|a|\n|---|\n|1|", page, source);
  const again = String(render("## Größe\n\n|a|\n|---|\n|1|", page, source));
  assert.match(
    again,
    /id="the-data-gro-e-2"[\s\S]* data-file="the-data-table-2"[\s\S]*<table id="table-the-data-table-2">/,
  );
});

test("a picture is put inside: an attachment of the cell, a file beside the notebook, or a data URL", () => {
  const png = { "image/png": "iVBORw0KGgo=" };
  const attached = { ...source, attachments: { "x.png": png, "my pictures/a&b.png": png } };
  const show = (markdown: string): string => String(render(markdown, place(), attached));
  const image = '<p><img src="data:image/png;base64,iVBORw0KGgo=" alt="a <b>"></p>\n';
  const shown = image.replace("<b>", "&lt;b&gt;");
  assert.equal(show("![a \\<b>](attachment:x.png)"), shown);
  assert.equal(show('![a \\<b>](x.png "t")'), shown);
  assert.equal(show("![a \\<b>](<my pictures/a&b.png>)"), shown);
  assert.equal(show("![a \\<b>](data:image/png;base64,iVBORw0KGgo=)"), shown);
  assert.equal(show('<img src="x.png" alt="a &lt;b&gt;">').trim(), shown.replaceAll(/<\/?p>/g, "").trim());
});

test("a picture that would be loaded, is missing, or says nothing to who can't see it stops the report", () => {
  const failures: [string, RegExp, RegExp][] = [
    [
      "![a](https://example.org/x.png)",
      /got https:\/\/example\.org\/x\.png: a report loads nothing/,
      /save the picture beside/,
    ],
    ["![a](//example.org/x.png)", /a report loads nothing/, /save the picture/],
    ["![a](x.png)", /expected the picture x\.png, got no such file beside the notebook/, /save the file/],
    ["![a](attachment:x.png)", /no such attachment of the cell/, /drag the picture/],
    ["![](x.png)", /expected a text alternative of the picture x\.png, got none/, /!\[what it shows\]\(x\.png\)/],
    ['<img src="x.png">', /expected a text alternative of the picture x\.png/, /<img alt=/],
    ["```mermaid\ngraph TD\n```", /got a mermaid diagram/, /export it as SVG/],
    ["a\n\n[^1]: b", /expected the footnote \[\^1\] to be used/, /write \[\^1\]/],
    ["<iframe src='x'></iframe>", /needs no script, plug-in or network, got <iframe>/, /show a table/],
  ];
  for (const [markdown, message, hint] of failures) {
    const matches = (error: TillbookError): boolean => {
      assert.match(error.message, message);
      assert.match(error.message, /^notebooks\/1-a\.ipynb cell 2: /);
      assert.match(error.hint ?? "", hint);
      return error.code === "NOTEBOOK_INVALID";
    };
    assert.throws(() => renderMarkdown(markdown), matches);
  }
});

test("footnotes are at the end of their cell, and lead there and back by ids of their own", () => {
  const page = place();
  const [first, second] = [1, 2].map(() => String(render("a[^x]\n\n[^x]: Note", page, source)));
  assert.match(first!, /<sup><a href="#the-data-fn1" id="the-data-fnref1">\[1\]<\/a><\/sup>/);
  assert.match(
    first!,
    /<div class="footnotes"><ol>\s*<li id="the-data-fn1"><p>Note <a href="#the-data-fnref1">↑<\/a><\/p>/,
  );
  assert.match(second!, /href="#the-data-fn1-2" id="the-data-fnref1-2"/);
});

test("the items of a task list have boxes, with their text as alternative", () => {
  const boxes = renderMarkdown("- [x] a\n- [ ] b\n- [y] c").match(/<svg [^>]*role="img" aria-label="\[.\]"/g);
  assert.deepEqual(
    boxes?.map((box) => /\[.\]/.exec(box)?.[0]),
    ["[x]", "[ ]"],
  );
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

test("a sparkline stands in a cell of a table as a drawing with its text alternative", () => {
  const points = [1, 3, 2].map((value, i) => ({ name: `M${i + 1}`, value }));
  const html = renderMarkdown(
    `| Store | 12 months |\n|---|---|\n| ${escapeMarkdown("Ulm")} | ${sparkline(points, en)} |`,
  );
  assert.match(html, /<td><svg [^>]*aria-label="Rising, highest in M2"[^>]*><path d="M3 15L40 3L77 9"[^>]*>/);
  assert.doesNotMatch(html, /&lt;svg|data:image/);
});
