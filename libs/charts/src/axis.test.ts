import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMoneyAxis } from "./axis.js";
import { en } from "./locale/en.js";

test("an axis of money starts at zero and has round steps that reach its highest value", () => {
  const axis = makeMoneyAxis([35_000_000n, 120_000_000n], en);
  const { range, ticktext } = axis as { range: number[]; ticktext: string[] };
  assert.equal(range[0], 0);
  assert.ok(range[1]! > 1_200_000);
  assert.deepEqual(ticktext, ["€0", "€200k", "€400k", "€600k", "€800k", "€1M", "€1.2M", "€1.4M"]);
});

test("an axis of money goes below zero only for what was given back", () => {
  const { range } = makeMoneyAxis([-5_000n, 20_000n], en) as { range: number[] };
  assert.ok(range[0]! < -50 && range[1]! > 200);
});
