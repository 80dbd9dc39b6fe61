import assert from "node:assert/strict";
import test from "node:test";
import { html } from "@remix-run/html-template";
import { de, en, escapeMarkdown, type Figure } from "@tillbook/charts";
import type { StaticChart } from "./draw-charts.js";
import { type PageAssets, type ReportContent, renderPage } from "./page.js";

const assets: PageAssets = {
  css: "body{margin:0}",
  fontCss: "@font-face{font-family:Inter}",
  scripts: { client: { text: "start();", hash: "C=" }, plotly: { text: "plotly();", hash: "P=" } },
};

const source = { where: "notebooks/1-a.ipynb cell 2" };

function makeFigure(name: string, title = name): Figure {
  const table = { columns: [{ label: "Month", align: "left" as const }], rows: [["January"]] };
  return { data: [], layout: { meta: { name, title, alt: `Alt of ${name}`, table } } };
}

function makeContent(change: Partial<ReportContent> = {}): ReportContent {
  const svg = (kind: string) => `<svg viewBox="0 0 1 1">${kind}</svg>`;
  const picture = { name: "bars", svg: "" };
  return {
    messages: en,
    paper: "a4",
    theme: { name: "Shop", logo: undefined, accent: "#0b6e4f", accentDark: "#aaccbb", charts: [] },
    period: { first: "2025-01-01", last: "2025-12-31" },
    store: undefined,
    source: "Made up",
    sections: [
      {
        name: "1-the-data",
        title: "The *data*",
        blocks: [{ kind: "markdown", markdown: "Prose.", source }],
        sources: [],
      },
      { name: "2-sales", title: "Sales", blocks: [{ kind: "figure", figure: makeFigure("bars") }], sources: ["x;"] },
    ],
    charts: new Map<string, StaticChart>([
      ["bars", { wide: svg("wide"), narrow: svg("narrow"), colors: { "#332288": "#7a6fb2" }, picture }],
      ["lines", { wide: svg("w"), narrow: svg("n"), colors: { "#117733": "#228844" }, picture }],
    ]),
    parts: [],
    versions: [{ label: "Node.js", value: "24" }],
    isChangedSinceImport: false,
    hasNameFonts: false,
    ...change,
  };
}

function render(change: Partial<ReportContent> = {}): string {
  return renderPage(makeContent(change), assets);
}

test("the page names its language, author, title, day and subject", () => {
  const page = render();
  for (const line of [
    "<!doctype html>",
    '<html lang="en">',
    '<meta name="author" content="Shop">',
    '<meta name="dcterms.date" content="2025-12-31">',
    '<meta name="description" content="The data · Sales">',
    "<title>Sales report, January to December 2025</title>",
  ]) {
    assert.ok(page.includes(`${line}\n`), line);
  }
  assert.match(page, /<meta name="tillbook" content="tillbook-sha256:0{64}">/);
  assert.match(render({ messages: de }), /<html lang="de">/);
});

test("a store's report has its name in title, cover and running header, and a period its own name", () => {
  const page = render({ store: "Köln <1>", period: { first: "2026-01-01", last: "2026-03-31", unit: "quarter" } });
  assert.match(page, /<title>Sales report for Köln &lt;1&gt;, 1st quarter of 2026<\/title>/);
  assert.match(page, /<h1>Sales report for Köln &lt;1&gt;<\/h1>\n<p class="period">1st quarter of 2026<\/p>/);
  assert.match(
    page,
    /@top-left\{content:"Shop · Sales report for Köln [^"]*"\}@top-right\{content:"1st quarter of 2026"\}/,
  );
});

test("a report of no known period has no date, and only its name as title", () => {
  const page = render({ period: undefined, source: undefined });
  assert.doesNotMatch(page, /dcterms|class="period"/);
  assert.match(page, /<title>Sales report<\/title>/);
  assert.match(page, /@top-right\{content:""\}/);
});

test("the policy allows the page's two scripts, which are in it", () => {
  const page = render();
  assert.match(page, /script-src 'sha256-C=' 'sha256-P=';/);
  assert.ok(page.includes('<script type="text/plain" id="plotly">plotly();</script>\n<script>start();</script>'));
});

