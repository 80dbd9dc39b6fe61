import assert from "node:assert/strict";
import { test } from "node:test";
import { en, listDrill, type MonthRow, registerRows, startRecording, stopRecording } from "@tillbook/charts";
import { drillType, type Output, readEvidence, takeEvidence } from "@tillbook/notebook";
import { parsePeriod } from "@tillbook/pipeline";
import { checkOutput } from "./check-output.js";
import { listKnownTexts } from "./known-texts.js";

const data = { first: "2026-01-01", last: "2026-04-09", closedWeekdays: [] };
const rows = Array.from({ length: 12 }, (_, i): MonthRow => {
  const month = 1 + Math.floor(i / 3);
  return {
    ...{ year: 2026, month, store: `Store ${1 + (i % 3)}`, revenue: `${100 * i}.07`, sales: 5 + i, receipts: 2 + i },
    ...{ open_days: 9, first_day: `2026-0${month}-01`, last_day: `2026-0${month}-09`, refunded: "-0.50" },
  };
}).filter((_, i) => i !== 4);

/** An output as a notebook has it: sums that the HTML makes tables of. */
function makeOutput(): Output {
  registerRows(rows, "select 1");
  startRecording();
  const taken = takeEvidence({ [drillType]: listDrill(rows, { period: parsePeriod("2026-04")!, data }, en) });
  stopRecording();
  return JSON.parse(JSON.stringify({ output_type: "display_data", ...taken }));
}

function check(output: Output) {
  const known = listKnownTexts(["Store 1", "Store 2", "Store 3"], data.first, data.last, en);
  return checkOutput(output, readEvidence(output)!, [rows.map((row) => ({ ...row }))], known, en);
}

test("each sum of a store and a month is computed again, and the days of a month in part", () => {
  const { count, wrong, notChecked } = check(makeOutput());
  // the months' numbers, names and two days besides
  assert.deepEqual({ count, wrong, notChecked }, { count: 4 * rows.length + 4 + 4 + 2, wrong: [], notChecked: [] });
});

test("a forged sum is found, by a cent, and one where a store had no sales, too", () => {
  const output = makeOutput();
  const { stores } = output.data![drillType] as {
    stores: { revenue: (number | null)[]; receipts: (number | null)[] }[];
  };
  stores[0]!.revenue[3] = 900.08;
  stores[1]!.receipts[1] = 7;
  const { wrong, notChecked } = check(output);
  assert.deepEqual(wrong, ["expected 900.07, got 900.08 in the sums by store and month, stores/0/revenue/3: "]);
  assert.deepEqual(notChecked, ["the sums by store and month, stores/1/receipts: 7"]);
});

test("evidence of a list is short however many stores there are", () => {
  const { numbers } = (makeOutput()["metadata"] as { tillbook: { numbers: string[] } }).tillbook;
  assert.equal(numbers.filter((line) => line.includes("/stores/")).length, 2 * 4 + 4 * 3);
});
