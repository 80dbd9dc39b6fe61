import assert from "node:assert/strict";
import { test } from "node:test";
import { kinds } from "./kinds.js";
import { TimeVotes } from "./time-votes.js";
import { createTimeReader, findTimeFormats } from "./times.js";
import { createStampReader, splitTimestamp } from "./timestamps.js";

function readAll(read: (text: string) => unknown, texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(texts.map((text) => [text, read(text)]));
}

test("a clock is read with or without seconds and fractions, with AM or PM before or behind", () => {
  const expected = {
    "9:05": "09:05",
    "09:05:59": "09:05:59",
    "9:05 AM": "09:05",
    "12:05 am": "00:05",
    "12:05 PM": "12:05",
    "1:05:09 pm": "13:05:09",
    "11:59PM": "23:59",
    "9:05 p. m.": "21:05",
    "9:05\u202fPM": "21:05",
    "오후 9:05": "21:05",
    "09:05:00.123": "09:05:00",
    "09:05:00,123": "09:05:00",
    "9h05": "09:05",
    "9 h 05": "09:05",
    "9:05 Uhr": "09:05",
    "9:05p": "21:05",
    "9 PM": "21:00",
    "下午9:05": "21:05",
    "09:05:00:123": "09:05:00",
    PT9H5M: "09:05",
    "24:00": "23:59:59",
    "23:59:60": "23:59:59",
    "1900-01-00 09:05:00": "09:05:00",
    "30.12.1899 09:05:00": "09:05:00",
    "1-Mar-26 09:05": "09:05",
  };
  assert.deepEqual(readAll(createTimeReader("HH:MM"), Object.keys(expected)), expected);
  for (const text of [
    "0:05 AM",
    "13:05 PM",
    "9:5",
    "9",
    "9:60",
    "x9:05",
    "9:05x",
    "9:05:61",
    "109:05",
    "",
    "24:01",
    "09:05Z",
  ])
    assert.equal(createTimeReader("HH:MM")(text), undefined, text);
});

test("other formats are points, digits alone, and parts of a day; a clock is read in each", () => {
  assert.deepEqual(readAll(createTimeReader("HH.MM"), ["9.05", "09.05.59", "9:05", "9.5"]), {
    "9.05": "09:05",
    "09.05.59": "09:05:59",
    "9:05": "09:05",
    "9.5": undefined,
  });
  assert.deepEqual(readAll(createTimeReader("HHMM"), ["0905", "905", "5", "090559", "2460"]), {
    "0905": "09:05",
    "905": "09:05",
    "5": "00:05",
    "090559": undefined,
    "2460": undefined,
  });
  assert.deepEqual(readAll(createTimeReader("HHMMSS"), ["090559", "90559", "905", "0"]), {
    "090559": "09:05:59",
    "90559": "09:05:59",
    "905": "00:09:05",
    "0": "00:00:00",
  });
  assert.deepEqual(readAll(createTimeReader("HH"), ["9", "23", "24", "905"]), {
    "9": "09:00",
    "23": "23:00",
    "24": "23:59:59",
    "905": undefined,
  });
  assert.deepEqual(readAll(createTimeReader("Excel"), ["0.378472", "0,378472", "0", ".5", "0.999999", "1", "1.5"]), {
    "0.378472": "09:05:00",
    "0,378472": "09:05:00",
    "0": "00:00:00",
    ".5": "12:00:00",
    "0.999999": "23:59:59",
    "1": undefined,
    "1.5": undefined,
  });
  assert.deepEqual(["9:05", "9.05", "0905", "0.378", "0.25", "x"].map(findTimeFormats), [
    ["HH:MM"],
    ["HH.MM"],
    ["HHMM", "HHMMSS"],
    ["Excel"],
    ["HH.MM", "Excel"],
    [],
  ]);
});

