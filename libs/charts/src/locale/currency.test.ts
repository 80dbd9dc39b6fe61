import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAmount, formatAmountShort, formatMoney, formatMoneyShort, headAmounts } from "../money.js";
import { monthlySales } from "../monthly-sales.js";
import { de, en, inCurrency } from "./index.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const write = (cents: bigint, code: string): string[] =>
  [en, de].map((messages) => plain(formatMoney(cents, inCurrency(messages, code))));

test("an amount is written in its currency as English and German write it", () => {
  assert.deepEqual(write(123_456n, "EUR"), ["€1,234.56", "1.234,56 €"]);
  assert.deepEqual(write(123_456n, "USD"), ["$1,234.56", "1.234,56 $"]);
  assert.deepEqual(write(123_456n, "GBP"), ["£1,234.56", "1.234,56 £"]);
  assert.deepEqual(write(-123_456n, "CHF"), ["−CHF 1,234.56", "−1.234,56 CHF"]);
  assert.deepEqual(write(5n, "PLN"), ["PLN 0.05", "0,05 PLN"]);
  assert.deepEqual(write(123_456n, "CAD"), ["CA$1,234.56", "1.234,56 CA$"]);
});

test("yen have no decimals: what is stored of them, such as an average's, is rounded", () => {
  assert.deepEqual(write(123_456_700n, "JPY"), ["¥1,234,567", "1.234.567 ¥"]);
  assert.deepEqual(write(150n, "JPY"), ["¥2", "2 ¥"]);
  assert.equal(formatAmount(-123_450n, inCurrency(en, "JPY")), "−1,235");
});

test("dinars have thousandths, and what is called cents are those", () => {
  assert.deepEqual(write(1_234_567n, "KWD"), ["KWD 1,234.567", "1.234,567 KWD"]);
  assert.deepEqual(write(5n, "BHD"), ["BHD 0.005", "0,005 BHD"]);
  const kwd = inCurrency(en, "KWD");
  assert.equal(plain(formatMoneyShort(3_500_000n, kwd)), "KWD 3.5k");
  assert.equal(plain(formatMoneyShort(-500n, kwd)), "−KWD 1");
  assert.equal(plain(formatMoneyShort(-499n, kwd)), "KWD 0");
  assert.equal(formatAmountShort(12_300_000_000n, kwd), "12.3M");
});

test("a column of amounts is headed by the currency", () => {
  assert.equal(headAmounts("Revenue", inCurrency(en, "USD")), "Revenue ($)");
  assert.equal(headAmounts("Umsatz", inCurrency(de, "CHF")), "Umsatz (CHF)");
});

test("charts have no euros where the money is another one", () => {
  const rows = [
    { year: 2026, month: 3, store: "Nord", revenue: "1234.567", sales: 2 },
    { year: 2026, month: 4, store: "Nord", revenue: "999.001", sales: 1 },
  ];
  const kwd = inCurrency(en, "KWD");
  const figure = monthlySales(rows, kwd);
  const text = plain(JSON.stringify(figure));
  assert.doesNotMatch(text, /€/);
  assert.match(text, /KWD 1,234\.567/);
  assert.deepEqual((figure.data[0] as { y?: unknown }).y, [1234.567, 999.001]);
  assert.deepEqual((figure.layout["yaxis"] as { ticktext: string[] }).ticktext.slice(0, 2).map(plain), [
    "KWD 0",
    "KWD 200",
  ]);
  assert.deepEqual(figure.layout.meta.table.rows[0], ["March 2026", "1,234.567", "1,234.567"]);
});
