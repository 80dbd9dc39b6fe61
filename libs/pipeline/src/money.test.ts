import assert from "node:assert/strict";
import { test } from "node:test";
import { formatCents, parseCents } from "./money.js";

test("decimals are read as whole cents, without a float between", () => {
  assert.equal(parseCents("90071992547409931.07"), 9007199254740993107n);
  assert.equal(parseCents("-0.50"), -50n);
  assert.equal(parseCents("7.5"), 750n);
  assert.equal(parseCents("7"), 700n);
});

test("three decimals are read as thousandths, and written with as many", () => {
  assert.equal(parseCents("12.345"), 12_345n);
  assert.equal(parseCents("-0.050"), -50n);
  assert.equal(formatCents(-50n, 3), "-0.050");
  assert.equal(formatCents(12_345, 3), "12.345");
});

test("a text that is not a decimal, or has a part of a cent, is refused by value", () => {
  assert.throws(() => parseCents("1e3"), /^Error: expected a decimal such as "12.50", got "1e3"$/);
  assert.throws(() => parseCents("1.0050"), /got "1.0050"/);
  assert.throws(() => parseCents("1."), /got "1."/);
  assert.throws(() => parseCents(".5"), /got ".5"/);
  assert.throws(() => parseCents("1.50 "), /got "1.50 "/);
  assert.throws(() => parseCents(" 1.50"), /got " 1.50"/);
});

test("cents are formatted with two decimals and their sign, and read back as the same", () => {
  assert.deepEqual(
    [0, 5, 50, 100, 1250, -5, -50, -123_456, 9007199254740993107n, -7n].map((cents) => formatCents(cents)),
    ["0.00", "0.05", "0.50", "1.00", "12.50", "-0.05", "-0.50", "-1234.56", "90071992547409931.07", "-0.07"],
  );
  assert.equal(parseCents(formatCents(-123_456)), -123_456n);
});
