import assert from "node:assert/strict";
import { test } from "node:test";
import {
  add,
  compare,
  divide,
  type Fraction,
  isNear,
  makeFraction,
  multiply,
  negate,
  readFraction,
  round,
} from "./fraction.js";

const say = ({ numerator, denominator }: Fraction): string => `${numerator}/${denominator}`;
const [third, half, minus] = [makeFraction(1n, 3n), makeFraction(1n, 2n), makeFraction(-1n, 4n)];

test("fractions are in lowest terms, with the sign above", () => {
  assert.equal(say(makeFraction(6n, 4n)), "3/2");
  assert.equal(say(makeFraction(6n, -4n)), "-3/2");
  assert.equal(say(makeFraction(-6n, -4n)), "3/2");
  assert.equal(say(makeFraction(0n, -4n)), "0/1");
  assert.equal(say(makeFraction(5n, 0n)), "0/1");
});

test("sums, products, quotients and their signs are exact", () => {
  assert.equal(say(add(third, half)), "5/6");
  assert.equal(say(add(half, minus)), "1/4");
  assert.equal(say(multiply(third, minus)), "-1/12");
  assert.equal(say(divide(third, minus)), "-4/3");
  assert.equal(say(divide(third, makeFraction(0n))), "0/1");
  assert.equal(say(negate(minus)), "1/4");
});

test("fractions are compared by their value, whatever their denominators", () => {
  assert.deepEqual([compare(third, half), compare(half, third), compare(half, makeFraction(2n, 4n))], [-1, 1, 0]);
  assert.equal(compare(minus, third), -1);
});

test("rounding goes half away from 0, to as many decimals as are asked for", () => {
  assert.equal(say(round(makeFraction(5n, 2n), 0)), "3/1");
  assert.equal(say(round(makeFraction(-5n, 2n), 0)), "-3/1");
  assert.equal(say(round(makeFraction(249n, 100n), 0)), "2/1");
  assert.equal(say(round(third, 2)), "33/100");
  assert.equal(say(round(makeFraction(-2n, 3n), 1)), "-7/10");
});

test("numbers are read as MySQL and JavaScript write them, days as those since 1970, and nothing else", () => {
  const read = (value: unknown): string | undefined => {
    const fraction = readFraction(value);
    return fraction && say(fraction);
  };
  assert.equal(read("12.50"), "25/2");
  assert.equal(read("-0.25"), "-1/4");
  assert.equal(read(12n), "12/1");
  assert.equal(read("1.5e3"), "1500/1");
  assert.equal(read("1.5E+1"), "15/1");
  assert.equal(read(1.5e-7), "3/20000000");
  assert.equal(read("1970-01-02"), "1/1");
  assert.equal(read("1969-12-31"), "-1/1");
  for (const text of ["", "x1", "1x", ".5", "5.", "1e", "1e1234", "2025-13-01", "2025-01-011", "12025-01-01", null])
    assert.equal(read(text), undefined, String(text));
});

test("a number is near a fraction where nothing but its last bit differs, of any sign", () => {
  assert.ok(isNear(-1 / 3, negate(third)));
  assert.ok(!isNear(1 / 3, negate(third)));
  assert.ok(isNear((1 / 3) * (1 + Number.EPSILON), third));
  assert.ok(!isNear((1 / 3) * (1 + 4 * Number.EPSILON), third));
});
