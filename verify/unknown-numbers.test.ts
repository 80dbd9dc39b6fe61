import assert from "node:assert/strict";
import { test } from "node:test";
import { inCurrency, locales, type Messages } from "@tillbook/charts";
import type { Numbers } from "./numbers.js";
import { findUnknownNumbers } from "./unknown-numbers.js";

const { en, de } = locales as { en: Messages; de: Messages };

/** Of 8 stores with 20,000 sales in 2024 and 2025, by 36 cashiers. */
const numbers: Numbers = {
  cents: new Set([123_456n, -999n, 350_000_00n, 1_250_000_00n]),
  sales: new Set([20_000n, 31n, 512n]),
  stores: new Set([8n, 3n]),
  things: new Set([36n, 14n, 1_200n]),
  years: new Set([2024n, 2025n]),
  shares: new Set([125n, 1000n]),
  ratios: new Set([21n]),
  names: ["Water 6 x 1.5 l"],
  digitNames: new Set(["4711", "007"]),
};

const find = (text: string, messages = en): string[] => findUnknownNumbers(text, numbers, messages);

test("amounts, shares and ratios are known in both languages, exact or rounded", () => {
  assert.deepEqual(
    find("€1,234.56 of Water 6 x 1.5 l, −€9.99, +12.5% or 100%, €350k, €0.4M, €1M, €1.3M, 2.1 times"),
    [],
  );
  const german =
    "1.234,56\u00a0€ mit Water 6 x 1.5 l, −9,99\u00a0€, 12,5\u00a0% oder 350\u00a0Tsd.\u00a0€, 0,4\u00a0Mio.\u00a0€";
  assert.deepEqual(find(`${german}, das 2,1-Fache`, de), []);
});

test("in another currency, its sign and its decimals count", () => {
  const usd = inCurrency(en, "USD");
  assert.deepEqual(find("$1,234.56 and −$9.99, $350k", usd), []);
  assert.deepEqual(find("$1,234.57 and $351k", usd), ["$1,234.57", "$351k"]);
  const chf = inCurrency(de, "CHF");
  assert.deepEqual(find("1.234,56\u00a0CHF, 350\u00a0Tsd.\u00a0CHF", chf), []);
  assert.deepEqual(find("1.234,57\u00a0CHF", chf), ["1.234,57 CHF"]);
  const jpy = inCurrency(en, "JPY");
  assert.deepEqual(find("¥1,235 | 1,235 | −¥10", jpy), []);
  assert.deepEqual(find("¥1,234 | 1,236", jpy), ["¥1,234", "1,236"]);
  const kwd = inCurrency(en, "KWD");
  assert.deepEqual(find("KWD\u00a0123.456, KWD\u00a035k, 35,000.000", kwd), []);
  assert.deepEqual(find("KWD\u00a0123.457, 35,000.001", kwd), ["KWD 123.457", "35,000.001"]);
});

test("one changed digit makes a number unknown, wherever it is", () => {
  for (const unknown of ["€1,234.57", "€9.99", "12.6%", "13%", "0.00%", "€351k", "€1.4M", "€2M", "2.2", "2.10", "€950"])
    assert.deepEqual(find(`about ${unknown}, or so`), [unknown]);
  assert.deepEqual(find("1.234,57 €", de), ["1.234,57 €"]);
  assert.deepEqual(find("351 Tsd. €", de), ["351 Tsd. €"]);
});

test("a number of sales is one that the tables give, and no year", () => {
  assert.deepEqual(find("20,000 sales, 31 sales"), []);
  assert.deepEqual(find("20.000 Verkäufe, bei 31 Verkäufen, 31 Verkauf", de), []);
  for (const unknown of ["7,777", "2025", "36", "20000", "2,025"])
    assert.deepEqual(find(`in ${unknown} sales`), [unknown], unknown);
  assert.deepEqual(find("7.777 Verkäufe", de), ["7.777"]);
});

test("a number of stores is one of stores, though there are as many sales somewhere", () => {
  assert.deepEqual(find("first in 3 of 8 stores; 3 other stores; Stores: 8; 31 sales in 8 stores"), []);
  assert.deepEqual(find("31 stores"), ["31"]);
  assert.deepEqual(find("Stores: 31"), ["31"]);
  assert.deepEqual(find("first in 5 of 9 stores"), ["5", "9"]);
  assert.deepEqual(find("31 weitere Filialen, in 3 von 8 Filialen", de), ["31"]);
});

test("any other count in a sentence is one of things, in a cell of a table also one of sales", () => {
  assert.deepEqual(find("36 cashiers and 14 months, 1,200 articles"), []);
  assert.deepEqual(find("31 cashiers"), ["31"]);
  assert.deepEqual(find("7 cashiers"), ["7"]);
  assert.deepEqual(find("| May 2025 | 31 | 8 | 512 |"), []);
  assert.deepEqual(find("Refunds: 31 | of 36"), []);
  assert.deepEqual(find("| May 2025 | 32 | 7,777 |"), ["32", "7,777"]);
});

test("a year is one of the data's, written without a group mark", () => {
  assert.deepEqual(find("May 2025 to June 2024"), []);
  assert.deepEqual(find("in 2023 and 2,025"), ["2023", "2,025"]);
});

test("days, hours and quarters are no counts, but only where they are written as such", () => {
  assert.deepEqual(find("1 May 2025, 10 May, 20 May, 31 May, 1st quarter 2025, 4th quarter 2024, Q3"), []);
  assert.deepEqual(find("9:00, 0:00–24:00, between 17:00 and 18:00"), []);
  assert.deepEqual(
    find("1. Mai 2025, 30.\u00a0Juni 2024, 3. Quartal 2025, zwischen 17 und 18\u00a0Uhr, 7–8\u00a0Uhr, 9:00", de),
    [],
  );
  assert.deepEqual(find("Ab 17 Uhr, von 6 bis 24 Uhr", de), []);
  assert.deepEqual(find("32 May 2025, 25:00, day 9, 9 Uhr"), ["32", "25", "00", "9", "9"]);
  assert.deepEqual(find("32. Mai, 25 Uhr, 9 Tage", de), ["32", "25", "9"]);
});

test("a name of digits alone is known as it is written, another number is not", () => {
  assert.deepEqual(find("4711 in Nord, 007 in Süd"), []);
  assert.deepEqual(find("4,711 and 7"), ["4,711", "7"]);
});

test("what Markdown escapes is read as it is shown", () => {
  assert.deepEqual(find("\\+12.5%, 20,000\\.5"), ["20,000.5"]);
});

test("a name that is a number is taken away where it stands alone, and leaves other numbers whole", () => {
  const own = { ...numbers, names: ["1.0", "34.5", "12.50 g"] };
  const list = (text: string): string[] => findUnknownNumbers(text, own, en);
  assert.deepEqual(list("1.0 took €1,234.56, 34.5 and 12.50 g took −€9.99"), []);
  assert.deepEqual(list("€1,234.57 for 1.0, 21.05 for 34.5"), ["€1,234.57", "21.05"]);
});
