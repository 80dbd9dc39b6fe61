import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMoneyAxis } from "./axis.js";

test("an axis of money starts at zero and has round steps that reach its highest value", () => {
  const axis = makeMoneyAxis([35_000_000n, 120_000_000n]);
  const { range, ticktext } = axis as { range: number[]; ticktext: string[] };
  assert.equal(range[0], 0);
  assert.ok(range[1]! > 1_200_000);
  assert.deepEqual(
    ticktext.map((text) => text.replaceAll("\u00a0", " ")),
    ["€ 0", "€ 200 k", "€ 400 k", "€ 600 k", "€ 800 k", "€ 1 M", "€ 1.2 M", "€ 1.4 M"],
  );
});

test("an axis of money goes below zero only for what was given back", () => {
  const { range } = makeMoneyAxis([-5_000n, 20_000n]) as { range: number[] };
  assert.ok(range[0]! < -50 && range[1]! > 200);
});
