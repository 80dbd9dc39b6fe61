import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { actualColor, fallColor, othersColor, palette, paletteDark, previousColor, riseColor } from "@tillbook/charts";
import { findPaths } from "@tillbook/pipeline";
import { formatHex, wcagContrast } from "culori";
import { simulate, tellApart } from "./color-vision.js";
import { darkPaper, lightPaper } from "./contrast.js";
import { readTheme } from "./theme.js";

/** What series may be drawn in side by side: the palette, or all but its last colour and the others' grey. */
const stacks = [[...palette], [...palette.slice(0, -1), othersColor]];

/** Lists the pairs of colours that differ by a ΔE of less than 10 in some view. */
function listAlike(colors: readonly string[]): string[] {
  const pairs = colors.flatMap((a, i) => colors.slice(i + 1).map((b) => [a, b] as const));
  return pairs.flatMap(([a, b]) => (tellApart(a, b) >= 10 ? [] : [`${a} ${b}: ${tellApart(a, b).toFixed(1)}`]));
}

test("any two colours of series are apart by a ΔE of 10 in deuteranopia, protanopia and grey, and stand out from white", () => {
  assert.deepEqual(stacks.map(listAlike), [[], []]);
  for (const color of [...stacks.flat(), riseColor, fallColor]) assert.ok(wcagContrast(color, lightPaper) >= 3, color);
});

test("so are those that replace them on the dark ground", () => {
  const dark = stacks.map((colors) => colors.map((color) => paletteDark[color]!));
  assert.deepEqual(dark.map(listAlike), [[], []]);
  for (const color of Object.values(paletteDark)) assert.ok(wcagContrast(color, darkPaper) >= 3, color);
});

test("what was, what was before, a rise and a fall are apart, too", () => {
  const measures = [actualColor, previousColor, riseColor, fallColor];
  assert.deepEqual(listAlike(measures), []);
  assert.deepEqual(listAlike(measures.map((color) => paletteDark[color]!)), []);
});

test("so are the colours of each theme that comes with the report", async () => {
  for (const name of ["tillbook", "frischmarkt"]) {
    const { charts } = await readTheme(name, join(findPaths().root, "report/themes"));
    assert.deepEqual(
      [listAlike(charts), charts.filter((color) => wcagContrast(color, lightPaper) < 3)],
      [[], []],
      name,
    );
  }
});

test("colours look as the model of Machado et al. has it: a red and a grey, 25 apart, are one in deuteranopia", () => {
  assert.equal(formatHex(simulate("#882255", "deuteranopia")), "#525253");
  assert.equal(formatHex(simulate("#882255", "grey")), "#4b4b4b");
  assert.ok(Math.abs(tellApart("#882255", "#4d4d4d") - 0.9) < 0.1, "closest in grey");
  assert.equal(formatHex(simulate("#808080", "protanopia")), "#808080");
});
