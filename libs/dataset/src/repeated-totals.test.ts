import assert from "node:assert/strict";
import { test } from "node:test";
import { findTable } from "./find-table.js";

const read = (text: string, spec = {}): unknown => findTable("a.csv", text, spec);

test("a total that stands in each row of its receipt is asked about, with quantity times price as one answer", () => {
  const text = "Date,Order,Item,Qty,Price,Total\n1,7,Tea,1,2.50,8.50\n1,7,Cake,2,3.00,8.50\n";
  assert.throws(() => read(text), {
    code: "CSV_INVALID",
    message:
      'a.csv:1: "Total" is the same in all rows of each "Order"; it may be a total, which would count several times',
    hint: /\{"amount":\{"quantity":"Qty","price":"Price"\}\}.*or \{"columns":\{"Total":"amount"\}\}/,
  });
  read(text, { columns: { Total: "amount" } });
  read(text, { amount: { quantity: "Qty", price: "Price" } });
});

test("amounts of rows are not asked about: equal articles, equal prices, and different ones", () => {
  read("Date,Order,Item,Qty,Price,Total\n1,7,Tea,1,2.50,2.50\n1,7,Tea,1,2.50,2.50\n");
  read("Date,Order,Item,Qty,Price,Total\n1,7,Tea,1,2.50,2.50\n1,7,Milk,1,2.50,2.50\n");
  read("Date,Order,Item,Total\n1,7,Tea,2.50\n1,7,Cake,3.00\n1,8,Tea,2.50\n1,8,Milk,2.50\n");
  read("Date,Order,Item,Total\n1,7,Tea,2.50\n1,7,Cake,2.50\n");
});

test("without prices, three receipts that repeat their total are enough to ask", () => {
  const rows = ["7,Tea,5.00", "7,Cake,5.00", "8,Tea,9.00", "8,Milk,9.00", "9,Tea,4.00", "9,Jam,4.00"];
  assert.throws(() => read(`Date,Order,Item,Total\n${rows.map((row) => `1,${row}`).join("\n")}\n`), /may be a total/);
});

test("a total beside prices without quantities, or in rows that are not sorted by receipt, is asked about", () => {
  assert.throws(() => read("Date,Trx,Item,Price,Total\n1,7,Tea,2.50,5.50\n1,7,Cake,3.00,5.50\n"), /may be a total/);
  const rows = ["7,Tea,1,2.50,5.50", "8,Jam,1,4.00,9.00", "7,Cake,1,3.00,5.50", "8,Milk,1,5.00,9.00"];
  const text = `Date,Order,Item,Qty,Price,Total\n${rows.map((row) => `1,${row}`).join("\n")}\n`;
  assert.throws(() => read(text), /may be a total/);
});

test("a total in each payment or rate of tax of a receipt is asked about", () => {
  assert.throws(
    () => read("Date,Receipt,Payment,Total\n1,7,Cash,15.00\n1,7,Card,15.00\n1,8,Cash,3.00\n"),
    /may be a total/,
  );
  assert.throws(() => read("Datum;Bon;MwSt-Satz;Gesamt\n1;7;19;15,00\n1;7;7;15,00\n"), /may be a total/);
  read("Date,Receipt,Payment,Total\n1,7,Cash,5.00\n1,7,Card,10.00\n1,8,Cash,3.00\n");
  read("Date,Receipt,Total\n1,7,5.00\n1,7,5.00\n");
  read("Order date,Order type,Till,Total\n1,Eat in,A,3.00\n1,Eat in,B,3.00\n2,Eat in,A,4.00\n");
});

test("heads, lines and payments with the same sum in each receipt are asked about, whatever they are called", () => {
  const rows = ["H,7,Bon,5.50", "P,7,Tea,2.50", "P,7,Cake,3.00", "Z,7,Bar,5.50", "H,8,Bon,4.00", "P,8,Jam,4.00"];
  const text = `Rec,Order,Item,Amount,Date\n${rows.map((row) => `${row},1`).join("\n")}\n`;
  assert.throws(() => read(text), {
    message: /rows with "H" and with "P" in "Rec" have equal sums in each "Order"/,
    hint: /\{"rows":\{"Rec":"P"\}\}.*\{"columns":\{"Rec":null\}\}/,
  });
  read(text, { rows: { Rec: "P" } });
  read(text, { columns: { Rec: null } });
  read("Tax,Order,Item,Amount,Date\nA,7,Tea,2.50,1\nB,7,Cake,2.50,1\nA,8,Tea,2.50,1\nB,8,Jam,2.50,1\n");
});
