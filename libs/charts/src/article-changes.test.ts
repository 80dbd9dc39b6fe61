import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { describeArticleChanges } from "./article-changes.js";
import { de, en } from "./locale/index.js";
import { makeArticleRow } from "./test-articles.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const january = parsePeriod("2026-01")!;

/** Articles of one store, the first with the highest rank; `all` articles were sold. */
const makePeriod = (articles: [name: string, revenue: string, sales: number][], open_days: number, all: number) => ({
  articles: articles.map(([article, revenue, sales], i) =>
    makeArticleRow({
      ...{ article, revenue, sales, rank_in_store: i + 1, rank_overall: i + 1 },
      ...{ articles: all, articles_in_store: all },
    }),
  ),
  stores: [{ open_days }],
});

const before = makePeriod(
  [
    ["Tea", "2000.00", 1000],
    ["Milk", "1000.00", 1000],
    ["Rye", "900.00", 900],
    ["Cake", "100.00", 5],
  ],
  30,
  4,
);
const now = makePeriod(
  [
    ["Milk", "1500.00", 1500],
    ["Tea", "1000.00", 500],
    ["Rye", "610.00", 610],
    ["Plum", "500.00", 500],
  ],
  20,
  4,
);
const say = (messages: typeof en): string[] => describeArticleChanges(now, before, january, messages, false).map(plain);

test("articles rise and fall in money against as many open days; what changed by chance isn't listed", () => {
  const [heading, , table] = say(en);
  assert.equal(heading, "## Articles that rose and fell against January 2026");
  assert.deepEqual(table!.split("\n"), [
    "| Article | Revenue (€) | January 2026, at equal open days (€) | Change (€) | Change |",
    "| --- | ---: | ---: | ---: | ---: |",
    "| Milk | 1,500.00 | 666.67 | +833.33 | +125.0% |",
    "| Plum | 500.00 | 0.00 | +500.00 | – |",
    "| Tea | 1,000.00 | 1,333.33 | −333.33 | −25.0% |",
  ]);
});

test("days that are no month are named in the heading alone, so that their column stays narrow", () => {
  const days = parsePeriod("2025-12-22/2026-01-05")!;
  const head = (messages: typeof en): string =>
    plain(describeArticleChanges(now, before, days, messages, false)[2]!.split("\n")[0]!);
  assert.equal(head(en), "| Article | Revenue (€) | Before, at equal open days (€) | Change (€) | Change |");
  assert.match(head(de), /\| Davor, bei gleich vielen Öffnungstagen \(€\) \|/);
});

test("articles that are sold only in one of the periods are named", () => {
  assert.deepEqual(say(en).slice(3), [
    "New among the best, and not sold in January 2026: Plum.",
    "Among the best in January 2026, and no longer sold: Cake.",
  ]);
  assert.deepEqual(say(de).slice(3), [
    "Neu unter den umsatzstärksten und im Januar 2026 nicht verkauft: Plum.",
    "Im Januar 2026 unter den umsatzstärksten und jetzt nicht mehr verkauft: Cake.",
  ]);
});

test("where not all articles are known, one that isn't took at most what the last known one did, and isn't called new", () => {
  const many = (period: typeof now) => ({
    ...period,
    articles: period.articles.map((row) => ({ ...row, articles: 400, articles_in_store: 400 })),
  });
  const [, , table, ...others] = describeArticleChanges(many(now), many(before), january, en, false).map(plain);
  assert.match(table!, /^\| Plum \| 500\.00 \| ≤ 66\.67 \| ≥ \+433\.33 \| – \|$/m);
  assert.doesNotMatch(table!, /Cake/); // it took 66.67 then, and may take 500 now
  assert.deepEqual(others, [
    "Among the best now, and not in January 2026: Plum.",
    "Among the best in January 2026, and no longer: Cake.",
  ]);
});

test("without articles in one of the periods nothing is said, and where nothing changed, that", () => {
  assert.deepEqual(describeArticleChanges(now, { articles: [], stores: [] }, january, en, false), []);
  assert.deepEqual(describeArticleChanges(now, now, january, en, false).slice(1), [
    "None of the best articles of either period changed by more than chance explains.",
  ]);
});
