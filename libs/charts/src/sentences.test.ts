import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { monthlySales } from "./monthly-sales.js";
import { describeArticles, describeLeaders, describeMonths, describePeriod, describeStores } from "./sentences.js";
import { makeMonthRows } from "./test-months.js";
import { describeHours, describeWeekdays } from "./when.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

const months = [
  { year: 2025, month: 12, store: "Ulm", revenue: "150.00", sales: 30 },
  { year: 2026, month: 1, store: "Ulm", revenue: "60.00", sales: 10 },
  { year: 2026, month: 1, store: "Köln_Süd", revenue: "120.00", sales: 20 },
];

test("the strongest month is compared with the month before, over the turn of the year", () => {
  assert.equal(
    plain(describeMonths(months, en)),
    "**January 2026** was the strongest month: €180.00, 20.0% more than in December 2025. The weakest was December 2025 with €150.00.",
  );
});

test("the leading store and the last one have their parts of the revenue, their names escaped", () => {
  assert.equal(
    plain(describeStores(months, en)),
    "Of 2 stores, **Ulm** has the highest revenue: €210.00, 63.6% of the total; Köln\\_Süd has the lowest: €120.00, 36.4% of the total.",
  );
});

test("the first article is counted in the stores where it leads", () => {
  const rows = [
    { store: "a", article: "Tea", revenue: "5.00", sales: 1, rank_in_store: 1, rank_overall: 1 },
    { store: "b", article: "Tea", revenue: "4.00", sales: 1, rank_in_store: 2, rank_overall: 1 },
    { store: "b", article: "Rum", revenue: "6.00", sales: 1, rank_in_store: 1, rank_overall: 2 },
  ];
  assert.equal(
    plain(describeArticles(rows, 3000n, en)),
    "**Tea** has the highest revenue: €9.00, 30.0% of the total. It is first in 1 of 2 stores. The 2 best-selling articles account for 50.0% of the total.",
  );
});

test("articles that lead their store are named, the most frequent first, and beyond nine the rest is counted", () => {
  const lead = (article: string, store: string) => ({
    ...{ store, article, revenue: "1.00", sales: 1, rank_in_store: 1, rank_overall: 1 },
  });
  const few = [lead("b", "1"), lead("a|", "2"), lead("b", "3")];
  assert.equal(plain(describeLeaders(few, en)), "Best seller by store: b (2 stores), a\\| (1 store).");
  const many = Array.from({ length: 400 }, (_, i) => lead(`article ${String(i % 50).padStart(2, "0")}`, `${i}`));
  assert.match(plain(describeLeaders(many, en)), /article 07 \(8 stores\), and 42 other articles\.$/);
});

test("names are escaped in every sentence", () => {
  const row = {
    store: "<a>",
    article: "b|c",
    revenue: "1.00",
    sales: 1,
    rank_in_store: 1,
    rank_overall: 1,
  };
  assert.match(describeStores([row], en), /\*\*\\<a\\>\*\*/);
  assert.match(describeArticles([row], 100n, en), /\*\*b\\\|c\*\*/);
});

test("nothing is not described", () => {
  for (const describe of [describeMonths, describeStores, describeHours, describeWeekdays])
    assert.throws(() => describe([], en), /expected at least one row to describe, got none/);
  assert.throws(() => describeArticles([], 0n, en), /expected at least one row to describe, got none/);
});

test("only articles of the first 20 ranks are described", () => {
  const rows = [20, 21].map((rank) => ({
    ...{
      store: "a",
      article: `Ware ${rank}`,
      revenue: `${rank}.00`,
      sales: 1,
      rank_in_store: rank,
      rank_overall: rank,
    },
  }));
  assert.match(describeArticles(rows, 4100n, en), /^The only article is \*\*Ware 20\*\*/);
});

test("a month in part is never the strongest or weakest, and takes part in no change", () => {
  const days = { first: "2026-01-25", last: "2026-03-10", closedWeekdays: [] };
  const rows = makeMonthRows([
    ...[
      {
        year: 2026,
        month: 1,
        store: "Ulm",
        revenue: "100.00",
        sales: 7,
        first_day: "2026-01-25",
        last_day: "2026-01-31",
      },
    ],
    ...[{ year: 2026, month: 2, store: "Ulm", revenue: "398.00", sales: 28, open_days: 20 }],
    ...[{ year: 2026, month: 3, store: "Ulm", revenue: "99.00", sales: 10, last_day: "2026-03-10" }],
  ]);
  assert.equal(
    plain(describeMonths(rows, en, days)),
    "The only month fully covered by the data is **February 2026**: €398.00 from 28 sales. The data covers only part of January 2026 (25 to 31) and March 2026 (1 to 10), so they are not compared.",
  );
  assert.equal(
    plain(describeMonths(rows, de, days)),
    "Der einzige vollständig erfasste Monat ist **Februar 2026**: 398,00 € aus 28 Verkäufen. Nur teilweise erfasst und daher nicht verglichen: Januar 2026 (25. bis 31.) und März 2026 (1. bis 10.).",
  );
  assert.equal(
    plain(describeMonths(rows.slice(0, 1), en, days)),
    "The only month with sales is **January 2026 (25 to 31)**: €100.00 from 7 sales.",
  );
  assert.equal(
    plain(describeMonths([rows[0]!, rows[2]!], en, days)),
    "The data covers only part of January 2026 (25 to 31) and March 2026 (1 to 10), so they are not compared.",
  );
  const { title, alt } = monthlySales(rows, en, undefined, days).layout.meta;
  assert.equal(title, "Revenue of Ulm, January 2026 (25 to 31) to March 2026 (1 to 10)");
  assert.match(
    alt,
    /Hatched, because only partly covered by the data: January 2026 \(25 to 31\) and March 2026 \(1 to 10\)\.$/,
  );
  assert.doesNotMatch(alt, /Highest|Lowest/);
});

