import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatDate, formatDecimal, formatInterval, formatTime, formatTimestamp } from "./formats.js";

describe("formats", () => {
  it("a decimal keeps every digit of its scale", () => {
    assert.equal(formatDecimal(123456780n, 2), "1234567.80");
    assert.equal(formatDecimal(-5n, 2), "-0.05");
    assert.equal(formatDecimal(0n, 3), "0.000");
    assert.equal(formatDecimal(-42n, 0), "-42");
  });

  it("a date before 1970 and one of year 1 are ISO dates", () => {
    assert.equal(formatDate(-1), "1969-12-31");
    assert.equal(formatDate(-719162), "0001-01-01");
  });

  it("a fraction of a second has no digit, six or nine", () => {
    assert.equal(formatTime(30_600_000_000_000n), "08:30:00");
    assert.equal(formatTime(30_600_250_000_000n), "08:30:00.250000");
    assert.equal(formatTime(86_399_999_999_999n), "23:59:59.999999999");
  });

  it("a moment before 1970 counts its time from midnight on", () => {
    assert.equal(formatTimestamp(-1000n), "1969-12-31T23:59:59.999999");
    assert.equal(formatTimestamp(0n), "1970-01-01T00:00:00");
  });

  it("the parts of an interval keep their signs, and nothing is PT0S", () => {
    assert.equal(formatInterval({ months: 14, days: 3, nanos: 14_706_500_000_000n }), "P1Y2M3DT4H5M6.500000S");
    assert.equal(formatInterval({ months: -14, days: 0, nanos: -500_000_000n }), "P-1Y-2MT-0.500000S");
    assert.equal(formatInterval({ months: 0, days: 0, nanos: 0n }), "PT0S");
  });
});
