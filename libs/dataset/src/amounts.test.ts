import assert from "node:assert/strict";
import { test } from "node:test";
import { countDecimals } from "@tillbook/pipeline";
import * as fc from "fast-check";
import { AmountVotes } from "./amount-votes.js";
import { createAmountReader, findDecimalMark, readCurrencyMark } from "./amounts.js";

const point = createAmountReader({ decimal: "." });
const comma = createAmountReader({ decimal: "," });

/** Reads each text, and compares. */
function expectAmounts(read: (text: string) => string | undefined, expected: Record<string, string | undefined>): void {
  const got = Object.fromEntries(Object.keys(expected).map((text) => [text, read(text)]));
  assert.deepEqual(got, expected);
}

test("thousands separators, signs and the currency are left out, and a minus goes first", () => {
  expectAmounts(point, {
    "1234.5": "1234.5",
    "1,234.50": "1234.50",
    "1 234.5": "1234.5",
    "1\u00a0234.5": "1234.5",
    "1\u202f234.50 €": "1234.50",
    "1'234.5": "1234.5",
    "1’234.50": "1234.50",
    "1_234.50": "1234.50",
    "12,34,567.00": "1234567.00",
    "€12.50": "12.50",
    "EUR 12.50": "12.50",
    "12.50EUR": "12.50",
    "3.20-": "-3.20",
    "-€3.20": "-3.20",
    "€-3.20": "-3.20",
    "- 3.20": "-3.20",
    "–3.20": "-3.20",
    "−7": "-7",
    "+7": "7",
    "'-4.00": "-4.00",
    "(3.20)": "-3.20",
    "€(3.20)": "-3.20",
    "(€3.20)": "-3.20",
    " 12.50 ": "12.50",
    ".50": "0.50",
    "-.5": "-0.5",
    "-0.00": "0.00",
    "-": "0",
    "€ -": "0",
    "12.--": "12",
    "12.–": "12",
    "\u200e-12.50": "-12.50",
    "１２.50": "12.50",
    "١٢٫٥٠": "12.50",
  });
  expectAmounts(comma, {
    "1.234.567,5": "1234567.5",
    "1.234": "1234",
    "12,50 €": "12.50",
    "-0,5": "-0.5",
    "12,-": "12",
    "12,--": "12",
    "1 234,50": "1234.50",
    "7": "7",
  });
});

test("zeros behind the second decimal are left out, other digits stay, so that they are found", () => {
  expectAmounts(point, {
    "12.500": "12.50",
    "12.5000": "12.50",
    "12.505": "12.505",
    "1.25E+01": "12.5",
    "1E-1": "0.1",
  });
  expectAmounts(comma, { "12,50000": "12.50", "0,250": "0.25" });
});

test("what is not an amount is not read", () => {
  const texts = [
    "",
    "x",
    "NaN",
    "1,23.5",
    "12,3456",
    "1,234'567",
    "-3-",
    "+3-",
    "(-3)",
    "1.",
    "1.5.5",
    "x1",
    "1234,567",
  ];
  for (const text of [...texts, "1E3", "1.2E+05", "0,123", "0'123", "12.50 XXZ", "€ 3 €", "3--", "1,2,3"])
    assert.equal(point(text), undefined, text);
  assert.equal(comma("1.5"), undefined);
  assert.equal(comma("1.23.456"), undefined, "India has a decimal point");
});

test("an amount in another currency is not read", () => {
  const dollars = createAmountReader({ decimal: ".", currency: "USD" });
  expectAmounts(dollars, {
    "$1,234.50": "1234.50",
    "-$3": "-3",
    "US$ 3": "3",
    "3 usd": "3",
    "3": "3",
    "€3": undefined,
  });
  const francs = createAmountReader({ decimal: ".", currency: "CHF" });
  expectAmounts(francs, { "CHF 1'234.50": "1234.50", "Fr. 12.-": "12", "12.50 CHF": "12.50", $3: undefined });
  assert.equal(createAmountReader({ decimal: ",", currency: "PLN" })("1 234,50 zł"), "1234.50");
  assert.equal(createAmountReader({ decimal: ".", currency: "INR" })("₹1,23,456.00"), "123456.00");
  const canadian = createAmountReader({ decimal: ".", currency: "CAD" });
  expectAmounts(canadian, { "$12.50": "12.50", "CA$12.50": "12.50", "US$12.50": undefined, "£12.50": undefined });
  expectAmounts(createAmountReader({ decimal: ",", currency: "NOK" }), { "kr 12,50": "12.50", "12,50 kr.": "12.50" });
  expectAmounts(createAmountReader({ decimal: ".", currency: "CRC" }), { "₡12.50": "12.50" });
  assert.deepEqual(["£", "kr.", "Kč", "aud", "foo"].map(readCurrencyMark), ["GBP", "DKK", "CZK", "AUD", undefined]);
  assert.deepEqual(["EUR", "JPY", "KWD"].map(countDecimals), [2, 0, 3]);
});