test("the revenue of a month that the report is of is said for it, or for the days of it that the data has", () => {
  const data = { first: "2025-11-20", last: "2025-12-31", closedWeekdays: [] };
  const say = (period: string, messages: typeof en): string =>
    plain(describePeriod(months.slice(0, 1), parsePeriod(period)!, data, messages));
  assert.equal(say("2025-12", en), "Revenue in December 2025: **€150.00** from 30 sales.");
  assert.equal(say("2025-12", de), "Umsatz im Dezember 2025: **150,00 €** aus 30 Verkäufen.");
  assert.equal(say("2025-12-01/2025-12-14", de), "Umsatz vom 1. bis 14. Dezember 2025: **150,00 €** aus 30 Verkäufen.");
  assert.equal(say("2025-11", en), "Revenue from 20 to 30 November 2025: **€150.00** from 30 sales.");
  assert.equal(say("2025-11", de), "Umsatz vom 20. bis 30. November 2025: **150,00 €** aus 30 Verkäufen.");
});

const yearRows = (perDay: readonly number[]) =>
  makeMonthRows(
    perDay.map((amount, m) => {
      const open_days = new Date(Date.UTC(2025, m + 1, 0)).getUTCDate();
      return {
        year: 2025,
        month: m + 1,
        store: "Ulm",
        sales: 900,
        open_days,
        revenue: (amount * open_days).toFixed(2),
      };
    }),
  );

test("February is not the weakest month for having 28 days: months are compared per open day, beside what was booked", () => {
  const rows = yearRows([100, 100, 100, 100, 100, 100, 100, 92, 100, 100, 100, 128.5]);
  assert.equal(
    plain(describeMonths(rows, en, undefined, 0.05)),
    "Per open day, **December 2025** was the strongest month with €128.50 (€3,983.50 booked), 28.5% more than in November 2025. **August 2025** was the weakest month with €92.00 (€2,852.00 booked).",
  );
  assert.equal(
    plain(describeMonths(rows, de, undefined, 0.05)),
    "Je Öffnungstag war der stärkste Monat **Dezember 2025** mit 128,50 € (gebucht: 3.983,50 €), 28,5 % mehr als im November 2025. Am schwächsten war **August 2025** mit 92,00 € (gebucht: 2.852,00 €).",
  );
});

test("months that differ by no more than days do have no strongest and no change", () => {
  const rows = yearRows([100, 102, 99, 101, 98, 100, 103, 97, 100, 101, 99, 102]);
  const said = plain(describeMonths(rows, en, undefined, 0.2));
  assert.equal(
    said,
    "Per open day there is no notable difference between the months: from €97.00 (August 2025) to €103.00 (July 2025).",
  );
  assert.equal(
    monthlySales(rows, en, undefined, undefined, 0.2).layout.meta.title,
    "Revenue of Ulm, January 2025 to December 2025",
  );
  assert.equal(
    plain(describeMonths(rows, en, undefined, Number.POSITIVE_INFINITY)),
    "The data has too few days to compare the months.",
  );
});

test("a month that one store makes the strongest is said to be that store's", () => {
  const rows = ["A", "B", "C", "381"].flatMap((store) =>
    yearRows([100, 110, store === "381" ? 300 : 100]).map((row) => ({ ...row, store })),
  );
  assert.match(
    plain(describeMonths(rows, en, undefined, 0.05)),
    /^Per open day, \*\*March 2025\*\* was the strongest month .* That is \*\*Store 381\*\* alone: without it, February 2025 would be\./,
  );
});

test("a store that is a bare number gets its noun, in sentences and in charts", () => {
  const rows = ["367", "610"].flatMap((store, s) => yearRows([100 - s]).map((row) => ({ ...row, store })));
  assert.match(plain(describeStores(rows, en)), /^Of 2 stores, \*\*Store 367\*\* has .*; Store 610 has the lowest/);
  const { data, layout } = monthlySales(rows, en);
  assert.equal(layout.meta.title, "Store 367 is the largest of 2\u00a0stores");
  assert.deepEqual(
    data.map((trace) => (trace as { name?: string }).name),
    ["Store 367", "Store 610"],
  );
});

test("the strongest month by what was booked may not be the strongest per open day, and both are said", () => {
  const rows = makeMonthRows([
    { year: 2025, month: 11, store: "Ulm", revenue: "1000.00", sales: 10, open_days: 20 },
    { year: 2025, month: 12, store: "Ulm", revenue: "1100.00", sales: 10, open_days: 25 },
  ]);
  assert.equal(
    plain(describeMonths(rows, en)),
    "Per open day, **November 2025** was the strongest month with €50.00 (€1,000.00 booked). **December 2025** was the weakest month with €44.00 (€1,100.00 booked). Most was booked in December 2025: €1,100.00.",
  );
  assert.equal(monthlySales(rows, en).layout.meta.title, "Revenue of Ulm, November 2025 to December 2025");
});
