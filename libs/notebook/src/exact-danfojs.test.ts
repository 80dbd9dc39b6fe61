import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { DataFrame, MinMaxScaler, Series } from "./danfojs.js";

// Each result is compared with what JavaScript's own numbers give, which have 64 bits.

/** Amounts in cents of up to 1e13, fractions and missing numbers, in a table of two columns. */
const cell = fc
  .oneof(
    fc.integer({ min: -1e13, max: 1e13 }),
    fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e12, max: 1e12 }),
    fc.constant(Number.NaN),
  )
  // no -0, which a sum that begins with 0 loses
  .map((value) => value + 0);
const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
const columns = ["a", "b"];

type Operator = (a: number, b: number) => number | boolean;

const operators: Record<string, Operator> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  lt: (a, b) => a < b,
  gt: (a, b) => a > b,
  le: (a, b) => a <= b,
  ge: (a, b) => a >= b,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
};
/** The rest of a frame has the sign of the divisor, that of a series the sign of what is divided. */
const floorMod: Operator = (a, b) => (a % b !== 0 && a % b < 0 !== b < 0 ? (a % b) + b : a % b);

type Calculating = Record<string, (...parameters: unknown[]) => { values: unknown }>;

function calculate(left: object, name: string, ...parameters: unknown[]): unknown {
  return (left as Calculating)[name]!(...parameters).values;
}

test("27737165 cents are 277371.65 euros", () => {
  const cents = new DataFrame([[27737165], [1000000001]], { columns: ["revenue_cents"] });
  assert.deepEqual(cents.div(100).values, [[277371.65], [10000000.01]]);
  assert.deepEqual(cents.div([100, 1000], { axis: 0 }).values, [[277371.65], [1000000.001]]);
});

test("every operator of a frame gives what JavaScript gives, with a number, a list, a series and a frame", () => {
  fc.assert(
    fc.property(table, cell, fc.tuple(cell, cell), (rows, number, list) => {
      const frame = new DataFrame(rows, { columns });
      const first = rows.map(([a]) => a);
      for (const [name, operate] of Object.entries({ ...operators, mod: floorMod })) {
        const expected = (other: (r: number, c: number) => number): unknown[][] =>
          rows.map((row, r) => row.map((value, c) => operate(value, other(r, c))));
        assert.deepEqual(
          calculate(frame, name, number),
          expected(() => number),
          name,
        );
        assert.deepEqual(
          calculate(frame, name, list),
          expected((_, c) => list[c]!),
          name,
        );
        assert.deepEqual(
          calculate(frame, name, first, { axis: 0 }),
          expected((r) => first[r]!),
          name,
        );
        assert.deepEqual(
          calculate(frame, name, new Series(first), { axis: 0 }),
          expected((r) => first[r]!),
          name,
        );
        assert.deepEqual(
          calculate(frame, name, frame),
          expected((r, c) => rows[r]![c]!),
          name,
        );
      }
    }),
  );
});

test("every operator of a series gives what JavaScript gives, with a number, a list and a series", () => {
  const more: Record<string, Operator> = { mod: (a, b) => a % b, minimum: Math.min, maximum: Math.max };
  fc.assert(
    fc.property(table, cell, (rows, number) => {
      const [a, b] = [rows.map((row) => row[0]), rows.map((row) => row[1])];
      for (const [name, operate] of Object.entries({ ...operators, ...more })) {
        assert.deepEqual(
          calculate(new Series(a), name, number),
          a.map((value) => operate(value, number)),
          name,
        );
        for (const other of [b, new Series(b)])
          assert.deepEqual(
            calculate(new Series(a), name, other),
            a.map((value, i) => operate(value, b[i]!)),
            name,
          );
      }
    }),
  );
});

const isNumber = (value: number): boolean => !Number.isNaN(value);
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]): number => sum(values) / values.length;
const variance = (values: number[]): number =>
  sum(values.map((value) => (value - mean(values)) ** 2)) / Math.max(values.length - 1, 1);
const statistics: Record<string, (values: number[]) => number> = {
  sum,
  mean,
  var: variance,
  std: (values) => Math.sqrt(variance(values)),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  median: (values) => {
    const sorted = values.toSorted((x, y) => x - y);
    const half = values.length / 2;
    return Number.isInteger(half) ? (sorted[half - 1]! + sorted[half]!) / 2 : sorted[Math.floor(half)]!;
  },
};