test("the currency of a column is one that all its signs and codes can stand for", () => {
  const find = (texts: readonly string[], named?: string) => {
    const votes = new AmountVotes(undefined);
    for (const text of texts) votes.add(text);
    const { currency, other, guess } = votes.findCurrency(named);
    return [currency, other?.currency, guess?.sign];
  };
  assert.deepEqual(find(["1.50", "€2.50"]), ["EUR", undefined, undefined]);
  assert.deepEqual(find(["$1.50"]), ["USD", undefined, "$"]);
  assert.deepEqual(find(["$1.50"], "CAD"), ["CAD", undefined, undefined]);
  assert.deepEqual(find(["$1.50", "CA$2.50"]), ["CAD", undefined, undefined]);
  assert.deepEqual(find(["$1.50", "£2.50"]), ["GBP", "USD", undefined]);
  assert.deepEqual(find(["€1.50", "3 CHF"]), ["EUR", "CHF", undefined]);
  assert.deepEqual(find(["€1.50"], "CHF"), ["CHF", "EUR", undefined]);
  assert.deepEqual(find(["1.50"]), [undefined, undefined, undefined]);
});

test("cents are hundredths, and parts of a cent are none", () => {
  const cents = createAmountReader({ decimal: ".", unit: 0.01 });
  expectAmounts(cents, {
    "1250": "12.50",
    "-5": "-0.05",
    "0": "0.00",
    "1,250": "12.50",
    "12.00": "0.12",
    "12.5": undefined,
  });
});

test("thousands and millions move the point, without a loss", () => {
  expectAmounts(createAmountReader({ decimal: ",", unit: 1000 }), {
    "12,5": "12500",
    "-1.234,56789": "-1234567.89",
    "0,0015": "1.5",
    "0,00001234": "0.01234",
    "(3)": "-3000",
  });
  expectAmounts(createAmountReader({ decimal: ".", unit: 1_000_000 }), { "1.2345678": "1234567.8", "0": "0" });
  expectAmounts(createAmountReader({ decimal: ".", unit: 1000, rounding: "half-up" }), { "0.0123456": "12.35" });
});

test("more decimals are rounded only by a rule that is named", () => {
  const up = createAmountReader({ decimal: ".", rounding: "half-up" });
  expectAmounts(up, {
    "12.505": "12.51",
    "12.504": "12.50",
    "-0.999": "-1.00",
    "-0.001": "0.00",
    "7.5": "7.5",
    "26.1415": "26.14",
  });
  const even = createAmountReader({ decimal: ".", rounding: "half-even" });
  expectAmounts(even, { "12.505": "12.50", "12.515": "12.52", "12.5051": "12.51" });
});

test("an amount shows its decimal mark where it can be read in one way only", () => {
  const marks = {
    "12.50": ".",
    "12,50": ",",
    "1,234.50": ".",
    "1.234,50": ",",
    "12.5": ".",
    "1.234.567": ",",
    "1,234,567": ".",
  };
  for (const [text, mark] of Object.entries({ ...marks, "0,250": ",", "0.250": ".", "12,50000": ",", ",5": "," }))
    assert.equal(findDecimalMark(text), mark, text);
  for (const text of ["1.234", "1,234", "-1.234", "€ 12,500"]) assert.equal(findDecimalMark(text), "either", text);
  for (const text of ["7", "x", "", "1 234", "x.y", "12,-"]) assert.equal(findDecimalMark(text), undefined, text);
});

test("what Intl writes in any language and currency is read as it was, or not at all", () => {
  const languages = ["en", "de", "de-CH", "fr", "es", "it", "nl", "pl", "pt-BR", "sv", "en-IN", "ja", "tr", "cs"];
  const currencies = ["EUR", "USD", "GBP", "CHF", "PLN", "SEK", "JPY", "INR", "BRL", "TRY", "CZK"];
  const styles = ["standard", "accounting"] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...languages),
      fc.constantFrom(...currencies),
      fc.constantFrom(...styles),
      fc.integer({ min: -99_999_999, max: 99_999_999 }),
      (language, currency, currencySign, cents) => {
        const amount = countDecimals(currency) === 0 ? Math.trunc(cents / 100) : cents / 100;
        const text = new Intl.NumberFormat(language, { style: "currency", currency, currencySign }).format(amount);
        const decimal = new Intl.NumberFormat(language).formatToParts(1.5)[1]?.value as "." | ",";
        // Its sign is shared with others: the file or columns.json says which.
        const got = createAmountReader({ decimal, currency })(text);
        if (got !== undefined) assert.equal(Number(got), amount === 0 ? 0 : amount, text);
        else assert.match(text, /[^\d\s.,'’()€£-]/, text);
      },
    ),
    { numRuns: 2000 },
  );
});