test("the cover has the brand, the period, the source, and the first key figures of the sections", () => {
  const first = { kind: "key-figures" as const, keyFigures: [{ label: "Revenue", value: "€ 1", note: "of all" }] };
  const second = { kind: "key-figures" as const, keyFigures: [{ label: "Sales", value: "7" }] };
  const section = { name: "1-a", title: "A", blocks: [first, second], sources: [] };
  const cover = /<header[\s\S]*<\/header>/.exec(render({ sections: [section] }))?.[0] ?? "";
  assert.match(cover, /<p class="brand">Shop<\/p>/);
  assert.match(cover, /<p class="period">January to December 2025<\/p>\n<p class="source-line">Made up<\/p>/);
  assert.match(
    cover,
    /<dl class="key-figures"><div><dt>Revenue<\/dt><dd class="value">€ 1<\/dd><dd class="note">of all<\/dd><\/div><\/dl>/,
  );
  assert.doesNotMatch(render(), /class="key-figures"/);
});

test("a first page stands on the cover: key figures large, headings beside its title, tables behind its charts in the section", () => {
  const markdown = (text: string) => ({ kind: "markdown" as const, markdown: text, source });
  const figures = { kind: "key-figures" as const, keyFigures: [{ label: "Revenue", value: "€ 1" }] };
  const firstPage = [
    markdown("**Up**"),
    figures,
    { kind: "figure" as const, figure: makeFigure("lines") },
    markdown("## To look into\n\n- [A](#sales) and [B](#nowhere)"),
  ];
  const section = { name: "1-sales", title: "Sales", blocks: [figures], sources: [], firstPage };
  const page = render({ sections: [section] });
  const [cover = "", rest = ""] = page.slice(page.indexOf("<header")).split("</header>");
  assert.match(cover, /<div class="first-page"><p><strong>Up<\/strong><\/p>\s*<dl class="key-figures">/);
  assert.match(cover, /<h2 id="figure-lines-title">lines<\/h2>/);
  assert.match(cover, /<h2 id="[^"]*">To look into<\/h2>/);
  assert.match(cover, /<li><a href="#sales">A<\/a> and B<\/li>/);
  assert.doesNotMatch(cover, /<h3|<table/);
  assert.equal(page.match(/class="key-figures"/g)?.length, 1);
  assert.match(rest, /<table id="table-lines">/);
  assert.doesNotMatch(rest, /id="figure-lines"/);
});

test("a logo stands for the name of the brand", () => {
  const theme = { ...makeContent().theme, logo: "data:image/png;base64,AA" };
  assert.match(render({ theme }), /<p class="brand"><img src="data:image\/png;base64,AA" alt="Shop"><\/p>/);
});

test("a change of the sales since the import is said on the cover, and where the report tells how it was made", () => {
  const page = render({ isChangedSinceImport: true });
  const [cover, rest] = page.split("</header>");
  assert.ok(cover?.includes(en.report.changed));
  assert.match(cover ?? "", /role="note">.*<a href="#origin">How this report was made<\/a>/);
  assert.ok(rest?.includes(en.report.changed));
  assert.doesNotMatch(rest ?? "", /role="note">.*<a href="#origin">/);
  assert.doesNotMatch(render(), /role="note"/);
});

test("the contents name each chapter by its number, and each chart without one", () => {
  const page = render();
  const lines = [
    ...page.matchAll(/<li><a href="#([^"]+)">(?:<span class="number">(\d)<\/span>)?<span class="text">(.*?)<\/span>/g),
  ];
  assert.deepEqual(
    lines.map(([, id, number, title]) => [id, number, title]),
    [
      ["the-data", "1", "The <em>data</em>"],
      ["sales", "2", "Sales"],
      ["origin", "3", en.report.origin],
      ["figure-bars", undefined, "bars"],
    ],
  );
  for (const [, id] of lines) assert.ok(page.includes(`data-page-of="${id}"`) && page.includes(` id="${id}"`), id);
});

test("a report without charts has no list of figures", () => {
  assert.match(render(), /<h2 id="figures">/);
  assert.doesNotMatch(render({ sections: makeContent().sections.slice(0, 1) }), /id="figures"/);
});

test("the chapters are sections with numbered headings, in the order of the notebooks", () => {
  const headings = [
    ...render().matchAll(/<section id="([^"]+)" aria-labelledby="\1-title">\n<h2 id="\1-title">(.*)<\/h2>/g),
  ];
  assert.deepEqual(
    headings.map(([, , heading]) => heading),
    [
      '<span class="number">1</span> The <em>data</em>',
      '<span class="number">2</span> Sales',
      `<span class="number">3</span> ${en.report.origin}`,
    ],
  );
});

