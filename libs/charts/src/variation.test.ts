import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom } from "../../../tests/random.js";
import { findNotable, isNotable, type Mean, measureDays, measureHours, measureVariation } from "./variation.js";

/** Normally distributed (Box and Muller). */
function makeNormal(seed: number): () => number {
  const random = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const makeDays = (count: number, makeValue: (day: number) => number): Map<number, number> =>
  new Map(Array.from({ length: count }, (_, day) => [day, makeValue(day)]));

test("what a day varies by is found whatever weekdays, growth and single days do", () => {
  const normal = makeNormal(1);
  const plain = makeDays(364, () => 100 + 10 * normal());
  const [weekdays, growth] = [makeNormal(1), makeNormal(1)];
  const saturdays = makeDays(364, (day) => (100 + 10 * weekdays()) * (day % 7 === 2 ? 3 : 1));
  const growing = makeDays(364, (day) => (100 + 10 * growth()) * (1 + day / 364));
  const outliers = new Map([...plain].map(([day, value]) => [day, day % 50 === 0 ? 20 * value : value]));
  for (const values of [plain, saturdays, growing, outliers]) {
    const variation = measureVariation(values);
    assert.ok(variation > 0.085 && variation < 0.115, String(variation));
  }
});

test("of less than two weeks nothing is known, and nothing is notable", () => {
  assert.equal(measureVariation(makeDays(13, () => 5)), Number.POSITIVE_INFINITY);
  assert.equal(measureVariation(makeDays(14, () => 5)), 0);
  const [a, b] = [1, 100].map((mean): Mean => ({ mean, days: 3, variation: Number.POSITIVE_INFINITY }));
  assert.equal(isNotable(a!, b!), false);
  assert.deepEqual(findNotable([a!, b!]), { highest: undefined, lowest: undefined });
});

test("of noise hardly ever a mean stands out, of seven, of twelve and of 168", () => {
  const normal = makeNormal(2);
  for (const count of [7, 12, 24, 168]) {
    const runs = Array.from({ length: 300 }, () => {
      const means = Array.from({ length: count }, (): Mean => {
        return { mean: 100 + (20 * normal()) / Math.sqrt(52), days: 52, variation: 0.2 };
      });
      return findNotable(means).highest;
    });
    const claims = runs.filter((highest) => highest !== undefined).length;
    assert.ok(claims <= 6, `${claims} of ${count}`);
  }
});

test("a mean beyond variation is alone, ties are ties, and a third one keeps two from standing out", () => {
  const make = (...means: number[]): Mean[] => means.map((mean) => ({ mean, days: 50, variation: 0.1 }));
  const list = (...means: number[]) => {
    const { highest, lowest } = findNotable(make(...means));
    return [highest, lowest].map((some) => some?.map(({ mean }) => mean));
  };
  assert.deepEqual(list(120, 100, 101, 99, 80), [[120], [80]]);
  assert.deepEqual(list(120, 119, 100, 101, 99), [
    [120, 119],
    [100, 101, 99],
  ]);
  // 106 is like 110 and like 102, so neither is apart from the others
  assert.deepEqual(list(110, 106, 102, 101, 100)[0], undefined);
  assert.deepEqual(list(100), [undefined, undefined]);
  const exact = [0.1 + 0.2, 0.3, 0.2].map((mean): Mean => ({ mean, days: 1, variation: 0 }));
  assert.deepEqual(
    findNotable([...exact, exact[2]!]).highest?.map(({ mean }) => mean),
    [0.1 + 0.2, 0.3],
  );
});

test("a day is what the stores took that were open, and an hour is a part of its day", () => {
  const rows = Array.from({ length: 21 }, (_, i) => ({
    ...{ year: 2026, month: 3, day: i + 1 },
    // two stores in every second week
    ...(Math.floor(i / 7) === 1 ? { revenue: "200.00", open_days: 2 } : { revenue: "100.00", open_days: 1 }),
  }));
  assert.equal(measureDays(rows), 0);
  const hours = rows.flatMap((row) => [
    { ...row, hour: 9 },
    { ...row, hour: 17, revenue: String(3 * Number(row.revenue)) },
  ]);
  const measured = measureHours(hours);
  assert.deepEqual(
    [[...measured.hours], measured.days],
    [
      [
        [9, 0],
        [17, 0],
      ],
      21,
    ],
  );
});
