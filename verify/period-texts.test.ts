import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "@tillbook/charts";
import { parsePeriod } from "@tillbook/pipeline";
import { listDigits } from "./digits.js";
import { blankKnown, listKnownTexts } from "./known-texts.js";
import { listPeriodTexts } from "./period-texts.js";

const data = { first: "2024-06-03", last: "2026-02-10", closedWeekdays: [] };

test("days and years of periods are known where they are named, and nowhere else", () => {
  const left = (period: string, text: string, messages = en): string[] => {
    const names = listPeriodTexts({ period: parsePeriod(period)!, data }, messages);
    return listDigits(blankKnown(text, listKnownTexts(names, "2025-01-01", "2025-12-31", messages)));
  };
  assert.deepEqual(
    left("2026-02-01/2026-02-14", "from 18 to 31 January 2026, 1 to 10 February 2026, 1 to 14 February 2025"),
    [],
  );
  assert.deepEqual(
    left("2026", "## Against the year before: 2025\n\nThere are no sales in 2025: Change against 2025"),
    [],
  );
  assert.deepEqual(left("2026", "Gegenüber dem Vorjahr: 2025, im Jahr 2025", de), []);
  assert.deepEqual(left("2026", "Balken: Umsatz. 2026, in eigener Farbe: viel.", de), []);
  assert.deepEqual(left("2026-02-10/2026-02-14", "1 to 14 February 2026, in a colour of its own: a lot."), []);
  assert.deepEqual(left("2026", "2025 sales, 14 days"), ["2025", "14"]);
});
