import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "./locale/index.js";
import { storeHours } from "./store-hours.js";

/** Hours of stores from 9:00 on, by the name of the store. */
const makeHours = (stores: Readonly<Record<string, readonly number[]>>) =>
  Object.entries(stores).flatMap(([store, hours]) =>
    hours.map((revenue, h) => ({
      ...{ hour: 9 + h, weekday: 1, store, sales: 10_000 },
      revenue: revenue.toFixed(2),
    })),
  );

const plain = (text: string | undefined): string => (text ?? "").replaceAll("\u00a0", " ");

test("each store has a small chart of its hours against the chain's, and a title says who peaks when", () => {
  const rows = makeHours({ A: [100, 200, 100], B: [10, 20, 10], C: [30, 60, 30], "381": [20, 20, 60] });
  const { data, layout } = storeHours(rows, en)!;
  assert.equal(plain(layout.meta.title), "3 of 4 stores peak at 10:00–11:00; Store 381 at 11:00–12:00");
  assert.equal(
    plain(storeHours(rows, de)?.layout.meta.title),
    "Bei 3 von 4 Filialen ist 10–11 Uhr die stärkste Stunde; bei Filiale 381 ist es 11–12 Uhr",
  );
  assert.equal(data.length, 8);
  assert.deepEqual(
    (layout.annotations as { text: string }[]).map(({ text }) => text),
    ["<b>A</b>", "<b>C</b>", "<b>Store 381</b>", "<b>B</b>"],
  );
  assert.deepEqual(layout.meta.table.rows, [
    ["A", "10:00–11:00", "50.0%", "45.5%"],
    ["C", "10:00–11:00", "50.0%", "45.5%"],
    ["Store 381", "11:00–12:00", "60.0%", "30.3%"],
    ["B", "10:00–11:00", "50.0%", "45.5%"],
    ["Chain", "10:00–11:00", "45.5%", "45.5%"],
  ]);
  const ranges = Object.entries(layout).flatMap(([key, axis]) =>
    /^yaxis/.test(key) ? [(axis as { range: number[] }).range] : [],
  );
  assert.equal(ranges.length, 4);
  for (const [lowest, highest] of ranges) assert.deepEqual([lowest, highest], [0, 0.66]);
});

test("of many stores twelve are shown: the largest, and those that differ most from the chain", () => {
  const many = Object.fromEntries(
    Array.from({ length: 457 }, (_, i) => [`s${i}`, i === 300 ? [900, 10, 10] : [1000 - i, 2000 - 2 * i, 1000 - i]]),
  );
  const { data, layout } = storeHours(makeHours(many), en)!;
  assert.equal(data.length, 24);
  const names = layout.meta.table.rows.map(([name]) => name);
  assert.deepEqual(names.slice(0, 6), ["s0", "s1", "s2", "s3", "s4", "s5"]);
  assert.ok(names.includes("s300"));
  assert.equal(names.length, 13);
  assert.equal(layout.meta.title, "456 of 457\u00a0stores peak at 10:00–11:00; s300 at 9:00–10:00");
  const flat = Object.fromEntries(Array.from({ length: 457 }, (_, i) => [`s${i}`, [500, 500, 500]]));
  assert.equal(
    plain(storeHours(makeHours(flat), en)?.layout.meta.title),
    "Revenue by hour of the day: 12 of 457 stores against the chain",
  );
  assert.match(layout.meta.alt, /each of 12\u00a0stores, the six largest and the six that differ most/);
});

test("the report of a store has its hours against the chain's, and no other store's name", () => {
  const own = makeHours({ Ulm: [100, 300, 100] });
  const chain = [9, 10, 11].map((hour) => ({ hour, revenue: "500.00" }));
  const figure = storeHours(own, en, chain)!;
  assert.equal(figure.data.length, 2);
  assert.equal(figure.layout.meta.title, "Revenue by hour of the day: Ulm against the chain");
  assert.deepEqual(figure.layout.meta.table.rows, [
    ["Ulm", "10:00–11:00", "60.0%", "33.3%"],
    ["Chain", "9:00–10:00", "33.3%", "33.3%"],
  ]);
});

test("where there is nothing to compare, there is no chart", () => {
  assert.equal(storeHours(makeHours({ Ulm: [1, 2, 3] }), en), undefined);
  assert.equal(storeHours(makeHours({ Ulm: [1], Hanau: [2] }), en), undefined);
  assert.equal(storeHours(makeHours({ Ulm: [-1, -2], Hanau: [-2, -1] }), en), undefined);
  assert.equal(storeHours(makeHours({ "": [1, 2], Ulm: [0, 0] }), en), undefined);
  assert.equal(storeHours([{ hour: -1, weekday: 1, store: "Ulm", revenue: "1.00", sales: 1 }], en), undefined);
});
