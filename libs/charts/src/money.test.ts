import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import {
  divideCents,
  findRange,
  formatAmount,
  formatAmountShort,
  formatCount,
  formatMoney,
  formatMoneyShort,
  formatShare,
  formatTimes,
  sumCents,
  toUnits,
} from "./money.js";

test("ten times ten cents are one euro", () => {
  assert.equal(sumCents(Array.from({ length: 10 }, () => ({ revenue: "0.10" }))), 100n);
  assert.equal(sumCents([]), 0n);
  assert.equal(toUnits(-1_050n, en), -10.5);
});

test("the range of amounts is from the lowest to the highest", () => {
  assert.deepEqual(findRange([2n, -3n, 10n, 2n]), [-3n, 10n]);
  assert.deepEqual(findRange([4n]), [4n, 4n]);
  assert.deepEqual(findRange([]), [0n, 0n]);
});

test("exact euros have thousands separators, and two decimals", () => {
  assert.equal(formatMoney(123456789n, en), "€1,234,567.89");
  assert.equal(formatMoney(-5n, en), "−€0.05");
  assert.equal(formatAmount(-5n, en), "−0.05");
  assert.equal(formatAmount(100_000n, en), "1,000.00");
  assert.equal(formatAmount(0n, en), "0.00");
  assert.deepEqual([formatCount(999, en), formatCount(1000n, en)], ["999", "1,000"]);
});

test("short euros are rounded half up and carry over into the next unit", () => {
  const short = (cents: bigint): string => formatMoneyShort(cents, en);
  assert.equal(short(95049n), "€950");
  assert.equal(short(95050n), "€951");
  assert.equal(short(99_949n), "€999");
  assert.equal(short(99_950n), "€1k");
  assert.equal(short(350_000n), "€3.5k");
  assert.equal(short(9_996_000n), "€100k");
  assert.equal(short(35_000_000n), "€350k");
  assert.equal(short(35_060_000n), "€351k");
  assert.equal(short(99_999_999n), "€1M");
  assert.equal(short(125_000_000n), "€1.3M");
  assert.equal(short(123_400_000_000n), "€1.2bn");
  assert.equal(short(123_456_700_000_000n), "€1,235bn");
  assert.equal(short(-350_000n), "−€3.5k");
});

test("short amounts have short units, and no currency", () => {
  assert.deepEqual(
    [95_000n, -350_000n, 125_000_000n, 123_400_000_000n].map((cents) => formatAmountShort(cents, en)),
    ["950", "−3.5k", "1.3M", "1.2bn"],
  );
});

test("what rounds to nothing has no sign", () => {
  assert.deepEqual([formatMoneyShort(-49n, en), formatMoneyShort(-50n, en)], ["€0", "−€1"]);
  assert.deepEqual([formatAmountShort(-49n, en), formatAmountShort(-50n, en)], ["0", "−1"]);
  assert.deepEqual([formatShare(-4n, 10_000n, en), formatShare(4n, -10_000n, en)], ["0.0%", "0.0%"]);
  assert.equal(formatShare(-4n, 10_000n, de), "0,0\u00a0%");
  assert.equal(formatShare(-5n, 10_000n, en), "−0.1%");
});

test("a part of nothing is 0 %, and half a permille is rounded away from zero", () => {
  assert.equal(formatShare(1n, 0n, en), "0.0%");
  assert.equal(formatShare(1255n, 10000n, en), "12.6%");
  assert.equal(formatShare(-1255n, 10000n, en), "−12.6%");
  assert.equal(formatShare(-1255n, -10000n, en), "12.6%");
  assert.equal(formatShare(12_345n, 1n, en), "1,234,500.0%");
});

test("how many times it is has one decimal", () => {
  assert.deepEqual(
    [formatTimes(21n, 10n, en), formatTimes(25n, 100n, en), formatTimes(24n, 100n, en)],
    ["2.1", "0.3", "0.2"],
  );
});

test("an average is rounded half away from zero to a cent", () => {
  assert.deepEqual([divideCents(5n, 2), divideCents(10n, 3), divideCents(1n, 0)], [3n, 3n, 0n]);
  assert.deepEqual([divideCents(-12_000n, 90), divideCents(-5n, 2), divideCents(-4n, 3)], [-133n, -3n, -1n]);
});
