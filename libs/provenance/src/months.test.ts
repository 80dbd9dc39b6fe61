import assert from "node:assert/strict";
import { test } from "node:test";
import { compareMonths, readMonths } from "./months.js";
import type { Provenance } from "./provenance.js";

function make(months: Record<string, [sales: number, cents: number]>, first: string, last: string): Provenance {
  const sums = Object.entries(months).map(([month, [sales, cents]]) => [month, { sales, amount_cents: String(cents) }]);
  return {
    checksum: "",
    format: 1,
    language: "en",
    origin: { commit: "", tree: "clean", lockfiles: {}, versions: {} },
    manifests: { import: { first_day: first, last_day: last }, plot: { months: Object.fromEntries(sums) } },
    lines: [],
    colors: {},
    charts: {},
  };
}

const short = (was: Provenance, is: Provenance) =>
  compareMonths(was, is).map(({ month, was, is, until }) => [month, was.cents, is.cents, until]);

test("a month has moved when its amount or its count has, also from or to nothing", () => {
  const was = make({ "2026-01": [5, 500], "2026-02": [1, 100], "2026-03": [2, 200] }, "2026-01-01", "2026-04-30");
  const is = make({ "2026-01": [5, 501], "2026-02": [2, 100], "2026-04": [1, 50] }, "2026-01-01", "2026-04-30");
  assert.deepEqual(short(was, is), [
    ["2026-01", 500n, 501n, undefined],
    ["2026-02", 100n, 100n, undefined],
    ["2026-03", 200n, 0n, undefined],
    ["2026-04", 0n, 50n, undefined],
  ]);
  assert.deepEqual(short(was, was), []);
});

test("months that the earlier data did not reach are no change; one that it reached in part says up to when", () => {
  const was = make({ "2026-01": [5, 500], "2026-02": [1, 100] }, "2026-01-01", "2026-02-14");
  const is = make(
    { "2025-12": [1, 1], "2026-01": [5, 500], "2026-02": [2, 300], "2026-03": [3, 3] },
    "2025-12-01",
    "2026-03-31",
  );
  assert.deepEqual(short(was, is), [["2026-02", 100n, 300n, "2026-02-14"]]);
});

test("a month without sales then is a change from the first to the last month that the data reached", () => {
  const was = make({ "2026-02": [1, 100] }, "2026-01-20", "2026-03-10");
  const is = make(
    { "2025-12": [1, 1], "2026-01": [1, 2], "2026-02": [1, 100], "2026-03": [1, 3], "2026-04": [1, 4] },
    "2025-12-01",
    "2026-04-30",
  );
  assert.deepEqual(compareMonths(was, is), [
    { month: "2026-01", was: { sales: 0, cents: 0n }, is: { sales: 1, cents: 2n }, until: undefined },
    { month: "2026-03", was: { sales: 0, cents: 0n }, is: { sales: 1, cents: 3n }, until: "2026-03-10" },
  ]);
});

test("reports without a first or last day are not compared", () => {
  const [was, is] = [make({ "2026-01": [1, 1] }, "2026-01-01", "2026-01-31"), make({}, "2026-01-01", "2026-01-31")];
  assert.equal(compareMonths(was, is).length, 1);
  for (const lacking of [{ first_day: null }, { last_day: null }]) {
    const imported = { ...was.manifests["import"], ...lacking };
    assert.deepEqual(compareMonths({ ...was, manifests: { ...was.manifests, import: imported } }, is), []);
  }
  assert.deepEqual(compareMonths({ ...was, manifests: { plot: was.manifests["plot"]! } }, is), []);
});

test("a month whose last day was a Sunday without sales was complete", () => {
  const was = make({ "2026-05": [5, 500] }, "2026-05-01", "2026-05-30"); // Saturday
  assert.deepEqual(short(was, make({ "2026-05": [6, 600] }, "2026-05-01", "2026-06-30")), [
    ["2026-05", 500n, 600n, undefined],
  ]);
});

test("a report of an older version has no sums of months, and is not compared", () => {
  const old = { ...make({}, "2026-01-01", "2026-01-31"), manifests: { plot: {} } };
  assert.equal(readMonths(old), undefined);
  for (const months of [null, "2026-01"]) assert.equal(readMonths({ manifests: { plot: { months } } }), undefined);
  assert.equal(readMonths({ manifests: {} }), undefined);
  assert.deepEqual(short(make({ "2026-01": [1, 1] }, "2026-01-01", "2026-01-31"), old), []);
  assert.deepEqual(short(old, make({ "2026-01": [1, 1] }, "2026-01-01", "2026-01-31")), []);
});
