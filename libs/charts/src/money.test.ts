import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { inCurrency } from "./locale/index.js";
import {
  averageAmount,
  findRange,
  formatAmount,
  formatAmountShort,
  formatMoney,
  formatMoneyShort,
  toCents,
  toUnits,
} from "./money.js";
import {
  formatChange,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatPoints,
  formatRatio,
  formatShare,
} from "./numbers.js";
import { quantity } from "./quantity.js";

test("a bar is as long as its amount", () => {
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
    [formatRatio(21n, 10n, en), formatRatio(25n, 100n, en), formatRatio(24n, 100n, en)],
    ["2.1", "0.3", "0.2"],
  );
});

test("an average is rounded half away from zero to a cent", () => {
  const average = (amount: string, count: number): number => Number(averageAmount(quantity(amount), count, en));
  assert.deepEqual([average("0.05", 2), average("0.10", 3), average("0.01", 0)], [0.03, 0.03, 0]);
  assert.deepEqual([average("-120", 90), average("-0.05", 2), average("-0.04", 3)], [-1.33, -0.03, -0.01]);
});

test("a quantity is an amount in whole units, rounded once", () => {
  const third = quantity("1000").over(3);
  assert.deepEqual([formatMoney(third, en), formatAmount(third, en)], ["€333.33", "333.33"]);
  assert.deepEqual(
    [formatMoneyShort(third.times(10), en), formatAmountShort(third.times(-10), en)],
    ["€3.3k", "−3.3k"],
  );
  assert.equal(formatMoney(quantity("-0.004"), en), "€0.00");
  assert.equal(formatMoney(quantity("0.496"), inCurrency(en, "JPY")), "¥0");
  assert.equal(formatCount(third, en), "333");
});

test("percent, percentage points and changes have as many decimals as wanted, and a change its sign", () => {
  assert.deepEqual([formatPercent(quantity("0.12345"), en), formatPercent(0.12345, en, 3)], ["12.3%", "12.345%"]);
  assert.deepEqual([formatShare(1, 3, en, 0), formatShare(quantity(2), 3, en)], ["33%", "66.7%"]);
  assert.deepEqual([formatChange(9, 8, en), formatChange(7, 8, en, 0)], ["+12.5%", "−13%"]);
  assert.deepEqual([formatChange(10_001, 10_000, en), formatChange(1, 0, en)], ["0.0%", "0.0%"]);
  assert.deepEqual(
    [formatPoints(0.125, 0.1, en), formatPoints(0.1, 0.125, de), formatPoints(0.1, 0.1, en)],
    ["+2.5\u00a0pp", "−2,5\u00a0Prozentpunkte", "0.0\u00a0pp"],
  );
});

test("any number has as many decimals as wanted", () => {
  assert.deepEqual([formatNumber(1234.5, 2, en), formatNumber(-0.04, 1, en)], ["1,234.50", "0.0"]);
  assert.deepEqual([formatNumber(1234.5, 0, de), formatRatio(7, 2, de, 2)], ["1.235", "3,50"]);
});

test("a duration is given to the second below an hour, and else to the minute", () => {
  const format = (seconds: number): string => formatDuration(seconds, en).replaceAll("\u00a0", " ");
  assert.deepEqual([0, 45, 60, 725].map(format), ["0 s", "45 s", "1 min", "12 min 5 s"]);
  assert.deepEqual([3599.6, 12_000, 7199, -90].map(format), ["1 h", "3 h 20 min", "2 h", "−1 min 30 s"]);
  assert.equal(formatDuration(12_000, de), "3\u00a0Std. 20\u00a0Min.");
});

test("an analyst's quantity becomes cents only where it must", () => {
  assert.equal(toCents(quantity("1.005"), en), 101n);
  assert.equal(toUnits(quantity("-10.5"), en), -10.5);
});
