import assert from "node:assert/strict";
import test from "node:test";
import { inlineSvg, moveStyles, variableOf } from "./draw-charts.js";

test("a chart in the page is sized by its place, has no attributes that nobody reads, and colours as variables", () => {
  const svg = `
<svg class="main-svg" xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 760 420" style="background: white"><g class="bg" data-notex="1" xml:space="preserve"><rect style="fill: rgb(51, 34, 136); stroke: rgb(51, 34, 136)"/><path fill="rgb(1, 2, 3)"/></g></svg>
`;
  assert.equal(
    inlineSvg(svg, { "#332288": "#7a6fb2", "#010203": "#fff" }),
    '<svg viewBox="0 0 760 420" width="760" height="420" focusable="false"><g><rect style="fill: var(--c332288); stroke: var(--c332288)"/><path fill="var(--c010203)"/></g></svg>',
  );
});

test("the variable of a colour has its digits", () => {
  assert.equal(variableOf("#332288"), "--c332288");
});

test("the style of an element is its last attribute, wherever Chromium writes it", () => {
  assert.equal(
    moveStyles('<svg a="1" style="x: 1" b="2"><g style="y: 1"/><rect style="z: 1" xml:c="3"/>style="s" d="4"</svg>'),
    '<svg a="1" b="2" style="x: 1"><g style="y: 1"/><rect xml:c="3" style="z: 1"/>style="s" d="4"</svg>',
  );
});