test("sums, means and the like leave out what is missing, of a series, a column, a row and a group", () => {
  fc.assert(
    fc.property(table, (rows) => {
      fc.pre(rows.flat().every(isNumber) || rows.every((row) => row.some(isNumber)));
      const groups = rows.map(([a], i) => [i % 2 === 0 ? "even" : "odd", a]);
      for (const [name, calculation] of Object.entries(statistics)) {
        const frame = new DataFrame(rows, { columns });
        assert.deepEqual(
          calculate(frame, name),
          rows.map((row) => calculation(row.filter(isNumber))),
          name,
        );
        const column = rows.map((row) => row[1]).filter(isNumber);
        if (column.length === 0) continue;
        const series = frame.column("b") as unknown as Record<string, () => number>;
        assert.deepEqual(series[name]!(), calculation(column), name);
        const grouped = new DataFrame(groups, { columns: ["kind", "a"], dtypes: ["string", "float32"] }).groupby([
          "kind",
        ]);
        const even = groups.filter(([kind, a]) => kind === "even" && isNumber(a as number)).map(([, a]) => a as number);
        const [[, found]] = grouped.agg({ a: name }).values as [[string, number]];
        assert.deepEqual(found, even.length > 0 ? calculation(even) : name === "sum" ? 0 : Number.NaN, name);
      }
    }),
  );
});

test("running sums, products, lows and highs, changes, differences, rounded and absolute numbers are exact", () => {
  const number = fc.integer({ min: -1e12, max: 1e12 }).map((cents) => cents / 100);
  fc.assert(
    fc.property(fc.array(number, { minLength: 2, maxLength: 8 }), (list) => {
      const run = (operate: (a: number, b: number) => number): number[] =>
        list.map((_, i) => list.slice(1, i + 1).reduce((a, b) => operate(a, b), list[0]!));
      const expected: [name: string, parameters: unknown[], values: number[]][] = [
        ["cumSum", [], run((a, b) => a + b)],
        ["cumProd", [], run((a, b) => a * b)],
        ["cumMin", [], run(Math.min)],
        ["cumMax", [], run(Math.max)],
        ["round", [1], list.map((value) => Number(value.toFixed(1)))],
        ["abs", [], list.map(Math.abs)],
      ];
      for (const [name, parameters, values] of expected) {
        assert.deepEqual(calculate(new Series(list), name, ...parameters), values, name);
        const frame = new DataFrame(
          list.map((value) => [value]),
          { columns: ["a"] },
        );
        const axis = name.startsWith("cum") ? [{ axis: 0 }] : parameters;
        assert.deepEqual(
          calculate(frame, name, ...axis),
          values.map((value) => [value]),
          name,
        );
      }
      const frame = new DataFrame(
        list.map((value) => [value]),
        { columns: ["a"] },
      );
      const before = (i: number): number => (i === 0 ? Number.NaN : list[i - 1]!);
      assert.deepEqual(
        calculate(frame, "diff", 1),
        list.map((value, i) => [value - before(i)]),
      );
      assert.deepEqual(
        calculate(frame, "pctChange", 1),
        list.map((value, i) => [value / before(i) - 1]),
      );
      assert.equal(new Series(list).argMax(), list.indexOf(Math.max(...list)));
      assert.equal(new Series(list).argMin(), list.indexOf(Math.min(...list)));
    }),
  );
});

test("describe() leaves out what is missing, and columns of texts", () => {
  const frame = new DataFrame(
    [
      ["x", 1, 277371.65],
      ["y", null, 277371.67],
      ["z", 4, 277371.65],
    ] as never[],
    { columns: ["name", "n", "revenue"] },
  );
  const described = frame.describe();
  assert.deepEqual(described.columns, ["n", "revenue"]);
  assert.deepEqual(described.index, ["count", "mean", "std", "min", "median", "max", "variance"]);
  assert.deepEqual(described.column("n").values, [2, 2.5, Math.sqrt(4.5), 1, 2.5, 4, 4.5]);
  assert.equal(described.column("revenue").values[4], 277371.65);
});