test("a date with a time is split at what is between them, without a weekday", () => {
  const expected = {
    "31.01.2025 9:05": { date: "31.01.2025", time: "9:05" },
    "2025-01-31T09:05:59": { date: "2025-01-31", time: "09:05:59" },
    "2025-01-31  09:05 PM": { date: "2025-01-31", time: "09:05 PM" },
    "01/03/2026, 09:05:00": { date: "01/03/2026", time: "09:05:00" },
    "01.03.2026 - 09:05": { date: "01.03.2026", time: "09:05" },
    "01.03.2026 09.05": { date: "01.03.2026", time: "09:05" },
    "2026-03-01_09:05": { date: "2026-03-01", time: "09:05" },
    "20260301 0905": { date: "20260301", time: "09:05" },
    "So 01.03.2026 09:05": { date: "01.03.2026", time: "09:05" },
    "Sunday, March 1, 2026 09:05": { date: "March 1, 2026", time: "09:05" },
    "01-Mar-2026 09:05 AM PST": { date: "01-Mar-2026", time: "09:05 AM", zone: "PST" },
    "2026-03-01 09:05:00 +0200": { date: "2026-03-01", time: "09:05:00", zone: "+0200" },
    "2026-03-01 09:05:00+01": { date: "2026-03-01", time: "09:05:00", zone: "+01" },
    "2026-03-01T09:05:00[Europe/Berlin]": { date: "2026-03-01", time: "09:05:00" },
    "Sun Mar 01 2026 09:05:00 GMT+0100 (Central European Standard Time)": {
      date: "Mar 01 2026",
      time: "09:05:00",
      zone: "GMT+0100",
    },
    "Sun Mar  1 09:05:00 2026": { date: "Mar  1 2026", time: "09:05:00" },
    "09:05 01.03.2026": { date: "01.03.2026", time: "09:05" },
    "01.03.2026 um 09:05 Uhr": { date: "01.03.2026", time: "09:05" },
    "March 1, 2026 at 9:05 AM": { date: "March 1, 2026", time: "9:05 AM" },
    "2026年3月1日 9時05分": { date: "2026年3月1日", time: "9:05" },
    "2026-03-01-09.05.00.123456": { date: "2026-03-01", time: "09:05:00.123456" },
    "01-MAR-26 09.05.00.000000 PM": { date: "01-MAR-26", time: "09:05:00.000000 PM" },
    "20260301090500": { date: "20260301", time: "09:05:00" },
    "1772355900000": { date: "2026-03-01", time: "09:05:00", zone: "Z" },
  };
  assert.deepEqual(readAll(splitTimestamp, Object.keys(expected)), expected);
  for (const text of ["2025-01-31", "31.01.2025", "2025-01-31 x", " 09:05", "2025-01-3109:05", ""])
    assert.equal(splitTimestamp(text), undefined, text);
});

test("a time zone is left out where the shop's is not named, but for UTC; else the clock is that of the shop, in summer, too", () => {
  const asWritten = createStampReader({ date: "YYYY-MM-DD" });
  assert.deepEqual(asWritten("2026-03-01T09:05:00+01:00"), { date: "2026-03-01", time: "09:05:00" });
  assert.equal(asWritten("2026-03-01T09:05:00Z"), undefined);
  const berlin = createStampReader({ date: "YYYY-MM-DD", timezone: "Europe/Berlin" });
  const clock = (text: string): string => Object.values(berlin(text) ?? {}).join(" ");
  assert.equal(clock("2026-03-01T09:05:00Z"), "2026-03-01 10:05:00");
  assert.equal(clock("2026-07-31T23:05:00Z"), "2026-08-01 01:05:00");
  assert.equal(clock("2026-03-01 09:05:00 +0200"), "2026-03-01 08:05:00");
  assert.equal(clock("2026-12-31T23:30:00.123+0000"), "2027-01-01 00:30:00");
  assert.equal(clock("2026-03-01 09:05"), "2026-03-01 09:05");
  // The hour that summer time leaves out, and the one that it repeats.
  assert.equal(clock("2026-03-29T01:00:00Z"), "2026-03-29 03:00:00");
  assert.equal(clock("2026-10-25T00:30:00Z"), "2026-10-25 02:30:00");
  assert.equal(clock("2026-10-25T01:30:00Z"), "2026-10-25 02:30:00");
  const utc = createStampReader({ date: "YYYY-MM-DD", timezone: "UTC" });
  assert.deepEqual(utc("2026-03-01T09:05Z"), { date: "2026-03-01", time: "09:05:00" });
});

test("the longest of digits alone tell whether they have seconds; of hours alone or minutes nothing does", () => {
  const find = (...texts: string[]) => {
    const votes = new TimeVotes(undefined);
    for (const text of texts) votes.add(text);
    return votes.open?.choices ?? votes.format;
  };
  assert.equal(find("5", "905", "1631"), "HHMM");
  assert.equal(find("5", "905", "90500"), "HHMMSS");
  assert.deepEqual(find("9", "10", "23"), ["HHMM", "HHMMSS", "HH"]);
  assert.deepEqual(find("0.25"), ["HH.MM", "Excel"]);
  assert.equal(find("0.25", "0.378"), "Excel");
  assert.equal(find("9:05", "x", "9:06"), "HH:MM");
  assert.equal(new TimeVotes("HH").format, "HH");
});

test("the midnight of a date in UTC beside a column of times is no time", () => {
  const { read } = kinds.date.createReader({ date: "YYYY-MM-DD", decimal: ".", timezone: "America/New_York" });
  assert.equal(read("2026-03-01T00:00:00.000Z"), "2026-03-01");
  assert.equal(read("2026-03-01T05:00:00Z"), "2026-03-01", "midnight in New York");
  assert.equal(read("2026-03-01T04:00:00Z"), "2026-02-28");
});

test("a serial day has its time behind the point", () => {
  assert.deepEqual(createStampReader({ date: "Excel" })("46082.378472"), { date: "2026-03-01", time: "09:05:00" });
});
