import assert from "node:assert/strict";
import { test } from "node:test";
import { findCurrency } from "./currency.js";

const file = (name: string, currency?: string) => ({ name, dialect: currency === undefined ? {} : { currency } });

test("files that name no currency have euros; else all have the one that they name", () => {
  assert.equal(findCurrency([file("a.csv"), file("b.csv")]), "EUR");
  assert.equal(findCurrency([file("a.csv", "USD"), file("b.csv", "USD")]), "USD");
  assert.equal(findCurrency([file("a.csv"), file("b.csv", "EUR")]), "EUR");
});

test("two currencies are refused with both files and the way out", () => {
  assert.throws(() => findCurrency([file("a.csv", "USD"), file("b.csv", "CHF")]), {
    code: "CSV_INVALID",
    message: "expected one currency in all files, got USD in a.csv and CHF in b.csv",
    hint: "import the files of each currency apart, with SALES_CSV set to a folder of their own",
  });
  assert.throws(() => findCurrency([file("a.csv"), file("b.csv", "USD")]), {
    message: "expected one currency in all files, got USD in b.csv and no currency in a.csv",
    hint: 'if its amounts are in USD too, set it in a columns.json beside a.csv: {"currency":"USD"}; else import the files apart',
  });
});

test("a currency with four decimals is refused", () => {
  assert.throws(
    () => findCurrency([file("a.csv", "CLF")]),
    /a\.csv: expected a currency with at most 3 decimals, got CLF/,
  );
});
