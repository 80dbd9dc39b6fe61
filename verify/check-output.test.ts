import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en, type Messages } from "@tillbook/charts";
import { type Evidence, figureType, type Output } from "@tillbook/notebook";
import { checkOutput } from "./check-output.js";
import { listKnownTexts } from "./known-texts.js";

const names = ["Store 12", "Water 6 x 1.5 l", "4711", "5 sales & co", "Rye bread 750 g"];
const known = (messages: Messages) => listKnownTexts(names, "2025-01-15", "2025-06-30", messages);

/** Two stores, as MySQL gives them. */
const rows = [
  { store: "Nord", revenue: "1250.50", sales: 20, month: 1 },
  { store: "Süd", revenue: "749.50", sales: 12, month: 2 },
];

function check(output: Partial<Output>, numbers: Evidence["numbers"] = [], messages = en) {
  const evidence = { sources: ["select 1"], numbers };
  return checkOutput({ output_type: "display_data", ...output }, evidence, [rows], known(messages), messages);
}

const markdown = (text: string, numbers: Evidence["numbers"] = [], messages = en) =>
  check({ data: { "text/markdown": text } }, numbers, messages);

/** What is listed of a text without any evidence. */
const list = (text: string, messages = en): string[] =>
  markdown(text, [], messages).notChecked.map((line) => line.replace(/ in ".*$/s, ""));

/** Evidence of a part of a text. */
function record(
  text: string,
  part: string,
  format: string,
  how: Evidence["numbers"][number]["how"],
  at = "/text~1markdown",
) {
  const start = text.indexOf(part);
  return { at, span: [start, start + part.length] as [number, number], format, how };
}

const total = { sum: [0, "0-1", "revenue"] } as { sum: [number, string, string] };
const part = { op: "/" as const, of: [{ cell: [0, 1, "revenue"] as [number, number, string] }, total] };

test("a number that its evidence gives is right, one changed digit is wrong and named with both", () => {
  const text = "The stores took €2,000.00, Süd 37.5% of it.";
  const evidence = [record(text, "€2,000.00", "money", total), record(text, "37.5%", "percent:1", part)];
  assert.deepEqual(markdown(text, evidence), { count: 2, wrong: [], notChecked: [] });
  const changed = text.replace("2,000.00", "2,000.01");
  assert.deepEqual(markdown(changed, evidence), {
    count: 1,
    wrong: ['expected €2,000.00, got €2,000.01 in "The stores took €2,000.01, Süd 37.5% of it."'],
    notChecked: [],
  });
});

test("sentences that are made up are listed, however small their numbers are and however much they look like a year", () => {
  assert.deepEqual(markdown("5,777 sales in 3 stores, 41.7% of them in 2025").notChecked, [
    '5,777, 3, 41.7%, 2025 in "5,777 sales in 3 stores, 41.7% of them in 2025"',
  ]);
  assert.deepEqual(list("½ of it, x², Ⅳ, ٤٢, 1e5"), ["½, ², Ⅳ, ٤٢, 1e5"]);
  assert.deepEqual(list("141.7%"), ["141.7%"]);
});

test("a digit beside a recorded number is no part of it", () => {
  const text = "137.5% and 37.5%7";
  const evidence = [
    { ...record(text, "37.5%", "percent:1", part), span: [1, 6] as [number, number] },
    { ...record(text, "37.5%", "percent:1", part), span: [11, 16] as [number, number] },
  ];
  assert.deepEqual(markdown(text, evidence).notChecked, [`1, 7 in "${text}"`]);
});

test("a number whose source is unknown, or that stands in the code, is listed", () => {
  const text = "€9.99 or 5 of it, 0 of that";
  const evidence = [
    record(text, "€9.99", "money", { unknown: true }),
    record(text, "5", "count", { op: "*", of: [{ value: "5" }, { value: "1" }] }),
    record(text, "0", "count", { value: "0" }),
  ];
  assert.deepEqual(markdown(text, evidence), { count: 1, wrong: [], notChecked: [`€9.99, 5 in "${text}"`] });
});

test("names from the data and its days, months and hours are no numbers, others are", () => {
  assert.deepEqual(list("Store 12 and Water 6 x 1.5 l, **Rye bread 750 g**, Rye bread 75…"), []);
  assert.deepEqual(list("Store 123, Store 1, Water 6"), ["123, 1, 6"]);
  assert.deepEqual(
    list("15 January 2025 to June 2025, 2nd quarter of 2025, 17:00–18:00, 7:00, 2025-06-30, 2025-05"),
    [],
  );
  assert.deepEqual(list("14 January 2025, July 2025, 3rd quarter of 2025, 25:00, 2024"), [
    "14, 2025, 3rd, 2025, 25:00, and 1 more",
  ]);
  assert.deepEqual(list("zwischen 17 und 18 Uhr, 17–18 Uhr, 15. Januar 2025", de), []);
  assert.deepEqual(list("Ab 17 Uhr", de), []);
  assert.deepEqual(list("14. Januar 2025, 31 Uhr", de), ["14, 31"]);
});

test("a name that looks like a number is one only where nothing else stands beside it", () => {
  assert.deepEqual(list("| Article | Revenue |\n|---|---|\n| 4711 | |"), []);
  assert.deepEqual(list("4711 sales"), ["4711"]);
  assert.deepEqual(list("**4711** took more than **4712**"), ["4712"]);
  assert.deepEqual(check({ data: { "application/json": { article: "4711", n: 4711 } } }).notChecked, ["4711"]);
});

test("every form of an output is read: printed lines, HTML with titles, LaTeX, JSON and pictures", () => {
  assert.deepEqual(check({ output_type: "stream", text: ["revenue\n", "5777.12\n"] }).notChecked, [
    '5777.12 in "revenue 5777.12"',
  ]);
  const html =
    '<p style="width: 12px" title="of 55">&#36; and &#53;<b>6</b></p><style>p { top: 1px }</style><!-- 7 -->';
  assert.deepEqual(
    check({ data: { "text/html": html } })
      .notChecked.join()
      .slice(0, 9),
    "55, 53, 6",
  );
  assert.equal(check({ data: { "text/latex": "$x = 42$" } }).notChecked.length, 1);
  assert.equal(
    check({ data: { "image/svg+xml": '<svg width="10"><text x="3">1.5 Mio.</text></svg>' } }).notChecked.length,
    1,
  );
  assert.deepEqual(check({ data: { "image/png": "iVBORw0KGgo=" } }).notChecked, ["a picture (image/png)"]);
  assert.deepEqual(list("1. one\n2. two\n\n5777. sales, [a link](https://example.org/2025), \\$"), ["5777"]);
});

/** What is listed of a figure. */
const draw = (data: object[], layout: object = {}, numbers: Evidence["numbers"] = []) =>
  check({ data: { [figureType]: { data, layout: { meta: { name: "fig" }, ...layout } } } }, numbers);
const base = "/application~1vnd.plotly.v1+json";

test("the plain text beside Markdown is the same text, of whose drawings only the names count", () => {
  const drawn = '| Nord | <svg viewBox="0 0 80 18" aria-label="Rising"><path d="M3 15L77 3"/></svg> |';
  assert.deepEqual(check({ data: { "text/markdown": drawn, "text/plain": drawn } }).notChecked, []);
  assert.equal(check({ data: { "text/markdown": "| Nord |", "text/plain": drawn } }).notChecked.length, 1);
  const named = drawn.replace("Rising", "Rising by 7");
  assert.equal(check({ data: { "text/markdown": named, "text/plain": named } }).notChecked.length, 2);
});

test("made-up pies, bars of text, heatmaps, hover texts, annotations and shapes are listed with their place", () => {
  const listed = draw(
    [
      { type: "pie", values: [3, 5], labels: ["a", "b"], hole: 0.4 },
      { type: "bar", x: ["a"], y: ["12"], text: ["41.7%"], marker: { color: "#332288", size: [4] } },
      {
        type: "heatmap",
        z: [
          [1, 2],
          [3, 4],
        ],
        hovertemplate: "%{z:.1f} of 99<extra></extra>",
        colorbar: { title: { text: "in 1,000" } },
      },
      { type: "indicator", value: 7, delta: { reference: 6 } },
      { type: "scatter", x: { dtype: "f8", bdata: "AAAA" } },
    ],
    {
      height: 400,
      font: { size: 12, family: "Inter 4" },
      annotations: [{ text: "up 5%", x: 3, xref: "x", y: 0.5, yref: "paper", font: { size: 9 } }],
      shapes: [{ type: "line", y0: 100, y1: 100, x0: 0, x1: 1, xref: "paper" }],
      yaxis: { range: [0, 17], title: { text: "of 8" }, ticksuffix: " of 9" },
      meta: { name: "fig", title: "the 2nd", alt: "a 3rd", table: { columns: [{ label: "2024" }], rows: [["1,234"]] } },
    },
  ).notChecked.map((line) => line.replace(/^the chart fig, /, "").replace(/ in ".*$/, ""));
  assert.deepEqual(listed.sort(), [
    "data/0/values: 2 numbers, the first 3",
    "data/1/marker/size: 4",
    "data/1/text/0: 41.7%",
    "data/1/y/0: 12",
    "data/2/colorbar/title/text: 1,000",
    "data/2/hovertemplate: 99",
    "data/2/z/0: 2 numbers, the first 1",
    "data/2/z/1: 2 numbers, the first 3",
    "data/3/delta/reference: 6",
    "data/3/value: 7",
    "data/4/x: encoded numbers",
    "layout/annotations/0/text: 5%",
    "layout/annotations/0/x: 3",
    "layout/meta/alt: 3rd",
    "layout/meta/table/columns/0/label: 2024",
    "layout/meta/table/rows/0/0: 1,234",
    "layout/meta/title: 2nd",
    "layout/shapes/0/y0: 100",
    "layout/shapes/0/y1: 100",
    "layout/yaxis/ticksuffix: 9",
    "layout/yaxis/title/text: 8",
  ]);
});

test("the numbers of traces are computed again, positions beside names of an axis and texts at ticks are right by themselves", () => {
  const xaxis = { tickvals: [0, 1], ticktext: ["Jan<br>2025", "Feb"] };
  const yaxis = { tickvals: [0, 500], ticktext: ["€0", "€500"] };
  const ticks = [0, 1].map((i): Evidence["numbers"][number] => ({
    at: `${base}/layout/yaxis/ticktext/${i}`,
    span: [0, yaxis.ticktext[i]!.length],
    format: "moneyShort",
    how: { unknown: true },
  }));
  const values = [0, 1].map((i) => ({
    at: `${base}/data/0/y/${i}`,
    how: { cell: [0, i, "revenue"] as [number, number, string] },
  }));
  const bars = { type: "bar", x: [0, 1], y: [1250.5, 749.5] };
  assert.deepEqual(draw([bars], { xaxis, yaxis }, [...ticks, ...values]), { count: 4, wrong: [], notChecked: [] });
  assert.deepEqual(draw([{ ...bars, y: [1250.5, 749.6] }], { xaxis, yaxis }, [...ticks, ...values]).wrong, [
    "expected 749.5, got 749.6 in the chart fig, data/0/y/1: ",
  ]);
  const wrongTick = { ...yaxis, tickvals: [0, 5000] };
  assert.match(draw([bars], { xaxis, yaxis: wrongTick }, [...ticks, ...values]).wrong.join(), /expected €5k, got €500/);
  const sameNames = { tickvals: [0, 1], ticktext: ["4711 (1)", "4711 (1)"] };
  assert.deepEqual(draw([], { xaxis: sameNames }).notChecked, [
    'the chart fig, layout/xaxis/ticktext/1: 4711, 1 in "4711 (1)"',
  ]);
  // a line of amounts has no names beside it
  assert.deepEqual(draw([{ type: "scatter", x: [0, 1], y: [0, 500] }], { xaxis, yaxis }, ticks).notChecked, [
    "the chart fig, data/0/y: 2 numbers, the first 0",
  ]);
  // weeks are names
  const weeks = { tickvals: [0, 1], ticktext: ["W0", "W1"] };
  const named = [0, 1].map((i): Evidence["numbers"][number] => ({
    ...{ at: `${base}/layout/xaxis/ticktext/${i}`, span: [0, 2], format: "weekShort", how: { unknown: true } },
  }));
  const line = { type: "scatter", x: [0, 1], y: [1250.5, 749.5] };
  assert.deepEqual(draw([line], { xaxis: weeks }, [...named, ...values]).notChecked, []);
  // bars are long, whatever their axis says
  assert.deepEqual(
    draw([{ type: "bar", x: [0, 1], y: [1, 2] }], { xaxis, yaxis: { tickvals: [0, 1], ticktext: ["low", "high"] } })
      .notChecked,
    ["the chart fig, data/0/y: 2 numbers, the first 1"],
  );
  assert.deepEqual(draw([{ type: "bar", x: [1, 2], y: [0, 1], orientation: "h" }], {}).notChecked.length, 2);
});

test("evidence that can't be computed is wrong, and says why", () => {
  const text = "€1.00";
  const say = (how: Evidence["numbers"][number]["how"], format = "money") =>
    markdown(text, [record(text, text, format, how)]).wrong.join();
  assert.match(say({ cell: [0, 7, "revenue"] }), /expected a row 7 in query 0, got 2 rows/);
  assert.match(say({ cell: [0, 0, "profit"] }), /expected a column profit, got store, revenue, sales, month/);
  assert.match(say({ cell: [0, 0, "store"] }), /expected a number in column store, got "Nord"/);
  assert.match(say(total, "roman"), /unknown formatter roman of €1\.00/);
});

test("a chart without a name is called a chart", () => {
  const listed = check({ data: { [figureType]: { data: [{ type: "pie", values: [3] }], layout: {} } } }).notChecked;
  assert.deepEqual(listed, ["a chart, data/0/values: 3"]);
});

test("a number is compared as Markdown and HTML escape it, and with spaces of any kind, and as nothing else", () => {
  const say = (shown: string, shownAs = "money", messages = en) =>
    markdown(shown, [record(shown, shown, shownAs, total)], messages);
  assert.equal(say("2.000,00\u202f€", "money", de).count, 1);
  assert.equal(say("2.000\\,00 €", "money", de).count, 1);
  assert.equal(say("2.000&#44;00 €", "money", de).count, 1);
  assert.equal(say("2.000x,00 €", "money", de).count, 0);
});

test("a number of a chart that has the evidence of a text beside it is computed by its own", () => {
  const at = `${base}/data/0/y/0`;
  const numbers = [
    { at, span: [0, 1] as [number, number], format: "count", how: { value: "1" } },
    { at, how: { cell: [0, 0, "revenue"] as [number, number, string] } },
  ];
  assert.deepEqual(draw([{ type: "bar", y: [1250.5] }], {}, numbers), { count: 1, wrong: [], notChecked: [] });
});

test("titles of colour bars and legends are texts, colours in a list are none, and bars in another order are values", () => {
  const listed = draw([
    {
      type: "scatter",
      legendgrouptitle: { text: "of 7" },
      marker: { color: ["rgb(1, 2, 3)", "#fff", "hsla(1,2%,3%,.4)"] },
    },
    { type: "scatter", marker: { colorbar: { title: { text: "in 9" }, len: 5 } } },
  ]).notChecked;
  assert.deepEqual(listed, [
    'the chart fig, data/0/legendgrouptitle/text: 7 in "of 7"',
    'the chart fig, data/1/marker/colorbar/title/text: 9 in "in 9"',
  ]);
  const xaxis = { tickvals: [0, 1], ticktext: ["1 %", "2 %"] };
  const bars = (x: number[]): string[] =>
    draw([{ type: "bar", x }], { xaxis }).notChecked.filter((line) => line.includes("/x:"));
  assert.deepEqual(bars([0, 1]), []);
  assert.deepEqual(bars([1, 0]), ["the chart fig, data/0/x: 2 numbers, the first 1"]);
});
