import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import type { ReportScope } from "./comparison.js";
import { de, en, type Messages } from "./locale/index.js";
import { describeArticles, describeData, listRowCounts } from "./sentences.js";
import { topArticles } from "./top-articles.js";
import { describeWeekdays } from "./when.js";

// What the report of a period or a store says of its part of the data.

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const data = { first: "2025-01-02", last: "2026-03-31", closedWeekdays: [7] };
const ofPeriod: ReportScope = { period: parsePeriod("2026-02")!, data, store: undefined };
const ofStore: ReportScope = { ...ofPeriod, store: "Ulm" };

const imported = {
  ...{ files: 12, rows: 900, first_day: "2026-02-02", last_day: "2026-02-28", articles: 70, articles_in_store: 40 },
  ...{ cashiers: 5, without_time: 0, without_store: 0, without_article: 0, imported: 20_000, rejected: 1 },
  ...{ refunds: 3, refunded: "-12.50", zeros: 1, duplicates: 4 },
};

test("a period's rows are told apart from those of all the files", () => {
  const say = (scope: ReportScope, messages: Messages): string => plain(describeData(imported, messages, scope));
  assert.equal(
    say(ofPeriod, en),
    "**900 sales** from 2 February 2026 to 28 February 2026: 70 articles, sold by 5 cashiers. The data as a whole covers 2 January 2025 to 31 March 2026 and was read from 12 files; 1 row was rejected.",
  );
  assert.equal(
    say(ofPeriod, de),
    "**900 Verkäufe** vom 2. Februar 2026 bis zum 28. Februar 2026: 70 Artikel, verkauft von 5 Kassenkräften. Insgesamt umfassen die Daten die Zeit vom 2. Januar 2025 bis zum 31. März 2026 und stammen aus 12 Dateien; 1 Zeile wurde zurückgewiesen.",
  );
  assert.match(say(ofStore, en), /: 40 articles, sold by 5 cashiers\./);
});

test("of a part of the data only its own refunds and zeros are counted, not the rows of files", () => {
  const labels = (scope: ReportScope | undefined): string[] =>
    listRowCounts(imported, [], en, scope).map(({ label }) => label);
  assert.deepEqual(labels(ofPeriod), ["Refunds", "Sales of €0.00"]);
  const all = { ...ofPeriod, period: { ...ofPeriod.period, unit: "all" as const } };
  assert.deepEqual(labels(all), labels(undefined));
  assert.deepEqual(labels(all), ["Rows in the files", "Refunds", "Sales of €0.00", "Duplicate rows"]);
});

test("a weekday that isn't among the days is not said to be without sales", () => {
  const rows = [2, 4].map((weekday) => ({ hour: 9, weekday, store: "Ulm", revenue: `${weekday}.00`, sales: 1 }));
  const say = (first: string, last: string, messages: Messages): string =>
    plain(describeWeekdays(rows, messages, { first, last }));
  // Tuesday to Thursday
  assert.match(
    say("2026-02-03", "2026-02-05", en),
    /Nothing was sold on Wednesday\. Not in the data: Monday, Friday, Saturday and Sunday\.$/,
  );
  assert.doesNotMatch(say("2026-02-03", "2026-02-03", en), /Nothing was sold/);
  assert.match(
    say("2026-02-02", "2026-02-28", de),
    /Am Montag, Mittwoch, Freitag, Samstag und Sonntag wurde nichts verkauft\.$/,
  );
});

test("the articles of an only store are those of its own ranks", () => {
  const rows = ["Tea", "Rum"].map((article, i) => ({
    ...{ store: "Ulm", article, revenue: `${9 - i}.00`, sales: 1, rank_in_store: i + 1, rank_overall: 40 - 20 * i },
  }));
  assert.deepEqual(
    topArticles(rows, en).layout.meta.table.rows.map(([name]) => name),
    ["Tea", "Rum", "All"],
  );
  assert.match(
    describeArticles(rows, 1700n, en),
    /^\*\*Tea\*\* has the highest revenue: €9\.00, 52\.9% of the total\./,
  );
});
