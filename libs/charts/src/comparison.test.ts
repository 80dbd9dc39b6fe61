import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { type ComparedRows, describeComparisons, type ReportScope } from "./comparison.js";
import { de, en, type Messages } from "./locale/index.js";
import { makeMonthRows } from "./test-months.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

function makeScope(period: string, first = "2025-01-01", last = "2026-12-31", store?: string): ReportScope {
  return { period: parsePeriod(period)!, data: { first, last, closedWeekdays: [] }, store };
}

/** Rows of some stores: revenue, sales, open days. */
const makeRows = (year: number, month: number, stores: Record<string, [string, number, number]>) =>
  makeMonthRows(
    Object.entries(stores).map(([store, [revenue, sales, open_days]]) => {
      return { year, month, store, revenue, sales, open_days };
    }),
  );

const february = makeRows(2026, 2, { Köln: ["240.00", 60, 24], Ulm: ["100.00", 20, 10], Neu: ["10.00", 5, 5] });
const january = makeRows(2026, 1, { Köln: ["260.00", 65, 26], Ulm: ["90.00", 18, 10], Alt: ["50.00", 9, 9] });
const yearBefore = makeRows(2025, 2, { Köln: ["200.00", 50, 20], Ulm: ["80.00", 20, 10], Neu: ["10.00", 5, 5] });

function say(scope: ReportScope, rows: Partial<ComparedRows>, messages: Messages = en): string[] {
  return describeComparisons(scope, { now: february, before: [], yearBefore: [], ...rows }, messages).map(plain);
}

test("a month is compared with the one before and with that of the year before: as booked, per open day, like for like", () => {
  assert.deepEqual(say(makeScope("2026-02"), { before: january, yearBefore }), [
    "## Against the month before: January 2026",
    "Revenue is **€350.00** against €400.00: 12.5% less, 1.0% more per open day, 2.9% less like for like.",
    [
      "|  | February 2026 | January 2026 | Change |",
      "| --- | ---: | ---: | ---: |",
      "| Revenue (€) | 350.00 | 400.00 | −12.5% |",
      "| Open days | 39 | 45 | −13.3% |",
      "| Revenue per open day (€) | 8.97 | 8.89 | +1.0% |",
      "| Sales | 85 | 92 | −7.6% |",
      "| Average line (€) | 4.12 | 4.35 | −5.3% |",
      "| Like for like, 2 stores (€) | 340.00 | 350.00 | −2.9% |",
      "| Like for like, per open day (€) | 10.00 | 9.72 | +2.9% |",
    ].join("\n"),
    "Opened or reopened since: **Neu** (first sale in this period on 1 February 2026).",
    "Without sales now: **Alt** (last sale in that period on 9 January 2026).",
    "## Against the same month a year earlier: February 2025",
    "Revenue is **€350.00** against €290.00: 20.7% more, 8.3% more per open day.",
    [
      "|  | February 2026 | February 2025 | Change |",
      "| --- | ---: | ---: | ---: |",
      "| Revenue (€) | 350.00 | 290.00 | +20.7% |",
      "| Open days | 39 | 35 | +11.4% |",
      "| Revenue per open day (€) | 8.97 | 8.29 | +8.3% |",
      "| Sales | 85 | 75 | +13.3% |",
      "| Average line (€) | 4.12 | 3.87 | +6.5% |",
    ].join("\n"),
    "The same 3 stores have sales in both periods, so the like-for-like change is the same.",
    "An open day is a day on which a store has sales; the open days of all stores are added up.",
  ]);
});

test("the same in German", () => {
  const texts = say(makeScope("2026-02"), { before: january }, de).filter((text) => !text.startsWith("|"));
  assert.deepEqual(texts, [
    "## Gegenüber dem Vormonat: Januar 2026",
    "Der Umsatz beträgt **350,00 €** gegenüber 400,00 €: 12,5 % weniger, je Öffnungstag 1,0 % mehr, flächenbereinigt 2,9 % weniger.",
    "Seither eröffnet oder wieder geöffnet: **Neu** (erster Verkauf in diesem Zeitraum am 1. Februar 2026).",
    "Jetzt ohne Verkäufe: **Alt** (letzter Verkauf im Vergleichszeitraum am 9. Januar 2026).",
    "Die Daten enthalten im Februar 2025 keine Verkäufe.",
    "Ein Öffnungstag ist ein Tag, an dem eine Filiale etwas verkauft hat; die Öffnungstage aller Filialen sind addiert.",
  ]);
});

const change = /[+−]\d|more|less|mehr|weniger/;