test("texts are refused, also of digits, and the message says what to take instead", () => {
  const digits = new DataFrame([["4711", "12.50"]], { columns: ["article", "revenue"] });
  const refused = /expected numbers to \w+.*, got .*take the column in cents, e\.g\. revenue_cents/;
  for (const name of ["add", "div", "sum", "mean", "cumSum", "median", "lt", "round", "diff"])
    assert.throws(() => calculate(digits, name, 1), refused, name);
  for (const name of ["add", "div", "sum", "mean", "cumSum", "median"])
    assert.throws(() => calculate(digits.column("revenue"), name, 1), refused, name);
  const lying = new DataFrame([["a", "1"]], { columns: ["a", "n"], dtypes: ["string", "float32"] });
  assert.throws(() => lying.column("n").add(1), refused);
  assert.throws(() => lying.column("n").sum(), refused);
  assert.throws(() => lying.groupby(["a"]).col(["n"]).sum(), /Can't perform math operation on column n/);
  assert.throws(() => new Series([1, 2]).add(["1", "2"] as never), /expected numbers to calculate with, got "1"/);
  assert.throws(() => new Series([1, 2]).mul(2n as never), /got 2n/);
  assert.throws(() => new DataFrame([[1]], { columns: ["a"] }).div(["x"] as never), /got "x"/);
});

test("what is missing is never taken for 0", () => {
  const frame = new DataFrame([[1], [null], [3]] as never[], { columns: ["a"] });
  assert.deepEqual(frame.column("a").add(1).values, [2, Number.NaN, 4]);
  assert.deepEqual(frame.column("a").ge(0).values, [true, false, true]);
  assert.deepEqual(frame.add(1).values, [[2], [Number.NaN], [4]]);
  assert.throws(() => frame.cumSum({ axis: 0 }), /got missing ones: take fillNa\(0\)/);
  assert.deepEqual(frame.sortValues("a", { ascending: false }).column("a").values, [3, 1, Number.NaN]);
});

test("groups whose names look alike stay apart, and are called what they are called", () => {
  const rows = [
    ["a-b", "c", 1],
    ["a", "b-c", 2],
    ["constructor", "", 4],
    ["constructor", null, 8],
  ];
  const frame = new DataFrame(rows as never[], { columns: ["x", "y", "n"] });
  const grouped = frame.groupby(["x", "y"]);
  assert.deepEqual(grouped.col(["n"]).sum().values, rows);
  assert.deepEqual(grouped.getGroup(["a", "b-c"]).column("n").values, [2]);
  assert.throws(() => grouped.getGroup(["a", "b"]), /expected values of a group, got \["a","b"\]/);
});

test("values are counted by all that they are", () => {
  const counts = new Series(["2026-03", "2026-04", "2026-03", "7 up"]).valueCounts();
  assert.deepEqual(counts.index, ["2026-03", "2026-04", "7 up"]);
  assert.deepEqual(counts.values, [2, 1, 1]);
  assert.deepEqual(new Series(["b", "a", "a b"]).sortValues().values, ["a", "a b", "b"]);
});

test("a column named as a part of a frame does not break it", () => {
  const frame = new DataFrame([[5, 6, 7]], { columns: ["index", "values", "count"] });
  assert.deepEqual(frame.index, [0]);
  assert.deepEqual(frame.column("values").values, [6]);
  assert.deepEqual(frame.add(1).values, [[6, 7, 8]]);
  assert.deepEqual(frame.describe().column("count").values[1], 7);
});

test("a million rows are exact", () => {
  const cents = Array.from({ length: 1_000_000 }, (_, i) => [27737165 + i]);
  const frame = new DataFrame(cents, { columns: ["revenue_cents"] });
  const euros = frame.div(100).values as number[][];
  assert.ok(euros.every(([euro], i) => euro === (27737165 + i) / 100));
  assert.equal(frame.column("revenue_cents").sum(), 27737165 * 1e6 + (1e6 * (1e6 - 1)) / 2);
});

test("a sample has no row twice and is the same each time; scalers are refused", async () => {
  const frame = new DataFrame(
    Array.from({ length: 50 }, (_, i) => [i]),
    { columns: ["a"] },
  );
  const [one, two] = [await frame.sample(10, { seed: 3 }), await frame.sample(10, { seed: 3 })];
  assert.equal(new Set(one.column("a").values as number[]).size, 10);
  assert.deepEqual(one.values, two.values);
  assert.throws(() => new MinMaxScaler().fit([1, 2]), /expected exact arithmetic, got a scaler of 32 bits/);
});

test("a workbook is written and read, and its package is loaded only then", async () => {
  const require = createRequire(import.meta.url);
  const { readExcel, toExcel }: typeof import("danfojs-node") = require("danfojs-node");
  const isLoaded = (): boolean =>
    Object.keys(require.cache).some((file) => /[\\/]node_modules[\\/]xlsx[\\/]/.test(file));
  assert.equal(isLoaded(), false);
  const folder = await mkdtemp(join(tmpdir(), "tillbook-workbook-"));
  try {
    const filePath = join(folder, "sales.xlsx");
    toExcel(new DataFrame([["Nord", 12.5]], { columns: ["store", "revenue"] }), { filePath });
    const read = (await readExcel(filePath)) as DataFrame;
    assert.deepEqual([read.columns, read.values], [["store", "revenue"], [["Nord", 12.5]]]);
    assert.equal(isLoaded(), true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
