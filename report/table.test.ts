import assert from "node:assert/strict";
import test from "node:test";
import { en, headAmounts } from "@tillbook/charts";
import { renderTable, renderText } from "./table.js";

const names = { name: "sales", caption: "Sales & more" };
const all = en.labels.all;

test("the first column heads its rows; the row and the column of sums are set off", () => {
  const columns = [
    { label: "Month", align: "left" as const },
    { label: "A <b>", align: "right" as const },
    { label: headAmounts(all, en), align: "right" as const },
  ];
  const rows = [
    ["January", "1", "3"],
    [all, "2", "4"],
  ];
  const html = String(renderTable({ columns, rows }, en, names));
  assert.ok(
    html.endsWith(`<table id="table-sales"><caption>Sales &amp; more</caption>
<thead><tr><th scope="col" class="left">Month</th><th scope="col" class="right">A &lt;b&gt;</th><th scope="col" class="right sum">${headAmounts(all, en)}</th></tr></thead>
<tbody>
<tr><th scope="row" class="left">January</th><td class="right">1</td><td class="right sum">3</td></tr>
<tr class="sum"><th scope="row" class="left">${all}</th><td class="right">2</td><td class="right sum">4</td></tr>
</tbody></table></div>`),
    html,
  );
  const named = String(renderTable({ columns: [{ label: all, align: "left" }], rows: [] }, en, names));
  assert.match(named, /class="left sum"/);
});

test("a table stands in a box that scrolls and says what it is, below a button that saves it", () => {
  const html = String(renderTable({ columns: [], rows: [] }, en, names));
  assert.ok(
    html.startsWith(`<div class="tools" data-table="table-sales" data-file="sales"><button type="button" aria-label="${en.report.download}: Sales &amp; more">${en.report.download}</button></div>
<div class="scroll" tabindex="0" role="group" aria-label="Sales &amp; more"><table id="table-sales">`),
    html,
  );
});

test("a table of nine rows and more can be searched", () => {
  const render = (count: number): string => {
    const rows = Array.from({ length: count }, (_, i) => [String(i)]);
    return String(renderTable({ columns: [{ label: "A", align: "left" }], rows }, en, names));
  };
  assert.doesNotMatch(render(8), /<input/);
  const { search } = en.report;
  assert.ok(
    render(9).includes(
      `<input type="search" placeholder="${search}" aria-label="${search}: Sales &amp; more"><output></output>`,
    ),
  );
});

test("on paper, a table of more than 40 rows has its first and its last ten, and says how many are left out", () => {
  const render = (count: number): string => {
    const rows = Array.from({ length: count }, (_, i) => [String(i)]);
    return String(renderTable({ columns: [{ label: "A", align: "left" }], rows }, en, names));
  };
  assert.doesNotMatch(render(40), /class="(?:extra|more)/);
  const long = render(41);
  assert.deepEqual(
    [...long.matchAll(/<tr class="extra"><th[^>]*>(\d+)/g)].map(([, row]) => Number(row)),
    Array.from({ length: 21 }, (_, i) => i + 10),
  );
  assert.match(long, /<p class="more small">21\u00a0more rows in the HTML report/);
});

test("a hash of a commit or a file is set in the fixed-width font, no other text is", () => {
  for (const length of [40, 64]) {
    const hash = "a0".repeat(length / 2);
    assert.equal(String(renderText(hash)), `<code class="hash">${hash}</code>`);
  }
  for (const text of ["a".repeat(41), "a".repeat(63), "a".repeat(65), "g".repeat(40), `${"a".repeat(40)} b`, "<b>"]) {
    assert.equal(String(renderText(text)), text.replace("<", "&lt;").replace(">", "&gt;"));
  }
});

test("of more than eight columns the last but one and those before it are left out on paper, which says how many", () => {
  const render = (count: number): string => {
    const columns = Array.from({ length: count }, (_, i) => ({ label: String(i + 1), align: "right" as const }));
    return String(renderTable({ columns, rows: [] }, en, names));
  };
  assert.doesNotMatch(render(8), / extra"|class="more/);
  const html = render(10);
  assert.deepEqual(
    [...html.matchAll(/class="right extra">(\d+)/g)].map(([, label]) => label),
    ["8", "9"],
  );
  assert.ok(html.endsWith(`<p class="more small">${en.report.moreColumns(2)}</p>`));
});
