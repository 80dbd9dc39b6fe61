import assert from "node:assert/strict";
import test from "node:test";
import { en, type Figure } from "@tillbook/charts";
import { renderFacts, renderNotice, renderOrigin, renderSection } from "./chapters.js";
import type { Block, Section } from "./section.js";

const source = { where: "notebooks/1-a.ipynb cell 2" };

function makeFigure(name: string): Figure {
  const table = { columns: [{ label: "Month", align: "left" as const }], rows: [["January"]] };
  return { data: [{ type: "bar" }], layout: { meta: { name, title: `The ${name}`, alt: `Alt of ${name}`, table } } };
}

function renderBlocks(...blocks: Block[]): string {
  return String(renderSection({ name: "2-a", title: "A", blocks, sources: [] }, new Map(), en).body);
}

test("a chapter has the name of its notebook as id, without its number and what is not fit for an id", () => {
  const idOf = (name: string): string => renderSection({ name, title: "A", blocks: [], sources: [] }, new Map(), en).id;
  assert.equal(idOf("12-monthly-sales"), "monthly-sales");
  assert.equal(idOf("Umsätze 2 & 3"), "Ums-tze-2-3");
  assert.equal(idOf("7-"), "7-");
});

test("blocks come in the order of the notebook, the data of a chart right after it, the code last", () => {
  const section: Section = {
    name: "1-a",
    title: "*A*",
    blocks: [
      { kind: "figure", figure: makeFigure("bars") },
      { kind: "markdown", markdown: "Prose.\n\n## Heading", source },
      { kind: "text", text: "a < b" },
    ],
    sources: ["first;", "second;"],
  };
  const { body, title, figures } = renderSection(section, new Map(), en);
  assert.equal(String(title), "<em>A</em>");
  assert.deepEqual(figures, [{ id: "figure-bars", title: "The bars" }]);
  const html = String(body);
  const places = ['id="figure-bars"', 'id="data-bars"', "<p>Prose.</p>", 'id="a-heading"', "<pre>a &lt; b</pre>"];
  const at = [...places, '<details class="sources">'].map((text) => html.indexOf(text));
  assert.ok(
    at.every((place, i) => place > (at[i - 1] ?? -1)),
    String(at),
  );
  assert.ok(
    html.endsWith(
      `<summary>${en.report.sources}</summary>\n<pre><code>first;</code></pre>\n<pre><code>second;</code></pre>\n</details>`,
    ),
  );
});

test("a chapter without code has no fold for it", () => {
  assert.doesNotMatch(renderBlocks({ kind: "text", text: "a" }), /<details/);
});

test("a picture is embedded", () => {
  assert.match(
    renderBlocks({ kind: "picture", picture: { type: "image/png", content: "iVBORw0KGgo=", alt: "It" }, source }),
    /<img src="data:image\/png;base64,iVBORw0KGgo=" alt="It">/,
  );
});

test("key figures in a chapter are a list, with their notes", () => {
  const keyFigures = [
    { label: "A", value: "1", note: "of all" },
    { label: "B", value: "2", note: "" },
  ];
  const html =
    '<dl class="facts"><div><dt>A</dt><dd>1 <span class="note">of all</span></dd></div>\n<div><dt>B</dt><dd>2</dd></div></dl>';
  assert.equal(renderBlocks({ kind: "key-figures", keyFigures }).trim(), html);
  assert.equal(String(renderFacts(keyFigures)), html);
});

test("a chart is one box: both pictures with the text alternative, the place of the interactive one, and its JSON", () => {
  const figure = makeFigure("bars");
  figure.layout.meta.alt = '$& "a"';
  const picture = { name: "bars", svg: "" };
  const charts = new Map([["bars", { wide: "<svg>w<svg/></svg>", narrow: "<svg>n</svg>", colors: {}, picture }]]);
  const section: Section = { name: "1-a", title: "A", blocks: [{ kind: "figure", figure }], sources: [] };
  const label = 'role="img" aria-label="$&amp; &quot;a&quot;"';
  assert.ok(
    String(
      renderSection(section, charts, en).body,
    ).startsWith(`<div class="exhibit"><div class="figure" id="figure-bars" role="group" aria-labelledby="figure-bars-title">
<h3 id="figure-bars-title">The bars</h3>
<div class="chart">
<div class="static"><div class="wide"><svg ${label}>w<svg/></svg></div><div class="narrow"><svg ${label}>n</svg></div></div>
<div class="interactive" ${label} hidden></div>
<script type="application/json">${JSON.stringify(figure)}</script>
</div>
</div>
`),
  );
});

test("the data of one chart is called so; of several, each says whose it is", () => {
  const bars: Block = { kind: "figure", figure: makeFigure("bars") };
  const lines: Block = { kind: "figure", figure: makeFigure("lines") };
  const summaries = (...blocks: Block[]): unknown[] =>
    [...renderBlocks(...blocks).matchAll(/<summary>(.*?)<\/summary>/g)].map(([, text]) => text);
  assert.deepEqual(summaries(bars), [en.report.data]);
  assert.deepEqual(summaries(bars, lines), [en.report.dataOf("The bars"), en.report.dataOf("The lines")]);
  assert.match(renderBlocks(bars), /data-file="bars"[\s\S]*<caption>.*The bars.*<\/caption>/);
});

test("the last chapter has a part for each stage, its tables numbered, and the versions", () => {
  const table = { columns: [{ label: "File", align: "left" as const }], rows: [["a.csv"]] };
  const tables = [
    { caption: "Read", table },
    { caption: "Wrote", table },
  ];
  const parts = [{ stage: "import" as const, title: "Import", facts: [{ label: "Rows", value: "7" }], tables }];
  const versions = [{ label: "Node.js", value: "24" }];
  const chapter = renderOrigin({ parts, versions, isChangedSinceImport: false, hasNameFonts: false }, en);
  const html = String(chapter.body);
  assert.deepEqual([chapter.id, String(chapter.title), chapter.figures], ["origin", en.report.origin, []]);
  assert.match(
    html,
    /<div class="part"><h3 id="origin-import">Import<\/h3>\n<dl class="facts"><div><dt>Rows<\/dt><dd>7<\/dd>/,
  );
  assert.match(html, /<h4>Read<\/h4>.*id="table-import-1".*<h4>Wrote<\/h4>.*id="table-import-2"/s);
  assert.match(html, /<caption>Import: Wrote<\/caption>/);
  assert.match(html, /<h3 id="origin-versions">.*<\/h3>\n<dl class="facts"><div><dt>Node\.js<\/dt><dd>24<\/dd>/);
  assert.ok(html.startsWith(`<p>${en.report.originText}</p>`) && html.includes(en.report.licences));
  assert.doesNotMatch(html, /role="note"/);
  assert.ok(!html.includes(en.report.nameFonts));
  const withNames = renderOrigin({ parts, versions, isChangedSinceImport: false, hasNameFonts: true }, en);
  assert.ok(String(withNames.body).includes(`${en.report.licences} ${en.report.nameFonts}`));
  assert.match(
    String(renderOrigin({ parts, versions, isChangedSinceImport: true, hasNameFonts: false }, en).body),
    /role="note"/,
  );
});

test("the notice of a change leads to the details where it is asked to", () => {
  const text = `<strong>${en.report.changed}</strong> ${en.report.changedMeans}`;
  assert.equal(String(renderNotice(en, false)), `<p class="notice" role="note">${text}</p>`);
  const details = en.report.changedDetails(`<a href="#origin">${en.report.origin}</a>`);
  assert.equal(String(renderNotice(en, true)), `<p class="notice" role="note">${text} ${details}</p>`);
});
