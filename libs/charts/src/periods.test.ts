import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { de, en, type Messages } from "./locale/index.js";
import { namePeriod, sayWhen } from "./periods.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("a period is named as a reader would, and in a sentence", () => {
  const names = (period: string, messages: Messages): string[] =>
    [namePeriod, sayWhen].map((say) => plain(say(parsePeriod(period)!, messages)));
  const expected: Record<string, [en: string[], de: string[]]> = {
    "2026-02": [
      ["February 2026", "in February 2026"],
      ["Februar 2026", "im Februar 2026"],
    ],
    "2026-Q1": [
      ["1st quarter of 2026", "in the 1st quarter of 2026"],
      ["1. Quartal 2026", "im 1. Quartal 2026"],
    ],
    "2026": [
      ["2026", "in 2026"],
      ["2026", "im Jahr 2026"],
    ],
    "2026-02-01/2026-02-14": [
      ["1 to 14 February 2026", "from 1 to 14 February 2026"],
      ["1. bis 14. Februar 2026", "vom 1. bis 14. Februar 2026"],
    ],
    "2026-02-14/2026-02-14": [
      ["14 February 2026", "on 14 February 2026"],
      ["14. Februar 2026", "am 14. Februar 2026"],
    ],
    "2025-12-24/2026-01-06": [
      ["24 December 2025 to 6 January 2026", "from 24 December 2025 to 6 January 2026"],
      ["24. Dezember 2025 bis 6. Januar 2026", "vom 24. Dezember 2025 bis 6. Januar 2026"],
    ],
    "2025-11-01/2026-02-28": [
      ["November 2025 to February 2026", "from November 2025 to February 2026"],
      ["November 2025 bis Februar 2026", "von November 2025 bis Februar 2026"],
    ],
  };
  for (const [period, [english, german]] of Object.entries(expected)) {
    assert.deepEqual(names(period, en), english);
    assert.deepEqual(names(period, de), german);
  }
});

test("all the data are named by their days, also where those are a year", () => {
  const all = { unit: "all", first: "2025-01-01", last: "2025-12-31" } as const;
  assert.equal(namePeriod(all, en), "January to December 2025");
  assert.equal(namePeriod({ ...all, last: "2025-01-31" }, en), "January 2025");
});

test("other days are named by those, and one year once", () => {
  const name = (first: string, last: string): string => namePeriod({ first, last }, en);
  assert.equal(name("2024-12-01", "2025-01-31"), "December 2024 to January 2025");
  assert.equal(name("2025-01-03", "2025-02-09"), "3 January to 9 February 2025");
  assert.equal(name("2025-01-03", "2025-01-03"), "3 January 2025");
});
