import assert from "node:assert/strict";
import test from "node:test";
import { checkFigure } from "./check-figure.js";

type Group = Record<string, unknown>;

const bars = { type: "bar", x: ["a", "b"], y: [1, 2] };

/** Asserts what is said about a figure after `chart "a": `, or that nothing is. */
function expectProblem(data: Group[], layout: Group, problem: string | undefined): void {
  const check = () => checkFigure({ data, layout: { ...layout, meta: { name: "a" } } });
  if (problem === undefined) check();
  else assert.throws(check, { code: "NOTEBOOK_INVALID", message: `chart "a": ${problem}` });
}

const trace = (change: Group, problem?: string): void =>
  expectProblem([bars, { ...bars, ...change }], {}, problem && `data[1] (bar)${problem}`);
const layout = (change: Group, problem?: string): void => expectProblem([bars], change, problem && `layout${problem}`);

test("an attribute that Plotly lacks is named with its trace, and with what may be meant", () => {
  const named = { ...bars, name: "Ulm" };
  const lacks = "expected an attribute that Plotly has, perhaps";
  expectProblem(
    [named, { ...named, marker: { colour: "#332288" } }],
    {},
    `data[1] ("Ulm", bar).marker.colour: ${lacks} color`,
  );
  trace({ color: "#332288" }, `.color: ${lacks} marker.color or error_x.color or error_y.color`);
  trace({ barmode: "stack" }, `.barmode: ${lacks} layout.barmode`);
  layout({ barmde: "stack" }, `.barmde: ${lacks} barmode`);
  layout({ xaxis1: {} }, `.xaxis1: ${lacks} xaxis or yaxis`);
  layout({ annotations: [{ text: "a" }, { txt: "b" }] }, `.annotations[1].txt: ${lacks} text`);
  layout({ something: 1 }, ".something: expected an attribute that Plotly has");
});

test("a title that is a text, as older Plotly took it, is refused", () => {
  layout(
    { yaxis: { title: "Revenue" } },
    '.yaxis.title: expected a group of attributes, { text: "Revenue" }, got "Revenue"',
  );
  layout({ yaxis: { title: { text: "Revenue" } }, xaxis2: { title: { text: "Month" } } });
});

test("a value that Plotly would replace by its default is refused with those that it takes", () => {
  layout({ barmode: "stacked" }, '.barmode: expected one of "stack", "group", "overlay", "relative", got "stacked"');
  layout({ margin: { l: -1 } }, ".margin.l: expected a number from 0, got -1");
  layout(
    { xaxis: { range: [0] } },
    ".xaxis.range: expected a list with as many items as Plotly has parts of it, got [0]",
  );
  layout({ annotations: {} }, ".annotations: expected a list of groups of attributes, [{ … }], got {}");
  trace({ marker: { opacity: 2 } }, ".marker.opacity: expected a number from 0 to 1, or a list of such, got 2");
  trace({ marker: { color: ["red", "rad"] } }, '.marker.color[1]: expected a colour such as "#332288", got "rad"');
  trace({
    marker: { color: [1, 2], colorscale: "Viridis", line: { width: [1, 2] } },
    textposition: ["inside", "none"],
  });
  trace({ hoverinfo: "x+z" }, undefined);
  trace(
    { hoverinfo: "x+q" },
    '.hoverinfo: expected one of "all", "none", "skip" or some of "x", "y", "z", "text", "name", joined by +, or a list of such, got "x+q"',
  );
  trace({ showlegend: "no" }, '.showlegend: expected true or false, got "no"');
  trace({ x: "a" }, '.x: expected an array, got "a"');
});

test("a type of trace that the report can't draw is refused with what to use", () => {
  const refused = (type: string, problem: string): void =>
    expectProblem([{ type }], {}, `data[0] (${type}): ${problem}`);
  refused(
    "scattergl",
    '"scattergl" needs WebGL, which paper can\'t show: use "scatter", or with many points a "heatmap"',
  );
  refused("surface", '"surface" needs WebGL, which paper can\'t show: use "heatmap" or "contour"');
  refused("choropleth", '"choropleth" needs a map from the network: use "bar", a bar for each place');
  refused("bars", 'expected a type of trace that Plotly has, got "bars"');
});

