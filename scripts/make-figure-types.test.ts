import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { renderFigureTypes } from "./make-figure-types.js";

test("libs/charts/src/plotly-types.ts is what scripts/make-figure-types.ts makes of Plotly's schema", () => {
  const file = join(findRoot(), "libs/charts/src/plotly-types.ts");
  assert.equal(
    readFileSync(file, "utf8"),
    renderFigureTypes(),
    "node --import @tillbook/pipeline/tsx scripts/make-figure-types.ts",
  );
});
