import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatDate, formatDecimal, formatInterval, formatTime, formatTimestamp } from "./formats.js";

describe("formats", () => {
  it("a decimal keeps every digit of its scale", () => {
    assert.equal(formatDecimal(123456780n, 2), "1234567.80");
    assert.equal(formatDecimal(-5n, 2), "-0.05");
    assert.equal(formatDecimal(0n, 3), "0.000");
    assert.equal(formatDecimal(-42n, 0), "-42");
    assert.equal(formatDecimal(7n, 0), "7");
    assert.equal(formatDecimal(100n, 2), "1.00");
    assert.equal(formatDecimal(-100n, 3), "-0.100");
  });

  it("a date before 1970 and one of year 1 are ISO dates", () => {
    assert.equal(formatDate(-1), "1969-12-31");
    assert.equal(formatDate(-719162), "0001-01-01");
    assert.equal(formatDate(0), "1970-01-01");
    assert.equal(formatDate(20_543), "2026-03-31");
  });

  it("a fraction of a second has no digit, six or nine", () => {
    assert.equal(formatTime(30_600_000_000_000n), "08:30:00");
    assert.equal(formatTime(30_600_250_000_000n), "08:30:00.250000");
    assert.equal(formatTime(0n), "00:00:00");
    assert.equal(formatTime(3_599_000_000_000n), "00:59:59");
    assert.equal(formatTime(3_600_000_001_000n), "01:00:00.000001");
    assert.equal(formatTime(60_000_000_001n), "00:01:00.000000001");
    assert.equal(formatTime(86_399_999_999_999n), "23:59:59.999999999");
  });

  it("a moment before 1970 counts its time from midnight on", () => {
    assert.equal(formatTimestamp(-1000n), "1969-12-31T23:59:59.999999");
    assert.equal(formatTimestamp(0n), "1970-01-01T00:00:00");
    assert.equal(formatTimestamp(-86_400_000_000_000n), "1969-12-31T00:00:00");
    assert.equal(formatTimestamp(86_400_000_000_000n - 1n), "1970-01-01T23:59:59.999999999");
    assert.equal(formatTimestamp(86_400_000_000_000n), "1970-01-02T00:00:00");
  });

  it("the parts of an interval keep their signs, and nothing is PT0S", () => {
    assert.equal(formatInterval({ months: 14, days: 3, nanos: 14_706_500_000_000n }), "P1Y2M3DT4H5M6.500000S");
    assert.equal(formatInterval({ months: -14, days: 0, nanos: -500_000_000n }), "P-1Y-2MT-0.500000S");
    assert.equal(formatInterval({ months: 0, days: 0, nanos: 0n }), "PT0S");
    assert.equal(formatInterval({ months: 12, days: 0, nanos: 0n }), "P1Y");
    assert.equal(formatInterval({ months: 0, days: -1, nanos: 0n }), "P-1D");
    assert.equal(formatInterval({ months: 0, days: 0, nanos: 3_600_000_000_000n }), "PT1H");
    assert.equal(formatInterval({ months: 0, days: 0, nanos: 60_000_000_000n }), "PT1M");
    assert.equal(formatInterval({ months: 0, days: 0, nanos: -1_000_000_000n }), "PT-1S");
    assert.equal(formatInterval({ months: 0, days: 0, nanos: 90_061_000_000_000n }), "PT25H1M1S");
  });
});
