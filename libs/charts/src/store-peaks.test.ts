import assert from "node:assert/strict";
import { test } from "node:test";
import { findCarrier, findCommonPeak, listPeaks } from "./store-peaks.js";

const makeRows = (stores: Readonly<Record<string, readonly number[]>>, sales = 10_000) =>
  Object.entries(stores).flatMap(([store, hours]) =>
    hours.map((revenue, h) => ({ hour: h, weekday: 1, store, sales, revenue: revenue.toFixed(2) })),
  );
const findHour = (stores: Readonly<Record<string, readonly number[]>>) =>
  findCarrier(makeRows(stores), ({ hour }) => hour);

test("a store carries a pattern only where it alone does, among three or more", () => {
  assert.deepEqual(findHour({ a: [2, 1], b: [2, 1], c: [1, 9] }), { store: "c", without: 0 });
  assert.equal(findHour({ a: [2, 1], b: [2, 1], c: [2, 9], d: [1, 9] }), undefined);
  assert.equal(findHour({ a: [2, 1], c: [1, 9] }), undefined);
  assert.equal(findHour({ a: [2, 3], b: [2, 3], c: [1, 9] }), undefined);
  // without any of the three the other hour leads
  assert.equal(findHour({ a: [4, 5], b: [4, 5], c: [4, 5], d: [3, 1] }), undefined);
});

test("a pattern per open day is carried by who is open, too", () => {
  const rows = [
    ...["a", "b", "c"].map((store) => ({ store, revenue: "100.00", day: 1, open_days: 10 })),
    ...[{ store: "a", revenue: "300.00", day: 2, open_days: 10 }],
  ];
  const find = (some: typeof rows) =>
    findCarrier(
      some,
      ({ day }) => day,
      ({ day, open_days }) => ({ key: day, days: open_days }),
    );
  assert.deepEqual(find(rows), { store: "a", without: 1 });
  assert.equal(find([...rows, { store: "b", revenue: "290.00", day: 2, open_days: 10 }]), undefined);
});

test("hundreds of stores are compared in seconds", () => {
  const stores = Object.fromEntries(
    Array.from({ length: 457 }, (_, s) => [
      `s${s}`,
      Array.from({ length: 105 }, (_, h) => 100 + ((s * 7 + h * 13) % 50)),
    ]),
  );
  const start = performance.now();
  findHour(stores);
  findCommonPeak(listPeaks(makeRows(stores)));
  assert.ok(performance.now() - start < 5_000);
});

test("a store whose hours are alike has no peak, and most stores are more than half of all", () => {
  const peaks = listPeaks(makeRows({ a: [1, 1], b: [1, 2], c: [1, 2], d: [0, 0], "": [1, 9] }));
  assert.deepEqual(
    peaks.map(({ store, hour, isFlat }) => [store, hour, isFlat]),
    [
      ["a", 0, true],
      ["b", 1, false],
      ["c", 1, false],
    ],
  );
  assert.deepEqual(findCommonPeak(peaks)?.stores, ["b", "c"]);
  assert.equal(findCommonPeak(peaks.slice(0, 2)), undefined);
  assert.equal(findCommonPeak([]), undefined);
});
