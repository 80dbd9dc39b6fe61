import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import * as charts from "@tillbook/charts";
import { makeMonthRows } from "../../charts/src/test-months.js";
import { readEvidence, takeEvidence } from "./evidence.js";

beforeEach(charts.startRecording);
afterEach(charts.stopRecording);

const name = (i: number): string => "abcdefghijklmnopqrstuvwxyz"[i % 26]!.repeat(1 + Math.floor(i / 26));
const list = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));
const cells = (i: number) => ({
  revenue: `${((i * 7919) % 900) - 20}.${String((i * 31) % 100).padStart(2, "0")}`,
  sales: (i % 9) + 1,
});

interface Shape {
  stores: number;
  months: number;
}

/** Lists what the house can show of made-up sales; names have no digits. */
function listOutputs({ stores, months }: Shape, messages: charts.Messages): unknown[] {
  const store = (i: number): string => name(i % stores);
  const ofMonths = makeMonthRows(
    list(months * stores, (i) => {
      const month = 2019 * 12 + Math.floor(i / stores);
      return { year: Math.floor(month / 12), month: (month % 12) + 1, store: store(i), ...cells(i) };
    }),
  );
  const ofHours = list(7 * 9 * stores, (i) => {
    return { hour: 8 + (i % 9), weekday: 1 + (Math.floor(i / 9) % 7), store: name(Math.floor(i / 63)), ...cells(i) };
  });
  const ofCashiers = list(30, (i) => ({ store: store(i), cashier: i === 29 ? "" : name(i), ...cells(i) }));
  const ofArticles = list(25 * stores, (i) => ({
    ...{ store: store(i), article: name(Math.floor(i / stores)), ...cells(i) },
    ...{ rank_in_store: 1 + Math.floor(i / stores), rank_overall: 1 + Math.floor(i / stores) },
  }));
  const data = {
    ...{ files: 2, rows: 5000, first_day: "2019-01-01", last_day: "2019-12-31", articles: 25, cashiers: 30 },
    ...{ without_time: 7, without_store: 0, without_article: 3, imported: 5000, rejected: 4 },
    ...{ refunds: 2, refunded: "-12.50", zeros: 1, duplicates: 9 },
  };
  const spellings = list(4, (i) => ({ kind: "store" as const, name: i < 2 ? "Ulm " : "ulm", sales: 10 - i }));
  const counted = list(2, (i) => ({ reason: name(i), row_count: 3 + i, cents: 1234 * (i + 1) }));
  const closings = [{ reason: "", row_count: 12, cents: 99_999 }];
  const tables = [ofMonths, ofHours, ofCashiers, ofArticles, [data], spellings, counted, closings];
  for (const [t, rows] of tables.entries()) charts.registerRows(rows as object[], `select ${t}`);
  return [
    charts.monthlySales(ofMonths, messages),
    charts.topArticles(ofArticles, messages, charts.rankStores(ofMonths), ofMonths),
    charts.salesPerCashier(ofCashiers, messages, charts.rankStores(ofCashiers)),
    charts.timeSales(ofHours, messages, charts.rankStores(ofHours)),
    charts.weekdayHours(ofHours, messages),
    charts.listRowCounts(data, counted, messages),
    [
      ...[charts.describeData(data, messages), charts.describeSpellings(spellings, messages)],
      charts.describeFiles([], counted, closings, messages),
      ...[charts.describeMonths(ofMonths, messages), charts.describeStores(ofMonths, messages)],
      ...[charts.describeArticles(ofArticles, charts.sum(ofMonths, "revenue"), messages)],
      charts.describeLeaders(ofArticles, messages),
      ...[charts.describeHours(ofHours, messages), charts.describeWeekdays(ofHours, messages)],
      charts.tabulateMonths(ofMonths, messages),
    ],
  ];
}

/** Texts of a figure that nobody reads. */
const settings =
  /\/(hovertemplate|name|.*color.*|family|bgcolor|type|textposition)$|\/(font|line|template|dark|legend)\//;

/** Lists the texts with digits that no evidence explains. */
function listUnexplained(output: unknown): string[] {
  const { data, metadata } = takeEvidence({ output });
  const { numbers } = readEvidence({ output_type: "display_data", metadata })!;
  const found: string[] = [];
  walk(data, "");
  for (const { at, how } of numbers)
    if ("unknown" in how || ("value" in how && how.value !== "0" && !at.includes("/ticktext/")))
      found.push(`${at}: ${JSON.stringify(how)}`);
  return found;

  function walk(value: unknown, at: string): void {
    if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, `${at}/${key}`);
    if (typeof value !== "string" || (settings.test(at) && !/\/meta\/(?!dark)|data\/\d+\/name$/.test(at))) return;
    const spans = numbers.filter((number) => number.at === at).map(({ span = [0, 0] }) => span);
    const rest =
      [...value].length === 0
        ? ""
        : spans.reduceRight((text, [start, end]) => text.slice(0, start) + text.slice(end), value);
    if (/\d/.test(rest.replace(/&#\d+;|<br>/g, ""))) found.push(`${at}: ${value}`);
  }
}

const shapes: Record<string, Shape> = {
  "few stores and months": { stores: 3, months: 12 },
  "many stores, quarters": { stores: 13, months: 30 },
  "one store, years": { stores: 1, months: 90 },
  "two stores, decades": { stores: 2, months: 300 },
};

test("every digit that the house shows is explained, in each language", () => {
  for (const [shape, size] of Object.entries(shapes))
    for (const messages of Object.values(charts.locales))
      for (const [i, output] of listOutputs(size, messages).entries())
        assert.deepEqual(listUnexplained(output), [], `${shape}, ${messages.language}, output ${i}`);
});

test("a number that is only typed is not explained", () => {
  assert.deepEqual(listUnexplained([`1,234 sales, ${charts.formatCount(5, charts.en)}`]), [
    "/output/0: 1,234 sales, 5",
    '/output/0: {"unknown":true}',
  ]);
});
