import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import type { CategoryRow } from "./categories.js";
import { type CategoryPeriod, describeCategoryChanges } from "./category-changes.js";
import { de, en, type Messages } from "./locale/index.js";
import { makeMonthRows } from "./test-months.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

/** What each store sold of some categories in lines of 2, on as many open days. */
function makePeriod(month: number, open_days: number, stores: Record<string, Record<string, number>>): CategoryPeriod {
  const rows = Object.entries(stores).flatMap(([store, amounts]) =>
    Object.entries(amounts).map(
      ([category, revenue]): CategoryRow => ({ store, category, revenue: revenue.toFixed(2), sales: revenue / 2 }),
    ),
  );
  const all = Object.keys(stores).map((store) => {
    const revenue = Object.values(stores[store]!).reduce((sum, amount) => sum + amount, 0);
    return { year: 2026, month, store, revenue: revenue.toFixed(2), sales: revenue / 2, open_days };
  });
  return { rows, all: makeMonthRows(all) };
}

const say = (now: CategoryPeriod, then: CategoryPeriod, variation = 0.05, messages: Messages = en): string =>
  plain(describeCategoryChanges(now, { ...then, period: parsePeriod("2026-01")! }, variation, messages));

const january = makePeriod(1, 30, { Ulm: { Dairy: 60000, Meat: 30000, Bread: 15000, Tea: 3000 } });

test("categories rise and fall in money against as many open days; what changed as days do by themselves isn't named", () => {
  const february = makePeriod(2, 20, { Ulm: { Dairy: 50000, Meat: 10000, Bread: 10100, Wine: 4000 } });
  assert.equal(
    say(february, january),
    "Against January 2026, at equal open days, more came in from **Dairy** (€10,000.00, 25.0%) and **Wine** (€4,000.00, none before); less from **Meat** (€10,000.00, 50.0%) and **Tea** (€2,000.00, 100.0%).",
  );
  assert.equal(
    say(february, january, 0.05, de),
    "Gegenüber Januar 2026 wurde bei gleich vielen Öffnungstagen mehr mit **Dairy** (10.000,00 €, 25,0 %) und **Wine** (4.000,00 €, zuvor nichts); weniger mit **Meat** (10.000,00 €, 50,0 %) und **Tea** (2.000,00 €, 100,0 %) eingenommen.",
  );
});

test("a fall alone is a sentence of its own, and of more than three the rest are others", () => {
  const less = makePeriod(2, 30, { Ulm: { Dairy: 60000, Meat: 20000, Bread: 15000, Tea: 3000 } });
  assert.match(say(less, january), /at equal open days, less came in from \*\*Meat\*\* \(€10,000\.00, 33\.3%\)\.$/);
  const more = makePeriod(2, 30, { Ulm: { Dairy: 90000, Meat: 50000, Bread: 25000, Tea: 5000 } });
  assert.match(say(more, january), /\*\*Meat\*\* \([^)]*\), \*\*Bread\*\* \([^)]*\) and others\.$/);
});

test("nothing notable is said to be so; of too few days nothing is said", () => {
  assert.equal(
    say(january, january),
    "Against January 2026, at equal open days, no category changed by more than days differ by themselves.",
  );
  assert.equal(say(january, january, Number.POSITIVE_INFINITY), "");
  assert.equal(say(january, { rows: [], all: [] }), "");
});

test("few lines differ by chance, however little days do", () => {
  const few = makePeriod(1, 30, { Ulm: { Dairy: 60000, Tea: 20 } });
  const twice = makePeriod(2, 30, { Ulm: { Dairy: 60000, Tea: 40 } });
  assert.match(say(twice, few, 0.001), /no category changed/);
});

test("a change that one store alone makes is said to be that store's", () => {
  const then = makePeriod(1, 30, { Ulm: { Tea: 9000 }, Bonn: { Tea: 9000 }, Kiel: { Tea: 9000 } });
  const now = makePeriod(2, 30, { Ulm: { Tea: 9050 }, Bonn: { Tea: 30000 }, Kiel: { Tea: 9010 } });
  assert.match(say(now, then), /\*\*Tea\*\* \(€21,060\.00, 78\.0%, but only because of \*\*Bonn\*\*\)\.$/);
  assert.match(say(now, then, 0.05, de), /\(21\.060,00 €, 78,0 %, aber nur wegen \*\*Bonn\*\*\) eingenommen\.$/);
  const all = makePeriod(2, 30, { Ulm: { Tea: 19000 }, Bonn: { Tea: 30000 }, Kiel: { Tea: 19000 } });
  assert.doesNotMatch(say(all, then), /only/);
});

test("where another part of the revenue has a category than now, categories aren't compared", () => {
  const then = makePeriod(1, 30, { Ulm: { Dairy: 20000, "": 80000 } });
  assert.equal(
    say(january, then),
    "Categories aren't compared with January 2026: 80.0% of the revenue had none then, and 0.0% has none now.",
  );
  assert.equal(
    say(january, then, 0.05, de),
    "Mit Januar 2026 werden Warengruppen nicht verglichen: Keiner Warengruppe zugeordnet sind jetzt 0,0 % des Umsatzes, damals waren es 80,0 %.",
  );
});
