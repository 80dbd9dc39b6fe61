import assert from "node:assert/strict";
import { test } from "node:test";
import { countDecimals, findScale, fitScale, isCurrency, nameCurrency } from "./currency.js";

test("a currency is known by its code, and has the decimals of ISO 4217; at least two are stored", () => {
  assert.deepEqual(["EUR", "usd", "US", "ABC", "KWD"].map(isCurrency), [true, false, false, false, true]);
  assert.deepEqual(["EUR", "PLN", "JPY", "VND", "KWD", "BHD"].map(countDecimals), [2, 2, 0, 0, 3, 3]);
  assert.deepEqual(["EUR", "JPY", "KWD"].map(findScale), [2, 2, 3]);
});

test("types and units of columns follow the currency; those of other columns stay", () => {
  assert.equal(fitScale("decimal(20,2)", "BHD"), "decimal(20,3)");
  assert.equal(fitScale("decimal(20,2)", "JPY"), "decimal(20,2)");
  assert.equal(fitScale("varchar(100)", "BHD"), "varchar(100)");
  assert.deepEqual(
    ["euros", "paid, euro; all", "rows"].map((unit) => nameCurrency(unit, "CHF")),
    ["CHF", "paid, CHF; all", "rows"],
  );
  assert.equal(nameCurrency("euros", "EUR"), "euros");
});