test("each colour of the charts is defined as drawn, and in dark mode as what stands for it; so is the accent", () => {
  const page = render();
  const dark = "@media screen and (prefers-color-scheme:dark)";
  assert.ok(
    page.includes(`:root{--c332288:#332288;--c117733:#117733}\n${dark}{:root{--c332288:#7a6fb2;--c117733:#228844}}`),
  );
  assert.ok(page.includes(`:root{--accent:#0b6e4f}\n${dark}{:root{--accent:#aaccbb}}`));
  assert.ok(page.includes(assets.css) && page.includes(assets.fontCss));
});

test("the page has the size of the paper, and the height of its text", () => {
  assert.ok(render().includes("@page{size:A4}\n:root{--page-height:251mm;--row:1.1mm}"));
  const letter = /@page\{size:Letter\}\n:root\{--page-height:([\d.]+)mm;--row:0\.7mm\}/.exec(
    render({ paper: "letter" }),
  );
  assert.ok(Math.abs(Number(letter?.[1]) - 233.4) < 0.01);
});

test("every page but the cover has the brand, the title and the period at its head", () => {
  assert.ok(
    render().includes(
      '@page{@top-left{content:"Shop · Sales report"}@top-right{content:"January to December 2025"}}\n@page:first{@top-left{content:none}@top-right{content:none}@bottom-right{content:none}}',
    ),
  );
});

test("a name is text wherever it stands, whatever is in it", () => {
  let count = 0;
  const hostile = (): string => {
    count += 1;
    return `<i class="x" id='y'>&amp;${count}$'</style></script>`;
  };
  const name = (): string => escapeMarkdown(hostile());
  const figures = [1, 2].map((n): Figure => {
    const columns = [
      { label: hostile(), align: "left" as const },
      { label: hostile(), align: "right" as const },
    ];
    const meta = {
      name: `bars-${n}`,
      title: hostile(),
      alt: hostile(),
      table: { columns, rows: [[hostile(), hostile()]] },
    };
    return { data: [{ name: hostile() }], layout: { meta } };
  });
  const keyFigures = [{ label: hostile(), value: hostile(), note: hostile() }];
  const table = { columns: [{ label: hostile(), align: "left" as const }], rows: [[hostile()]] };
  const content = makeContent({
    theme: { ...makeContent().theme, name: hostile(), logo: "data:image/png;base64,AA" },
    source: hostile(),
    sections: [
      {
        name: "1-a",
        title: hostile(),
        blocks: [
          { kind: "key-figures", keyFigures },
          { kind: "markdown", markdown: `${name()}\n\n## ${name()}\n\n|${name()}|\n|---|\n|${name()}|`, source },
          { kind: "text", text: hostile() },
          { kind: "picture", picture: { type: "image/png", content: "iVBORw0KGgo=", alt: hostile() }, source },
          { kind: "html", html: String(html`<p>${hostile()}</p>`), source },
          ...figures.map((figure) => ({ kind: "figure" as const, figure })),
        ],
        sources: [hostile()],
      },
    ],
    charts: new Map(figures.map(({ layout }) => [layout.meta.name, makeContent().charts.get("bars")!])),
    parts: [{ stage: "import", title: hostile(), facts: keyFigures, tables: [{ caption: hostile(), table }] }],
    versions: [{ label: hostile(), value: hostile() }],
  });
  const page = renderPage(content, assets);
  assert.ok(count > 30);
  assert.doesNotMatch(page, /<i |<[a-z][^>]*class="x"/);
  assert.equal(page.match(/<\/style>/g)?.length, 1);
  assert.equal(page.match(/<\/script>/g)?.length, 2 + figures.length);
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" };
  const text = page
    .replaceAll("\\u003c", "<")
    .replaceAll('\\"', '"')
    .replaceAll(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => entities[name]!);
  const missing = Array.from({ length: count }, (_, i) => `&amp;${i + 1}$'`).filter((mark) => !text.includes(mark));
  // CommonMark reads the entity of a title and of prose as what it stands for
  assert.deepEqual(
    missing.filter((mark) => !text.includes(mark.replace("&amp;", "&"))),
    [],
  );
});

test("notebooks and headings of the same names get different ids", () => {
  const blocks = [{ kind: "markdown" as const, markdown: "## Data\n\n## Data", source }];
  const names = ["1-sales", "2-sales", "3-sales-data", "4-origin"];
  const page = render({ sections: names.map((name) => ({ name, title: "A", blocks, sources: [] })) });
  const ids = [...page.matchAll(/<(?:section|h3|h2)[^>]* id="([^"]+)"/g)].map(([, id]) => id);
  assert.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
  );
  assert.ok(["sales", "sales-2", "sales-data", "origin-2"].every((id) => page.includes(`<section id="${id}"`)));
});
