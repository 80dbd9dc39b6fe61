import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDaySums, refuseLosses } from "./day-sums.js";
import type { ColumnName } from "./schema.js";
import type { Source } from "./sources.js";

const lines: ColumnName[] = ["sold_on", "article", "amount"];
const receipts: ColumnName[] = ["sold_on", "amount"];

/** Checks files, each with its columns, its rows, and its sums by day from 2026-03-01 on. */
function check(
  files: [name: string, columns: ColumnName[], rows: number, cents: number[]][],
  countsEqualRows = false,
): void {
  checkDaySums(
    files.map(([, columns]) => ({ dialect: { fields: columns.map((column, at) => ({ column, at })) } })),
    {
      centsOfDay: files.map(([, , , cents]) => new Map(cents.map((sum, i) => [20513 + i, sum]))),
      rowsOfDay: files.map(([, , rows, cents]) => new Map(cents.map((_, i) => [20513 + i, rows]))),
    },
    files.map(([name, , rows]) => ({ name, rows, countsEqualRows })),
  );
}

test("receipts beside their lines, and sums of days beside the sales, are refused with names, days and answers", () => {
  assert.throws(
    () =>
      check([
        ["items.csv", lines, 9, [1800, 700]],
        ["daily.csv", receipts, 2, [1800, 700]],
      ]),
    {
      code: "CSV_INVALID",
      message:
        "items.csv and daily.csv have other columns, but equal sums on 2 days (2026-03-01 to 2026-03-02): the same sales would count twice",
      hint: /\{"files":\{"items.csv":\{"read":false\}\}\}.*\{"files":\{"daily.csv":\{"read":false\}\}\}.*"equalRows":"count"/,
    },
  );
  assert.throws(
    () =>
      check([
        ["a-1.csv", lines, 9, [1800]],
        ["a-2.csv", lines, 9, [0, 700]],
        ["daily.csv", receipts, 2, [1800, 700]],
      ]),
    /a-1.csv, a-2.csv and daily.csv/,
  );
  assert.throws(
    () =>
      check([
        ["items.csv", lines, 3, [1800]],
        ["receipts.csv", receipts, 2, [1800]],
      ]),
    /on 1 day/,
  );
});

test("other sums, the same columns, as many rows and files that are said to differ are counted", () => {
  check([
    ["items.csv", lines, 9, [1800, 700]],
    ["daily.csv", receipts, 2, [1800, 701]],
  ]);
  check([
    ["a.csv", lines, 9, [1800, 700]],
    ["b.csv", lines, 2, [1800, 700]],
  ]);
  check([
    ["a.csv", lines, 2, [1800, 700]],
    ["b.csv", receipts, 2, [1800, 700]],
  ]);
  check(
    [
      ["items.csv", lines, 9, [1800, 700]],
      ["daily.csv", receipts, 2, [1800, 700]],
    ],
    true,
  );
  check([
    ["a.csv", lines, 9, [1800]],
    ["b.csv", receipts, 0, []],
  ]);
});

test("sales that are all negative are asked about; with one that is not, or an answer, they are read", () => {
  const dialect = { fields: [{ column: "amount", at: 0 }], names: ["Betrag"] } as unknown as Source["dialect"];
  const refuse = (spec: Source["spec"], hasGains: boolean): void =>
    refuseLosses([{ name: "a.csv", dialect, spec }], { centsOfDay: [new Map([[20513, -1500]])], hasGains });
  assert.throws(() => refuse({}, false), {
    message: "a.csv: expected sales with positive amounts, got negative ones in all rows",
    hint: /\{"amount":\{"discount":"Betrag"\}\}.*\{"columns":\{"Betrag":"amount"\}\}/,
  });
  refuse({}, true);
  refuse({ columns: { Betrag: "amount" } }, false);
  refuse({ amount: { discount: "Betrag" } }, false);
});
