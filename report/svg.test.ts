import assert from "node:assert/strict";
import test from "node:test";
import { en } from "@tillbook/charts";
import type { TillbookError } from "@tillbook/pipeline";
import type { Place } from "./place.js";
import { renderSvg as render } from "./svg.js";

const source = { where: "notebooks/1-a.ipynb cell 2: image/svg+xml" };

function makePlace(): Place {
  return { id: "a", title: "A", taken: new Set(), messages: en };
}

function renderSvg(svg: string, alt?: string): string {
  return String(render(svg, makePlace(), source, alt));
}

test("a drawing stays in the page, with its text alternative, without what acts", () => {
  const svg = `<?xml version="1.0"?><!DOCTYPE svg><svg width="300" height="80" onload="x()" class="figure">
<!-- a --><title>Bars</title><desc>Of sales</desc><metadata><rdf:RDF>b</rdf:RDF></metadata><sodipodi:namedview/><script>x()</script>
<a href="javascript:x()"><rect x="1" data-a="b" onclick="x()" style="fill:red;position:fixed;font:10px serif"/></a></svg>`;
  assert.equal(
    renderSvg(svg).replaceAll("\n", ""),
    '<svg width="300" height="80" viewBox="0 0 300 80" role="img" aria-label="Bars. Of sales"><a><rect x="1" style="fill:red;font:10px serif"></rect></a></svg>',
  );
});

test("ids are unique in the page, and what refers to them follows", () => {
  const place = makePlace();
  const svg =
    '<svg viewBox="0 0 1 1"><title>A</title><linearGradient id="g"/><rect id="r" fill="url(#g)"/><use href="#r"/><use xlink:href="#none"/></svg>';
  const [first, second] = [1, 2].map(() => String(render(svg, place, source)));
  assert.match(first!, /id="a-svg-g".*id="a-svg-r" fill="url\(#a-svg-g\)".*href="#a-svg-r".*xlink:href="#none"/);
  assert.match(second!, /id="a-svg-g-2".*id="a-svg-r-2" fill="url\(#a-svg-g-2\)".*href="#a-svg-r-2"/);
});

test("one that can do more than draw becomes a picture of its own, with all that it has but scripts", () => {
  const svg =
    '<svg width="9" height="9"><title>A &amp; B</title><style>rect{fill:red}</style><script>x()</script><rect id="r"/></svg>';
  const [, base64 = "", alt] =
    /^<img src="data:image\/svg\+xml;base64,([^"]+)" alt="([^"]*)">$/.exec(renderSvg(svg)) ?? [];
  assert.equal(alt, "A &amp; B");
  assert.equal(
    Buffer.from(base64, "base64").toString(),
    '<svg width="9" height="9" viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><title>A &#x26; B</title><style>rect{fill:red}</style><rect id="r" /></svg>',
  );
});

test("a given text alternative is used instead of its own", () => {
  assert.match(renderSvg("<svg><title>A</title></svg>", "B"), /aria-label="B"/);
  assert.match(renderSvg('<svg aria-label="C"><title>A</title></svg>'), /aria-label="C"/);
});

test("one without text alternative, one that loads something, and a text that is none stop the report", () => {
  const failures: [string, RegExp, RegExp][] = [
    ["<svg></svg>", /expected a text alternative of the SVG, got none/, /<title>what it shows<\/title>.*showPicture/],
    ["<svg><title> </title></svg>", /expected a text alternative/, /showPicture/],
    [
      "<svg><title>A</title><image href='https://example.org/a.png'/></svg>",
      /loads https:\/\/example\.org\/a\.png/,
      /data: URL/,
    ],
    ["<svg><title>A</title><use xlink:href='b.svg#c'/></svg>", /loads b\.svg#c/, /data: URL/],
    [
      "<svg><title>A</title><style>@import 'https://example.org/a.css';</style></svg>",
      /loads https:\/\/example\.org\/a\.css/,
      /data/,
    ],
    [
      "<svg><title>A</title><rect fill='url(https://example.org/#g)'/></svg>",
      /loads https:\/\/example\.org\/#g/,
      /data/,
    ],
    [
      "<svg><title>A</title><rect style='fill:url(&quot;//example.org/#g&quot;)'/></svg>",
      /loads \/\/example\.org/,
      /data/,
    ],
    ["<p>svg</p>", /expected an SVG, got a text without <svg>/, /text\/plain/],
  ];
  for (const [svg, message, hint] of failures) {
    assert.throws(
      () => renderSvg(svg),
      (error: TillbookError) => {
        assert.match(error.message, message);
        assert.match(error.hint ?? "", hint);
        return error.code === "NOTEBOOK_INVALID" && error.message.startsWith(source.where);
      },
    );
  }
});
