import assert from "node:assert/strict";
import { test } from "node:test";
import { nameDay, nameHour } from "../calendar.js";
import { formatAmount, formatAmountShort, formatCount, formatEuros, formatEurosShort, formatShare } from "../money.js";
import { de, locales } from "./index.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("German numbers have a comma, points between thousands, and the currency behind them", () => {
  assert.equal(plain(formatEuros(123456n, de)), "1.234,56 €");
  assert.equal(formatAmount(-123456789n, de), "−1.234.567,89");
  assert.equal(plain(formatEurosShort(350_000n, de)), "3,5 Tsd. €");
  assert.equal(plain(formatEurosShort(125_000_000n, de)), "1,3 Mio. €");
  assert.equal(plain(formatEurosShort(-95_000n, de)), "−950 €");
  assert.equal(plain(formatAmountShort(1_230_000n, de)), "12,3 T");
  assert.equal(formatCount(1_000_000, de), "1.000.000");
  assert.equal(plain(formatShare(1255n, 10000n, de)), "12,6 %");
});

test("German days and hours are those of a German page", () => {
  assert.equal(plain(nameDay("2026-03-09", de)), "9. März 2026");
  assert.equal(plain(nameHour(17, de)), "17–18 Uhr");
  assert.equal(de.calendar.quarter(2026, 2), "2. Quartal 2026");
});

test("every language is found by its tag, and has the name that it has itself", () => {
  for (const [tag, { language, name }] of Object.entries(locales)) {
    assert.equal(language, tag);
    const known = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
    assert.equal(name.toLowerCase(), known?.toLowerCase());
  }
});

test("no sentence of one language is that of another", () => {
  const texts = (value: unknown): string[] =>
    typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(texts) : [];
  const sentences = Object.values(locales)
    .flatMap((messages) => [...new Set(texts({ ...messages, notebooks: undefined }))])
    .filter((text) => /\p{L}{3}.* .*\p{L}{3}/u.test(text));
  assert.ok(sentences.length > 40);
  assert.deepEqual(
    sentences.filter((text, i) => sentences.indexOf(text) !== i),
    [],
  );
});
