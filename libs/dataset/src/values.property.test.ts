import assert from "node:assert/strict";
import { test } from "node:test";
import { countDecimals } from "@tillbook/pipeline";
import fc from "fast-check";
import { AmountVotes } from "./amount-votes.js";
import { createAmountReader } from "./amounts.js";
import { DateVotes } from "./date-votes.js";
import { createStampReader } from "./timestamps.js";

// What Intl writes in a language and region is read as it was, or asked about, and never as something else.

const languages = [
  ...[
    "en-US",
    "en-GB",
    "en-CA",
    "en-AU",
    "en-IN",
    "de",
    "de-AT",
    "de-CH",
    "fr",
    "fr-CA",
    "fr-CH",
    "es",
    "es-MX",
    "it",
    "nl",
  ],
  ...["pl", "pt-BR", "pt-PT", "tr", "sv", "da", "nb", "fi", "cs", "hu", "ro", "ja", "ko", "zh-CN", "zh-TW", "id"],
];
const language = fc.constantFrom(...languages);
/** Seconds since 2010-01-01 UTC, to the end of 2025. */
const seconds = fc.integer({ min: 0, max: 5844 * 86_400 - 1 });
const toDate = (after2010: number): Date => new Date(Date.UTC(2010, 0, 1) + after2010 * 1000);

/** Reads stamps as a file's column would be; undefined where the column is asked about, or a value refused. */
function readColumn(texts: readonly string[]): (string | undefined)[] {
  const votes = new DateVotes(undefined);
  for (const text of texts) votes.add(text);
  const read = createStampReader({ date: votes.format });
  return texts.map((text) => {
    const { date, time } = read(text) ?? {};
    return date === undefined || votes.open !== undefined ? undefined : `${date}T${time}`;
  });
}

const styles = ["short", "medium", "long", "full"] as const;

test("a column of dates with times in any language is read as it was, or asked about", () => {
  let read = 0;
  const stamps = fc.array(seconds, { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(language, fc.constantFrom(...styles), fc.boolean(), stamps, (locale, dateStyle, hour12, times) => {
      const format = new Intl.DateTimeFormat(locale, { dateStyle, timeStyle: "medium", hour12, timeZone: "UTC" });
      const texts = times.map((time) => format.format(toDate(time)));
      for (const [i, got] of readColumn(texts).entries()) {
        if (got === undefined) continue;
        read++;
        assert.equal(
          got,
          toDate(times[i] as number)
            .toISOString()
            .slice(0, 19),
          `${locale}: ${texts[i]}`,
        );
      }
    }),
    { numRuns: 1500, seed: 1 },
  );
  assert.ok(read > 6000, `most are read, got ${read}`);
});

test("a column of dates in digits is read in the languages of the known column names", () => {
  const european = fc.constantFrom("de", "fr", "es", "it", "pl", "pt-PT", "en-GB");
  fc.assert(
    fc.property(european, seconds, (locale, time) => {
      const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
      const [text, day13] = [toDate(time), new Date("2020-12-13T09:05:00Z")].map((date) => format.format(date));
      assert.equal(readColumn([text ?? "", day13 ?? ""])[0], toDate(time).toISOString().slice(0, 19), text);
    }),
    { numRuns: 500, seed: 2 },
  );
});

const currencies = [
  "EUR",
  "USD",
  "GBP",
  "CHF",
  "PLN",
  "SEK",
  "JPY",
  "KRW",
  "INR",
  "BRL",
  "CAD",
  "MXN",
  "TRY",
  "CZK",
  "HUF",
];

test("a column of amounts in any language and currency is read as it was, or asked about", () => {
  let read = 0;
  const displays = fc.constantFrom("symbol" as const, "narrowSymbol" as const, "code" as const);
  const column = fc.array(fc.integer({ min: -99_999_999, max: 99_999_999 }), { minLength: 1, maxLength: 12 });
  const currencySigns = fc.constantFrom("standard" as const, "accounting" as const);
  fc.assert(
    fc.property(
      language,
      fc.constantFrom(...currencies),
      displays,
      currencySigns,
      column,
      (locale, currency, ...rest) => {
        const [currencyDisplay, currencySign, cents] = rest;
        const options = { style: "currency", currency, currencyDisplay, currencySign } as const;
        const format = new Intl.NumberFormat(locale, options);
        const amounts = cents.map((cent) => (countDecimals(currency) === 0 ? Math.trunc(cent / 100) : cent / 100));
        const texts = amounts.map((amount) => format.format(amount));
        const votes = new AmountVotes(undefined);
        for (const text of texts) votes.add(text);
        if (votes.open !== undefined) return;
        const reader = createAmountReader({ decimal: votes.mark, currency });
        for (const [i, text] of texts.entries()) {
          const got = reader(text);
          if (got === undefined) continue;
          read++;
          assert.equal(Number(got) + 0, (amounts[i] as number) + 0, `${locale}: ${text}`);
        }
      },
    ),
    { numRuns: 2000, seed: 3 },
  );
  assert.ok(read > 9000, `most are read, got ${read}`);
});
