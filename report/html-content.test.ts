import assert from "node:assert/strict";
import test from "node:test";
import { en } from "@tillbook/charts";
import { isVisible, renderHtml as render } from "./html-content.js";

const source = { where: "notebooks/1-a.ipynb cell 2: text/html" };

function renderHtml(html: string): string {
  return String(render(html, { id: "a", title: "The title", taken: new Set(), messages: en }, source));
}

test("scripts, styles, handlers and what reaches beyond the text are left out, the text stays", () => {
  const hostile: [string, string][] = [
    ["<p onclick='x()' style='position:fixed' class='cover' hidden>a</p>", "<p>a</p>"],
    [
      "<script>x()</script><style>p{}</style><link rel=stylesheet href=a.css><meta http-equiv=refresh content=0><p>a",
      "<p>a</p>",
    ],
    [
      "<a href='javascript:x()'>a</a> <a href=' JaVaScRiPt:x()'>b</a> <a href='data:text/html,x'>c</a>",
      "<a>a</a> <a>b</a> <a>c</a>",
    ],
    ["<a href='https://example.org'>a</a>", '<a href="https://example.org">a</a>'],
    ["<form action='https://example.org'><button formaction=x>a</button><input value=b></form>", "<div>a</div>"],
    ["<section><header>a</header></section>", "<div><div>a</div></div>"],
    ["<base href='https://example.org'><p>a</p><slot name=0>b</slot>", "<p>a</p>"],
    ["<x-y><b>a</b></x-y>", "<b>a</b>"],
  ];
  for (const [html, expected] of hostile) assert.equal(renderHtml(html), expected);
});

test("headings come below that of the section, with ids; ids of its own are the section's", () => {
  assert.equal(
    renderHtml('<h1>One</h1><h2 id="two">Two</h2><a href="#two">a</a><a href="#sales">b</a>'),
    '<h3 id="a-one">One</h3><h3 id="a-two">Two</h3><a href="#a-two">a</a><a href="#sales">b</a>',
  );
});

test("a table becomes one of the report's: tools, heads, numbers to the right", () => {
  const rows =
    "<tr><th>0</th><td>Tea</td><td>€1,234.50</td><td>-3 %</td><td>–</td></tr><tr><th>1</th><td>7-Eleven</td><td>(2)</td><td></td><td>2</td></tr>";
  const html = renderHtml(
    `<table border=1 class=dataframe><thead><tr><th></th><th>a<th>b<th>c<th>d</tr></thead><tbody>${rows}</tbody></table>`,
  );
  assert.match(html, /data-file="a-table"[\s\S]*aria-label="The title"><table id="table-a-table"><thead>/);
  assert.match(
    html,
    /<tr><td>\u00a0<\/td><th scope="col">a<\/th><th scope="col" class="right">b<\/th><th scope="col" class="right">c<\/th>/,
  );
  assert.match(html, /<th scope="row">0<\/th><td>Tea<\/td>/);
  assert.deepEqual(html.match(/<td class="right">[^<]*/g), [
    '<td class="right">€1,234.50',
    '<td class="right">-3 %',
    '<td class="right">–',
    '<td class="right">(2)',
    '<td class="right">\u00a0',
    '<td class="right">2',
  ]);
  assert.ok(html.endsWith("</tbody></table></div>"));
});

test("a table keeps its caption, and how its cells are set and span", () => {
  const html = renderHtml(
    "<table><caption>My <b>sales</b></caption><tr><td align=center colspan=2>1</td></tr><tr><td style='text-align: right; color: red'>1</td><td>2</td></tr></table>",
  );
  assert.match(
    html,
    /aria-label="My sales"><table id="table-a-table"><caption class="own">My <b>sales<\/b><\/caption>/,
  );
  assert.match(html, /<td colspan="2" class="center">1<\/td>/);
  assert.match(html, /<td class="right">1<\/td><td>2<\/td>/);
});

test("what shows nothing without its scripts is known", () => {
  const nothing = ["", " <script>a</script>\n<style>b</style>", "<div></div>", "<!-- a -->", "<template>a</template>"];
  assert.deepEqual(nothing.filter(isVisible), []);
  const something = ["a", "<p><b>a</b></p>", "<img src=a>", "<svg></svg>", "<iframe></iframe>"];
  assert.deepEqual(something.filter(isVisible), something);
});
