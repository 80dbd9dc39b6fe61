import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "@tillbook/pipeline";
import { checksumPlaceholder } from "./checksum.js";
import {
  addProvenance,
  hashCharts,
  hashLine,
  hashSums,
  listLines,
  parseProvenance,
  readHtmlProvenance,
} from "./provenance.js";

const origin = { commit: "c1", tree: "clean", lockfiles: {}, versions: { Node: "24.1.0" } } as const;
const figure = (name: string, data: string, picture = "<svg></svg>"): string =>
  `<div id="figure-${name}" role="group"><div class="chart">${picture}<script type="application/json">${data}</script></div></div>`;

test("a page is given its provenance before its end, and it is read back whole", () => {
  const html = `<html lang="de"><body><p>Köln</p>${figure("sales", '{"y":[1]}')}</body></html>`;
  const manifests = { import: { note: "</script><script>\u2028$&" } };
  const page = addProvenance(html, { origin, manifests, colors: { "#111": "#222" } });
  assert.ok(page.startsWith(html.slice(0, html.indexOf("</body>"))));
  assert.ok(page.endsWith("</script>\n</body></html>"));
  assert.equal(page.match(/<\/script>/g)?.length, 2);
  assert.ok(!page.includes("\u2028"));
  assert.deepEqual(readHtmlProvenance(page), {
    checksum: checksumPlaceholder,
    format: 1,
    language: "de",
    origin,
    manifests,
    lines: [hashLine("Köln")],
    colors: { "#111": "#222" },
    charts: hashCharts(html, { "#111": "#222" }),
    tables: [],
  });
});

test("a page carries the hash of its sums by store and month, and the reports that it replaces", () => {
  const sums = '{"stores": ["Köln"],\n"months": []}';
  const page = `<body>x<script type="application/json" id="drill-sums">${sums}</script><script>1</script></body>`;
  assert.deepEqual(hashSums(page), { sums: sha256(sums) });
  assert.deepEqual(hashSums("<body></body>"), {});
  const supersedes = [{ last_day: "2026-01-31", commit: "c0", checksums: { "tillbook.html": "0".repeat(64) } }];
  const read = readHtmlProvenance(addProvenance(page, { origin, manifests: {}, colors: {}, supersedes }));
  assert.equal(read?.sums, sha256(sums));
  assert.deepEqual(read?.supersedes, supersedes);
});

test("the last provenance of a page counts, as the program adds it before the page's end", () => {
  const first = addProvenance('<html lang="de"><body></body></html>', { origin, manifests: {}, colors: {} });
  assert.equal(readHtmlProvenance(first.replace("<body>", `<body>${first}`))?.language, "de");
  const forged = '<script type="application/json" id="provenance">{}</script>';
  assert.equal(readHtmlProvenance(forged + first)?.language, "de");
});

test("a page without a language has an empty one; without provenance, or with one that is broken, it has none", () => {
  const page = addProvenance("<html><body></body></html>", { origin, manifests: {}, colors: {} });
  assert.equal(readHtmlProvenance(page)?.language, "");
  assert.equal(readHtmlProvenance("<html><body></body></html>"), undefined);
  assert.equal(readHtmlProvenance(page.replace('{"checksum"', '{"checksum')), undefined);
});

test("only this format with lines is provenance", () => {
  assert.equal(parseProvenance('{"format":1,"lines":[]}')?.format, 1);
  for (const json of ['{"format":2,"lines":[]}', '{"format":1}', "null", "nothing"])
    assert.equal(parseProvenance(json), undefined, json);
});

test("the lines of a page are what its reader reads: paragraphs, rows of tables, no pictures, no scripts", () => {
  const html = `<head><title>no</title></head><body class="x">
<style>p { color: red }</style><h1>Sales  &amp;
 more</h1><p>a <b>b</b><br>c &lt;d&gt; &quot;e&#39;</p><svg><text>no</text></svg>
<table><caption>Cap</caption><tr><th>Month</th> <td> 1 </td></tr><tr><td></td><td>2</td></tr></table>
<ul><li>one</li><li>two</li></ul><script>no</script><div>div</div><dl><dt>t</dt><dd>d</dd></dl><a href="#">link</a>x
</body><p>no</p>`;
  assert.deepEqual(listLines(html), [
    "Sales & more",
    "a b",
    "c <d> \"e'",
    "Cap",
    "Month\t1",
    "2",
    "one",
    "two",
    "div",
    "t",
    "d",
    "link",
    "x",
  ]);
});

test("the hash of a line is the first 16 digits of its SHA-256", () => {
  assert.equal(hashLine("a"), "ca978112ca1bbdca");
});

test("charts are hashed by name, the data with the notebooks' colours as their file in build/charts has them", () => {
  const data = { y: [1], color: "#332288", text: "#999999" };
  const themed = JSON.stringify({ ...data, color: "#00ff00" });
  const charts = hashCharts(figure("a-1", themed, "<svg>1</svg>") + figure("b", "{broken"), { "#332288": "#00ff00" });
  assert.deepEqual(charts, {
    "a-1": { data: sha256(`${JSON.stringify(data, undefined, 1)}\n`), picture: sha256("<svg>1</svg>") },
    b: { data: sha256("{broken"), picture: sha256("<svg></svg>") },
  });
  assert.deepEqual(hashCharts("<p>no chart</p>", {}), {});
});
