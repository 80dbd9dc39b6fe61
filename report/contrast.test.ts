import assert from "node:assert/strict";
import test from "node:test";
import { palette } from "@tillbook/charts";
import { wcagContrast } from "culori";
import { darkPaper, lightPaper, mixUntil, toDark } from "./contrast.js";

test("a colour that stands out stays as it is", () => {
  assert.equal(mixUntil("#0b6e4f", "#000000", lightPaper, 4.5), "#0b6e4f");
});

test("a colour is mixed in steps of a twentieth, only as far as it must be", () => {
  assert.equal(mixUntil("#ff0000", "#ffffff", "#000000", 6), "#ff4040"); // five of twenty steps
  assert.ok(wcagContrast("#ff3333", "#000000") < 6 && wcagContrast("#ff4040", "#000000") >= 6);
});

test("where no mix stands out, the other colour itself is taken", () => {
  assert.equal(mixUntil("#000000", "#333333", "#000000", 7), "#333333");
});

test("every colour of the charts stands out from the dark ground", () => {
  const dark = palette.map(toDark);
  assert.ok(dark.every((color) => wcagContrast(color, darkPaper) >= 3.5));
  assert.equal(toDark("#332288"), "#7a6fb2");
  assert.equal(toDark("#88ccee"), "#88ccee");
});

test("on the dark ground white is the ground, black is nearly white, and greys are turned round", () => {
  assert.deepEqual([toDark("#ffffff"), toDark("#000000")], [darkPaper, "#f3f4f6"]);
  assert.deepEqual([toDark("#404040"), toDark("#c0c0c0")], ["#c5c7c9", "#5e6064"]);
});

test("a tint of less than 28 of 255 counts as grey", () => {
  assert.notEqual(toDark("#f0f0d5"), "#f0f0d5"); // 27 apart
  assert.equal(toDark("#f0f0d4"), "#f0f0d4"); // 28 apart
  assert.notEqual(toDark("#d5f0f0"), "#d5f0f0");
});
