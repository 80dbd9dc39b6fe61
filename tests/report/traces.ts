import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { before } from "node:test";
import { checkFigure, en, type Figure, type FigureSpec, finishFigure, monthlySales } from "@tillbook/charts";
import { figureType } from "../../libs/notebook/src/outputs.js";
import { readAssets } from "../../report/assets.js";
import { drawCharts, type StaticChart } from "../../report/draw-charts.js";
import { listTraceTypes } from "../../report/figure.js";
import { type Bench, openBench, reportFolder, waitForCharts } from "./bench.js";
import { everyTrace } from "./every-trace.js";

// Each type of trace, as an analyst writes it in a cell: without style, name and, where it can be made, table.

let bench: Bench;

before(async () => {
  bench = await openBench();
});

const table = { columns: [{ label: "Store", align: "left" as const }], rows: [["Ulm"]] };
const withoutTable = Object.keys(everyTrace).filter((kind) => !/carpet|2d|image|parcats|smith/.test(kind));

function finish(kind: string, data: FigureSpec["data"], taken: Set<string>): Figure {
  const meta = { alt: kind, ...(withoutTable.includes(kind) ? {} : { table }) };
  return finishFigure({ data, layout: { title: { text: `All about ${kind}` }, meta } }, en, taken);
}

function finishAll(): Figure[] {
  const taken = new Set<string>();
  return Object.entries(everyTrace).map(([kind, data]) => finish(kind, data, taken));
}

async function draw(figures: readonly Figure[]): Promise<StaticChart[]> {
  const assets = await readAssets(reportFolder, listTraceTypes(figures), "", "en");
  return drawCharts(bench.browser, figures, assets);
}

test("each type of trace is complete with data, title and text alternative, and Plotly knows all of it", () => {
  const figures = finishAll();
  for (const figure of figures) {
    checkFigure(figure);
    assert.ok(figure.layout.meta.table.rows.length > 0, figure.layout.meta.name);
  }
  const { data, layout } = figures[0]!.layout.template as { data: Record<string, [object]>; layout: object };
  const traces = Object.entries(data).map(([type, [trace]]) => ({ type, ...trace }));
  checkFigure({ data: traces, layout: { ...layout, annotationdefaults: undefined, shapedefaults: undefined } });
});

test("each type of trace is drawn in colours that have a dark one, but for scales and pictures of pixels", async () => {
  const figures = finishAll();
  // texts on a ground of their own, what is behind a click, and lines of no width
  const fixed = ["rgb(0, 0, 0)", "rgb(68, 68, 68)", "rgb(128, 139, 164)"];
  for (const [i, { wide, narrow, colors }] of (await draw(figures)).entries()) {
    const name = Object.keys(everyTrace)[i]!;
    assert.match(narrow, /^<svg viewBox="0 0 350 /);
    assert.ok(Object.keys(colors).length > 10, name);
    if (/contour|heatmap|2d/.test(name)) continue;
    const drawn = new Set(
      [wide, narrow].flatMap((svg) => svg.match(/rgb\([^)]*\)|(?<=(?:fill|stroke)(?:="|: ))#\w+/g) ?? []),
    );
    assert.deepEqual(
      [...drawn].filter((color) => !fixed.includes(color)),
      [],
      name,
    );
  }
});

test("the charts of the house look the same with the template as without it", async () => {
  const folder = join(import.meta.dirname, "../../libs/charts/src/expected");
  const names = ["monthly-sales", "sales-per-cashier", "time-sales", "top-articles", "weekday-hours"];
  const texts = await Promise.all(names.map((name) => readFile(join(folder, `${name}.json`), "utf8")));
  const plain = texts.map((text) => JSON.parse(text) as Figure);
  const both = [plain, plain.map((figure) => finishFigure(figure, en, new Set()))];
  const [without, withTemplate] = await Promise.all(both.map(draw));
  const dropIds = (svg: string): string => svg.replace(/[a-z]*[0-9a-f]{6}[a-z0-9]*(?=[-"')xy])/g, "id");
  for (const [i, { wide, narrow }] of without!.entries()) {
    assert.equal(dropIds(withTemplate![i]!.wide), dropIds(wide), names[i]);
    assert.equal(dropIds(withTemplate![i]!.narrow), dropIds(narrow), names[i]);
  }
});

test("a trace with data of which Plotly draws nothing is refused with the name of its chart", async () => {
  const figure = finish("bar", everyTrace["bar"]!, new Set());
  const lost: Figure = { ...figure, data: [{ type: "contour", z: [1, 2, 3] }] };
  await assert.rejects(draw([lost]), {
    code: "NOTEBOOK_INVALID",
    message: 'chart "all-about-bar": expected data that Plotly draws, got data[0], of which it draws nothing',
  });
});

test("a chart of the house is drawn without its legend, which one store doesn't need", async () => {
  const rows = [{ year: 2026, month: 3, store: "Ulm", revenue: "10.00", sales: 2 }];
  const [chart] = await draw([finishFigure(monthlySales(rows, en), en, new Set())]);
  assert.match(chart!.wide, /^<svg /);
});

test("each type of trace is interactive in the page, light and dark, with its table, without any error", async () => {
  const outputs = finishAll().map((figure) => ({
    output_type: "display_data",
    metadata: {},
    data: { [figureType]: figure },
  }));
  await bench.build("traces", (text, file) => {
    if (!file.endsWith(".ipynb")) return text;
    const notebook = JSON.parse(text);
    notebook.cells.at(-1).outputs.push(...outputs);
    return JSON.stringify(notebook);
  });
  const { page, messages, requests, close } = await bench.open("traces", { colorScheme: "dark" });
  await waitForCharts(page);
  const sizes = await page.evaluate<[number, number][]>(`[...document.querySelectorAll(".chart")].map((chart) => {
    const drawn = [...chart.querySelectorAll(".static svg, .interactive svg")].filter((svg) => svg.clientWidth > 0);
    const [fixed, live] = drawn.map((svg) => svg.getBoundingClientRect());
    return [live.width - fixed.width, live.height - fixed.height].map(Math.round);
  })`);
  assert.ok(sizes.length > outputs.length);
  assert.deepEqual(
    sizes.filter(([width, height]) => width !== 0 || height !== 0),
    [],
  );
  assert.deepEqual([messages, requests], [[], []]);
  await close();
});
