import assert from "node:assert/strict";
import { test } from "node:test";
import { findTable } from "./find-table.js";

const read = (text: string, spec = {}): unknown => findTable("a.csv", text, spec);

test("amounts before a discount of their row are asked about", () => {
  const text = "Date,Item,Qty,Price,Discount,Amount\n1,Tea,2,6.25,1.00,12.50\n1,Milk,1,2.50,0.00,2.50\n";
  assert.throws(() => read(text), {
    message: 'a.csv:1: "Amount" is before the discounts in "Discount", e.g. "1.00"',
    hint: /\{"amount":\{"sum":"Amount","discount":"Discount"\}\}.*\{"columns":\{"Amount":"amount"\}\}/,
  });
  read(text, { columns: { Amount: "amount" } });
  assert.throws(() => read("Date,Item,Gross sales,Discounts\n1,Tea,12.50,-1.00\n"), {
    hint: /\{"amount":\{"sum":\["Gross sales","Discounts"\]\}\}/,
  });
});

test("amounts after the discount, and without one, are not asked about", () => {
  read("Date,Item,Qty,Price,Discount,Amount\n1,Tea,2,6.25,1.00,11.50\n1,Milk,1,2.50,0.00,2.50\n");
  read("Date,Item,Qty,Price,Discount,Amount\n1,Tea,2,6.25,0.00,12.50\n1,Milk,1,2.50,,2.50\n");
  read("Date,Item,Gross sales,Discounts\n1,Tea,12.50,0.00\n");
  read("Date,Item,Amount,Discount\n1,Tea,12.50,1.00\n");
});
