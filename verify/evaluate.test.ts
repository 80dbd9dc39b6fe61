import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expression } from "@tillbook/notebook";
import { evaluate, restsOnSource } from "./evaluate.js";
import { isNear, makeFraction } from "./fraction.js";

const rows = [
  { day: "2025-01-01", revenue: "10.25", sales: 3, rate: 0.1, name: "a", none: null },
  { day: "2025-01-02", revenue: "-0.25", sales: 4, rate: 1e-7, name: "a", none: null },
  { day: "2025-01-03", revenue: "5.00", sales: 9007199254740993n, rate: 2.5e21, name: "b", none: null },
];

const compute = (how: Expression): string | undefined => {
  const value = evaluate(how, [rows]);
  return value && `${value.numerator}/${value.denominator}`;
};
const cell = (row: number, column: string): Expression => ({ cell: [0, row, column] });

test("cells are exact: decimals, whole numbers of any length, floats as they are written, days since 1970", () => {
  assert.equal(compute(cell(0, "revenue")), "41/4");
  assert.equal(compute(cell(1, "revenue")), "-1/4");
  assert.equal(compute(cell(0, "revenue_cents")), "1025/1");
  assert.equal(compute(cell(1, "revenue_cents")), "-25/1");
  assert.throws(() => compute(cell(0, "name_cents")), /expected a column name_cents, got day/);
  assert.equal(compute(cell(2, "sales")), "9007199254740993/1");
  assert.equal(compute(cell(0, "rate")), "1/10");
  assert.equal(compute(cell(1, "rate")), "1/10000000");
  assert.equal(compute(cell(2, "rate")), "2500000000000000000000/1");
  assert.equal(compute(cell(0, "day")), "20089/1");
  assert.throws(() => compute(cell(0, "none")), /expected a number in column none, got null/);
});

test("rows are ranges with both ends, single ones and every so manieth; sums, extremes and counts are taken over them", () => {
  assert.equal(compute({ sum: [0, "0-2", "revenue"] }), "15/1");
  assert.equal(compute({ sum: [0, "0,2", "revenue"] }), "61/4");
  assert.equal(compute({ sum: [0, "0-2/2", "revenue"] }), "61/4");
  assert.equal(compute({ sum: [0, "", "revenue"] }), "0/1");
  assert.equal(compute({ max: [0, "0-2", "revenue"] }), "41/4");
  assert.equal(compute({ min: [0, "0-2", "revenue"] }), "-1/4");
  assert.equal(compute({ median: [0, "0-2", "revenue"] }), "5/1");
  assert.equal(compute({ median: [0, "0-1", "revenue"] }), "5/1");
  assert.equal(compute({ count: [0, "0-2"] }), "3/1");
  assert.equal(compute({ count: [0, "0-2", "name"] }), "2/1");
  assert.equal(compute({ count: [0, "0-2", "name", "day"] }), "3/1");
  assert.throws(() => compute({ sum: [0, "0-", "revenue"] }), /expected rows such as "0-11,14"/);
  assert.throws(() => compute({ sum: [0, "0-99999999", "revenue"] }), /expected rows such as "0-11,14"/);
  assert.throws(() => compute({ sum: [1, "0", "revenue"] }), /expected a row 0 in query 1, got no rows/);
});

test("operators take any number of operands; what is divided by 0 is 0; rounding goes half away from 0", () => {
  const op = (name: string, ...of: string[]): string | undefined =>
    compute({ op: name as "+", of: of.map((value): Expression => ({ value })) });
  assert.equal(op("+", "1", "1/3"), "4/3");
  assert.equal(op("-", "1", "2", "3"), "-4/1");
  assert.equal(op("*", "2/3", "3/4"), "1/2");
  assert.equal(op("/", "1", "-4"), "-1/4");
  assert.equal(op("/", "1", "0"), "0/1");
  assert.equal(op("round", "-5/2", "0"), "-3/1");
  assert.equal(op("round", "1249/1000", "2"), "5/4");
  assert.equal(op("max", "1", "3", "2"), "3/1");
  assert.equal(op("min", "1", "-3", "2"), "-3/1");
  assert.equal(op("median", "9", "1", "2", "4"), "3/1");
  assert.equal(op("-", "5"), "-5/1");
  assert.equal(op("round", "5/2"), "3/1");
  assert.equal(op("sqrt", "9"), "3/1");
  assert.equal(op("sqrt", "1/4"), "1/2");
  assert.equal(op("sqrt", "1000000"), "1000/1");
  assert.equal(op("sqrt", "-4"), "0/1");
  assert.equal(op("sqrt", "2"), "1414213562373/1000000000000");
  assert.equal(op("median", "9", "1", "2"), "2/1");
  assert.equal(op("+"), "0/1");
  assert.throws(() => op("max"), /expected values for max, got none/);
  assert.throws(() => op("power", "1"), /expected an operator, got power/);
});

test("what rests on an unknown number is unknown", () => {
  assert.equal(compute({ op: "+", of: [cell(0, "sales"), { unknown: true }] }), undefined);
});

test("a number is near a fraction within its last bit", () => {
  assert.ok(isNear(0.1, makeFraction(1n, 10n)) && isNear(1 / 3, makeFraction(1n, 3n)) && isNear(0, makeFraction(0n)));
  assert.ok(
    !isNear(0.1 + 1e-16, makeFraction(1n, 10n)) &&
      !isNear(Number.NaN, makeFraction(0n)) &&
      !isNear(1e-300, makeFraction(0n)),
  );
});

test("a number that only a typed constant makes, however it went in, does not rest on its source", () => {
  const cell = { cell: [0, 0, "sales"] as [number, number, string] };
  const op = (name: "+" | "-" | "*" | "/" | "max" | "round" | "sqrt", ...of: Expression[]): Expression => ({
    op: name,
    of,
  });
  const value = (text: string): Expression => ({ value: text });
  for (const typed of [
    op("+", op("*", cell, value("0")), value("5777")),
    op("-", op("+", value("5777"), cell), cell),
    op("*", op("/", cell, cell), value("5777")),
    op("max", value("5777"), cell),
    op("*", cell, value("0.417")),
    op("/", cell, value("5777")),
    op("+", op("max", cell, op("*", cell, value("50"))), value("100")),
    op("+", op("*", cell, value("-1")), value("5777")),
    op("+", op("/", cell, value("50")), value("100")),
    value("5"),
    { unknown: true } as Expression,
    op("+", cell, { unknown: true }),
    op("+", value("1"), value("2")),
  ])
    assert.equal(restsOnSource(typed), false, JSON.stringify(typed));
  for (const usual of [
    op("-", op("+", op("*", cell, value("12")), cell), value("1")),
    op("/", cell, value("365")),
    op("*", cell, value("1.19")),
    op("+", op("*", cell, value("25000/100")), value("175000/100")),
    op("max", cell, value("0")),
    op("round", cell, value("2")),
    op("sqrt", cell, value("5777")),
    op("-", op("*", cell, value("50")), value("100")),
    op("+", op("-", op("*", cell, value("50")), cell), value("100")),
    { count: [0, "0-2"] } as Expression,
  ])
    assert.equal(restsOnSource(usual), true, JSON.stringify(usual));
});