test("what JSON has no sign for is refused, at any depth", () => {
  const values = new Map<unknown, string>([
    [Number.NaN, "expected a number that can be drawn, got NaN"],
    [Number.POSITIVE_INFINITY, "expected a number that can be drawn, got Infinity"],
    [undefined, "expected a value, got undefined"],
    [1n, "expected plain values such as numbers, texts and arrays, got a bigint"],
    [new Date(0), "expected plain values such as numbers, texts and arrays, got a Date"],
  ]);
  for (const [value, problem] of values) trace({ y: [1, value] }, `.y[1]: ${problem}`);
  const holes = [1];
  holes.length = 2;
  trace({ y: holes }, ".y[1]: expected a value, got undefined");
});

test("a missing value is refused, unless the figure says what becomes of it", () => {
  const line = { x: [1, 2], y: [1, null] };
  const problem =
    "data[0] (scatter).y[1]: expected a value, got null, which would be missing in the chart: leave the place out, write 0, or say connectgaps: false where the trace has it";
  expectProblem([line], {}, problem);
  expectProblem([{ ...line, connectgaps: false, text: ["a", null] }], {}, undefined);
});

test("arrays of one trace must be as long as each other", () => {
  trace({ y: [1] }, ".y: expected 2 values, as many as x has, got 1");
  trace({ text: ["a"] }, ".text: expected 2 values, as many as x has, got 1");
  expectProblem(
    [{ type: "pie", labels: ["a"], values: [1, 2] }],
    {},
    "data[0] (pie).values: expected 1 values, as many as labels has, got 2",
  );
  trace({
    x: [
      ["2025", "2025"],
      ["a", "b"],
    ],
  });
});

test("a matrix must have rows of one length, and as many names as rows and columns or edges between them", () => {
  const expectMap = (change: Group, problem?: string): void =>
    expectProblem(
      [
        {
          type: "heatmap",
          z: [
            [1, 2, 3],
            [4, 5, 6],
          ],
          ...change,
        },
      ],
      {},
      problem && `data[0] (heatmap)${problem}`,
    );
  expectMap({ x: ["a", "b", "c"], y: [0, 1, 2] });
  expectMap({ x: ["a"] }, ".x: expected 3 values, since a row of z has 3 values, got 1");
  expectMap({ y: ["a"] }, ".y: expected 2 values, since z has 2 rows, got 1");
  expectMap({ x: ["a", "b"], transpose: true });
  expectMap({ z: [[1, 2], [3]] }, ".z[1]: expected 2 values, as many as z[0] has, got 1");
});

test("bars of words and parts below zero, of which Plotly makes another chart, are refused", () => {
  trace({ y: ["12.50", "8"] });
  trace(
    { y: [1, "1,200"] },
    '.y[1]: expected a number, the length of a bar or part, got "1,200"; for bars to the right write orientation: "h"',
  );
  trace({ orientation: "h", x: [1, 2], y: ["a", "b"] });
  expectProblem(
    [{ type: "pie", labels: ["a"], values: [-1] }],
    {},
    "data[0] (pie).values[0]: expected a part of a whole, from 0, got -1",
  );
});

test("data that an axis would lose is refused", () => {
  const log = { yaxis: { type: "log" } };
  expectProblem([{ y: [1, 2] }, { y: [0, 2], yaxis: "y2" }], log, undefined);
  const above = 'expected a number above 0, since yaxis.type is "log", got 0';
  expectProblem([{ y: [1, 0] }], log, `data[0] (scatter).y[1]: ${above}`);
  const twice = { ...bars, x: ["a", "a"] };
  const hidden =
    'data[0] (bar).x[1]: expected each name once, or barmode: "stack", since bars of one name hide each other, got "a" as in x[0]';
  expectProblem([twice], {}, hidden);
  expectProblem([twice], { barmode: "relative" }, undefined);
  expectProblem([{ ...twice, base: [0, 1] }], {}, undefined);
  expectProblem([{ type: "bar", orientation: "h", x: [1, 1], y: ["a", "b"] }], {}, undefined);
});

test("of many problems five are told, with the place of the figure", () => {
  const wrong = Object.fromEntries([..."qwrtzu"].map((key) => [`${key}${key}${key}`, 1]));
  assert.throws(() => checkFigure({ data: [], layout: wrong }, "notebooks/1-x.ipynb cell 2"), {
    message: /^notebooks\/1-x\.ipynb cell 2: chart "without a name": layout\.qqq: .*; and 1 more$/,
  });
});
