import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "./locale/index.js";
import { stripMarks } from "./marks.js";
import { tabulateMonths } from "./month-table.js";
import { articlesPerReceipt, averageReceipt, countReceipts, describeReceipts, linesPerReceipt } from "./receipts.js";
import { makeMonthRows } from "./test-months.js";

const months = makeMonthRows([
  { year: 2026, month: 1, store: "Ulm", revenue: "60.00", sales: 12, open_days: 2, receipts: 3, quantity: "15.000" },
  { year: 2026, month: 1, store: "Köln", revenue: "30.00", sales: 6, open_days: 1, receipts: 2, quantity: "6.500" },
  { year: 2026, month: 2, store: "Köln", revenue: "0.00", sales: 2, open_days: 1, receipts: 1, quantity: "-1.500" },
]);
const untold = months.map((row, i) => (i === 1 ? { ...row, receipts: 0, quantity: null } : row));

test("receipts, lines and articles are counted over all rows", () => {
  const means = [countReceipts, averageReceipt, linesPerReceipt, articlesPerReceipt].map((find) =>
    Number(find(months)),
  );
  assert.deepEqual(means, [6, 15, 20 / 6, 20 / 6]);
});

test("nothing is said of receipts where those of one row can't be told apart, nor of articles where one has no quantity", () => {
  for (const find of [countReceipts, averageReceipt, linesPerReceipt, articlesPerReceipt])
    for (const rows of [untold, [], [{ revenue: "1.00", sales: 1 }]]) assert.equal(find(rows), undefined);
  const unweighed = months.map((row) => ({ ...row, quantity: null }));
  assert.equal(articlesPerReceipt(unweighed), undefined);
  assert.equal(Number(countReceipts(unweighed)), 6);
});

test("a sentence says how many receipts there are and what is on them, or that they can't be told apart", () => {
  const say = (rows: typeof months, messages = en) => stripMarks(describeReceipts(rows, messages));
  assert.equal(
    say(months),
    "**6\u00a0receipts**, 1.5 per open day of a store. The average receipt comes to €15.00 and has 3.3 lines with 3.3 articles.",
  );
  assert.equal(
    say(months.slice(2), de),
    "**1\u00a0Kassenbon**, je Öffnungstag einer Filiale 1,0. Der Durchschnittsbon beträgt 0,00\u00a0€ und umfasst 2,0 Positionen mit −1,5 Artikeln.",
  );
  assert.match(say(untold), /^Receipts can't be told apart in every store and month/);
  assert.match(say(untold.slice(1, 2)), /^Receipts can't be told apart: the files have no receipt numbers/);
  assert.equal(say([]), "");
});

test("tables have the average receipt where receipts are told, else the average line", () => {
  assert.match(
    stripMarks(tabulateMonths(months, en)),
    /\| Receipts \| Average receipt \(€\) \|.*\| 6 \| 15\.00 \|\n*$/s,
  );
  assert.match(stripMarks(tabulateMonths(untold, en)), /\| Sales \| Average line \(€\) \|.*\| 20 \| 4\.50 \|\n*$/s);
});