test("a period of which the data has only a part is shown beside the other, but no change is stated, nor who opened", () => {
  for (const [scope, part, german] of [
    [
      makeScope("2026-02", "2026-01-25"),
      "January 2026 (25 to 31 January 2026)",
      "Januar 2026 (25. bis 31. Januar 2026)",
    ],
    [
      makeScope("2026-02", "2026-01-01", "2026-02-10"),
      "February 2026 (1 to 10 February 2026)",
      "Februar 2026 (1. bis 10. Februar 2026)",
    ],
  ] as const) {
    const english = say(scope, { before: january });
    assert.equal(english[1], "Revenue is **€350.00** against €400.00.");
    assert.equal(english[2], `The data covers only part of ${part}, so no change is given.`);
    assert.match(english[3]!, /\(in part\) \|/);
    assert.match(english[3]!, /\| Revenue \(€\) \| 350.00 \| 400.00 \| – \|/);
    assert.doesNotMatch(english.join(), change);
    assert.ok(!english.join().includes("**Neu**"));
    const texts = say(scope, { before: january }, de);
    assert.equal(texts[2], `Nur teilweise erfasst: ${german}. Deshalb ist keine Veränderung angegeben.`);
    assert.doesNotMatch(texts.join(), change);
  }
});

test("the days missing at the ends of a month may be those on which nothing is ever sold", () => {
  const scope = makeScope("2026-02", "2026-01-02", "2026-02-27");
  const closed = { ...scope, data: { ...scope.data, closedWeekdays: [6, 7] } };
  assert.doesNotMatch(say(scope, { before: january })[1]!, change);
  assert.match(say(closed, { before: january })[1]!, change);
});

test("where the data has no sales from before, that is said once; of one period that lacks them, of that", () => {
  assert.deepEqual(say(makeScope("2026-02", "2026-02-01"), {}), [
    "The data has no earlier sales, so there is nothing to compare with.",
  ]);
  assert.equal(
    say(makeScope("2026-Q1", "2025-11-01"), { before: january }).at(-2),
    "The data has no sales in the 1st quarter of 2025.",
  );
  assert.deepEqual(say(makeScope("2026-02-01/2026-02-14"), {}).slice(0, 2), [
    "The data has no sales from 18 to 31 January 2026.",
    "The data has no sales from 1 to 14 February 2025.",
  ]);
  const store = makeScope("2026-02", "2025-01-01", "2026-12-31", "Neu|1");
  assert.deepEqual(say(store, { now: february.slice(2) }), [
    "**Neu\\|1** has no sales in January 2026.",
    "**Neu\\|1** has no sales in February 2025.",
  ]);
});

test("a year is compared with the year before once, and all the data with nothing", () => {
  const heads = (scope: ReportScope) =>
    say(scope, { before: january, yearBefore }).filter((text) => text.startsWith("#"));
  assert.deepEqual(heads(makeScope("2026")), ["## Against the year before: 2025"]);
  assert.deepEqual(heads(makeScope("2026-Q2")), [
    "## Against the quarter before: 1st quarter of 2026",
    "## Against the same quarter a year earlier: 2nd quarter of 2025",
  ]);
  const all = { ...makeScope("2026-02"), period: { ...parsePeriod("2026-02")!, name: "all", unit: "all" as const } };
  assert.deepEqual(say(all, { before: january }), []);
});

test("what is alike is said only of several stores, all of which are in both periods, sales without a store among them", () => {
  const alike = (now: typeof february, before: typeof january): string[] =>
    say(makeScope("2026-02"), { now, before }).filter((text) => /^The same|^An open day/.test(text));
  const [same, added] = [
    "The same 2 stores have sales in both periods, so the like-for-like change is the same.",
    "An open day is a day on which a store has sales; the open days of all stores are added up.",
  ];
  const [both, unnamed] = [february.slice(0, 2), makeRows(2026, 2, { "": ["7.00", 2, 2] })];
  assert.deepEqual(alike(both, january.slice(0, 2)), [same, added]);
  assert.deepEqual(alike([...both, ...unnamed], january.slice(0, 2)), [added]);
  assert.deepEqual(alike([...both, ...unnamed], [...january.slice(0, 2), ...unnamed]), [same, added]);
  assert.deepEqual(alike(february.slice(0, 1), january.slice(0, 1)), []);
  assert.deepEqual(alike([...february.slice(0, 1), ...unnamed], january.slice(0, 1)), []);
});

test("against nothing or less no change is stated", () => {
  const before = makeRows(2026, 1, { Köln: ["-3.00", 1, 1] });
  const texts = say(makeScope("2026-02"), { now: february.slice(0, 1), before });
  assert.equal(texts[1], "Revenue is **€240.00** against −€3.00.");
  assert.match(texts[2]!, /\| Revenue \(€\) \| 240.00 \| −3.00 \| – \|/);
});

test("what was refunded is a part of what was sold, and its change has percentage points", () => {
  const refund = (rows: typeof february, refunded: string) => rows.slice(0, 1).map((row) => ({ ...row, refunded }));
  const texts = say(makeScope("2026-02"), { now: refund(february, "-60.00"), before: refund(january, "-26.00") });
  assert.match(texts.join("\n"), /\| Refund rate \| 20.0% \| 9.1% \| \+10.9 pp \|/);
});
