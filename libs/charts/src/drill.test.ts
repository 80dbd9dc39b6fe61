import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { listDrill } from "./drill.js";
import { de, en } from "./locale/index.js";
import { makeMonthRows } from "./test-months.js";

const rows = makeMonthRows([
  { year: 2025, month: 12, store: "381", revenue: "100.00", sales: 20, receipts: 9 },
  { year: 2026, month: 2, store: "", revenue: "7.50", sales: 2, receipts: 0 },
  { year: 2026, month: 2, store: "381", revenue: "110.00", sales: 10, receipts: 5, refunded: "-2.00" },
  { year: 2026, month: 2, store: "Ulm", revenue: "20.00", sales: 20, receipts: 7 },
  { year: 2026, month: 3, store: "Ulm", revenue: "9.00", sales: 3, receipts: 3, open_days: 3 },
]);
const data = { first: "2025-12-01", last: "2026-03-03", closedWeekdays: [] };
const scope = { period: parsePeriod("2026-03")!, data };
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

test("each store has its sums of each month, nothing where it sold nothing, and months in part say their days", () => {
  assert.deepEqual(plain(listDrill(rows, scope, en)), {
    months: [
      { month: 24311, name: "December 2025", isWhole: true },
      { month: 24313, name: "February 2026", isWhole: true },
      { month: 24314, name: "March 2026 (1 to 3)", isWhole: false },
    ],
    stores: [
      {
        ...{ store: "", name: "(no store)" },
        ...{ revenue: [null, 7.5, null], openDays: [null, 2, null], receipts: [null, 0, null] },
        refunded: [null, 0, null],
      },
      {
        ...{ store: "381", name: "Store 381" },
        ...{ revenue: [100, 110, null], openDays: [20, 10, null], receipts: [9, 5, null], refunded: [0, -2, null] },
      },
      {
        ...{ store: "Ulm", name: "Ulm" },
        ...{ revenue: [null, 20, 9], openDays: [null, 20, 3], receipts: [null, 7, 3], refunded: [null, 0, 0] },
      },
    ],
  });
  assert.deepEqual(
    listDrill(rows, scope, de)?.stores.map(({ name }) => name),
    ["(ohne Filiale)", "Filiale 381", "Ulm"],
  );
});

test("one store has none, beside sales without a store, too, and neither have so many that the file would be too large", () => {
  assert.equal(
    listDrill(
      rows.filter(({ store }) => store !== "Ulm"),
      scope,
      en,
    ),
    undefined,
  );
  const many = Array.from({ length: 24_001 }, (_, i) => ({ ...rows[4]!, store: String(i) }));
  assert.equal(listDrill(many, scope, en), undefined);
  assert.equal(listDrill(many.slice(1), scope, en)?.stores.length, 24_000);
});
