import assert from "node:assert/strict";
import { test } from "node:test";
import type { Numbers } from "./numbers.js";
import { findUnknownNumbers } from "./unknown-numbers.js";

const numbers: Numbers = {
  cents: new Set([123_456n, 350_000_00n]),
  counts: new Set([20_000n]),
  shares: new Set([125n]),
  ratios: new Set([21n]),
  names: ["Water 6 x 1.5 l"],
};
const en = { group: ",", decimal: "." };
const de = { group: ".", decimal: "," };

test("numbers that the tables give are known in both languages", () => {
  const english =
    "€1,234.56 of Water 6 x 1.5 l in 20,000 sales, +12.5% or €350k, €0.4M, 2.1 times, on 31 May 2025 at 9:00";
  assert.deepEqual(findUnknownNumbers(english, numbers, en), []);
  const german =
    "1.234,56\u00a0€ in 20.000 Verkäufen, −12,5\u00a0% oder 350\u00a0Tsd.\u00a0€, 2,1-mal, am 31. Mai 2025";
  assert.deepEqual(findUnknownNumbers(german, numbers, de), []);
});

test("one other digit is a stranger, wherever it stands", () => {
  const strangers = ["€1,234.57", "20,001", "12.6%", "€351k", "€1.4M", "2.2", "€950"];
  for (const stranger of strangers)
    assert.deepEqual(findUnknownNumbers(`about ${stranger}, or so`, numbers, en), [stranger]);
  assert.deepEqual(findUnknownNumbers("1.234,57 €", numbers, de), ["1.234,57 €"]);
});
