import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { monthlySales } from "./monthly-sales.js";
import {
  describeArticles,
  describeCashiers,
  describeHours,
  describeLeaders,
  describeMonths,
  describePeriod,
  describeStores,
  describeWeekdays,
  listKeyFigures,
} from "./sentences.js";
import { makeMonthRows } from "./test-months.js";

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

test("key figures are revenue, sales, average sale, stores and strongest month", () => {
  assert.deepEqual(
    listKeyFigures(months, en).map(({ value }) => plain(value)),
    ["€330", "60", "€5.50", "2", "January 2026"],
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
    cashier: "d*",
    revenue: "1.00",
    sales: 1,
    rank_in_store: 1,
    rank_overall: 1,
  };
  assert.match(describeStores([row], en), /\*\*\\<a\\>\*\*/);
  assert.match(describeArticles([row], 100n, en), /\*\*b\\\|c\*\*/);
  assert.match(describeCashiers([row], en), /\*\*d\\\* in \\<a\\>\*\*/);
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
  assert.ok(listKeyFigures(rows, en, { data: days }).every(({ label }) => label !== "Strongest month"));
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

test("the strongest month by revenue may not be the strongest per open day, and both are said", () => {
  const rows = makeMonthRows([
    { year: 2025, month: 11, store: "Ulm", revenue: "1000.00", sales: 10, open_days: 20 },
    { year: 2025, month: 12, store: "Ulm", revenue: "1100.00", sales: 10, open_days: 25 },
  ]);
  assert.equal(
    plain(describeMonths(rows, en)),
    "**December 2025** was the strongest month: €1,100.00, 10.0% more than in November 2025 and 12.0% less per open day. The weakest was November 2025 with €1,000.00. Per open day, November 2025 was the strongest with €50.00, and December 2025 the weakest with €44.00.",
  );
  assert.equal(
    describeMonths(rows, de).replaceAll("\u00a0", " "),
    "**Dezember 2025** war der stärkste Monat: 1.100,00 €, 10,0 % mehr als im November 2025, je Öffnungstag 12,0 % weniger. Der schwächste war November 2025 mit 1.000,00 €. Je Öffnungstag war November 2025 mit 50,00 € am stärksten, Dezember 2025 mit 44,00 € am schwächsten.",
  );
  const october = makeMonthRows([{ year: 2025, month: 10, store: "Ulm", revenue: "500.00", sales: 10, open_days: 10 }]);
  assert.match(
    plain(describeMonths([...october, ...rows], en)),
    / Per open day, October 2025 and November 2025 were the strongest with €50\.00 each, and December 2025 the weakest with €44\.00\.$/,
  );
  const note = listKeyFigures(rows, en).at(-1)?.note;
  assert.equal(note, "€1,100.00; 12.0% less per open day, against November 2025");
});
