import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./locale/en.js";
import { divideCents, formatAmount, formatEuros, formatEurosShort, formatShare, sumCents } from "./money.js";

test("ten times ten cents are one euro", () => {
  assert.equal(sumCents(Array.from({ length: 10 }, () => ({ revenue: "0.10" }))), 100n);
});

test("exact euros have thousands separators, and two decimals", () => {
  assert.equal(formatEuros(123456789n, en), "€1,234,567.89");
  assert.equal(formatAmount(-5n, en), "−0.05");
});

test("short euros are rounded half up and carry over into the next unit", () => {
  const short = (cents: bigint): string => formatEurosShort(cents, en);
  assert.equal(short(95049n), "€950");
  assert.equal(short(350_000n), "€3.5k");
  assert.equal(short(35_000_000n), "€350k");
  assert.equal(short(99_999_999n), "€1M");
  assert.equal(short(125_000_000n), "€1.3M");
  assert.equal(short(0n), "€0");
});

test("a part of nothing is 0 %, and half a permille is rounded up", () => {
  assert.equal(formatShare(1n, 0n, en), "0.0%");
  assert.equal(formatShare(1255n, 10000n, en), "12.6%");
});

test("an average is rounded half up to a cent", () => {
  assert.deepEqual([divideCents(5n, 2), divideCents(10n, 3), divideCents(1n, 0)], [3n, 3n, 0n]);
  assert.deepEqual([divideCents(-12_000n, 90), divideCents(-5n, 2)], [-133n, -3n]);
});
