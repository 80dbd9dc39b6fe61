import assert from "node:assert/strict";
import { test } from "node:test";
import { listTables } from "./shown-tables.js";

const page = `<body><main>
<section id="sales" aria-labelledby="sales-title">
<h2 id="sales-title"><span class="number">2</span> Sales &amp; <em>more</em></h2>
<dl class="facts"><div><dt>Revenue</dt><dd>€69.3k <span class="note">€69,346.35</span></dd></div>
<div><dt>Stores</dt><dd>8</dd></div></dl>
<svg><text>no</text></svg>
<table id="table-months"><caption>Figures</caption>
<thead><tr><th scope="col">Month</th><th scope="col">Revenue
 (€)</th></tr></thead>
<tbody><tr><th scope="row">January</th><td class="right">1.50</td></tr></tbody></table>
</section>
<section id="restated" aria-labelledby="restated-title"><h2>R</h2><table id="table-r"><tr><td>1</td></tr></table></section>
<section id="origin" aria-labelledby="origin-title"><h2>O</h2><dl class="facts"><div><dt>a</dt><dd>b</dd></div></dl></section>
</main></body>`;

test("scripts and styles are no tables, and a drawing without a text alternative is nothing", () => {
  const more = (tag: string): string => `<${tag} a>\n<table id="table-x"><tr><td>1</td></tr></table>\n</${tag}>`;
  const found = listTables(page.replace("<table", `${more("script")}${more("style")}<table`));
  assert.deepEqual(found, listTables(page));
  const [, table] = listTables(page.replace('"right">1.50', '"right"><svg\n><text>no</text>\n</svg>'));
  assert.deepEqual(table!.rows, [["January", ""]]);
});

test("lists of key figures are numbered by section, and the last section ends with the page", () => {
  const list = '<dl class="facts"><div><dt>a</dt><dd>b</dd></div></dl>';
  const section = (id: string): string => `<section id="${id}"><h2>T</h2>\n${list}\n${list}`;
  assert.deepEqual(
    listTables(section("a") + section("b")).map(({ section, name, rows }) => [section, name, rows]),
    ["a", "b"].flatMap((id) => [1, 2].map((number) => [id, `key-figures-${number}`, [["a", "b", ""]]])),
  );
});

test("a table of heads alone has no rows, and one of nothing no columns", () => {
  const tables = '<table id="table-a"><tr><th>x</th></tr></table><table id="table-b"></table>';
  assert.deepEqual(
    listTables(`<section id="s"><h2>T</h2>${tables}</section>`).map(({ columns, rows }) => [columns, rows]),
    [
      [["x"], []],
      [[], []],
    ],
  );
});

test("a drawing in a cell is read as its text alternative", () => {
  const drawn = '<svg viewBox="0 0 80 18" role="img" aria-label="Rising &amp; high"><text>no</text></svg>';
  const [, table] = listTables(page.replace('"right">1.50', `"right">${drawn}`));
  assert.deepEqual(table!.rows, [["January", "Rising & high"]]);
});

test("key figures and tables are listed by section, without pictures, and without how the report was made", () => {
  const place = { section: "sales", title: "Sales & more" };
  assert.deepEqual(listTables(page), [
    {
      ...place,
      name: "key-figures-1",
      columns: ["", "value", "note"],
      rows: [
        ["Revenue", "€69.3k", "€69,346.35"],
        ["Stores", "8", ""],
      ],
    },
    { ...place, name: "months", columns: ["Month", "Revenue (€)"], rows: [["January", "1.50"]] },
  ]);
});
