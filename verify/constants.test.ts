import assert from "node:assert/strict";
import { test } from "node:test";
import { isUsualAddend, isUsualConstant, readConstant } from "./constants.js";

const isUsual = (text: string): boolean => isUsualConstant(readConstant(text));

test("usual constants have two digits before their zeros, or are one and such a fraction, or of the calendar", () => {
  for (const text of ["0", "1", "12", "2500", "1/3", "0.19", "1.19", "1.07", "-1", "-25", "1/12", "99/100"])
    assert.ok(isUsual(text), text);
  for (const text of ["365", "366", "168", "1440", "86400", "604800", "1/365", "-365"]) assert.ok(isUsual(text), text);
  for (const text of ["101", "123", "417", "2.19", "10.1", "1/123", "0.417", "1.417", "-1.19", "364", "1680.5"])
    assert.ok(!isUsual(text), text);
});

test("what is added is small, or a number of the steps in which all else is counted", () => {
  const isAddend = (text: string, ...steps: string[]): boolean =>
    isUsualAddend(readConstant(text), steps.map(readConstant));
  for (const text of ["0", "1", "-1", "1/2", "-0.417"]) assert.ok(isAddend(text), text);
  for (const text of ["2", "-2", "1.5", "5777"]) assert.ok(!isAddend(text), text);
  assert.ok(isAddend("1750", "250"));
  assert.ok(isAddend("1750", "3", "250"));
  assert.ok(isAddend("7.5", "5/2"));
  assert.ok(!isAddend("1751", "250"));
  assert.ok(!isAddend("7.5", "2"));
  assert.ok(!isAddend("1750", "0"));
});

test("a constant is a number or a fraction, and anything else is none", () => {
  const read = (text: string): string => {
    const { numerator, denominator } = readConstant(text);
    return `${numerator}/${denominator}`;
  };
  assert.deepEqual(["12", "1/3", "2/4", "0.5/0.25", "-1.5"].map(read), ["12/1", "1/3", "1/2", "2/1", "-3/2"]);
  assert.throws(() => readConstant("five"), /^Error: expected a number in the code, got "five"$/);
});
