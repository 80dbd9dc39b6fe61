import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en, locales, type Messages } from "@tillbook/charts";
import type { Provenance, ShownTable } from "@tillbook/provenance";
import type { ArchivedReport } from "./archive.js";
import { describeRestated, findRestated, type Restated, renderRestated, renderRestatedNotice } from "./restated.js";

const origin = { commit: "c1", tree: "clean", lockfiles: {}, versions: {} } as const;
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

interface Content {
  months: Record<string, [sales: number, cents: number]>;
  files?: [name: string, sha256: string, rows: number][];
  last?: string;
  tables?: ShownTable[];
  language?: string;
}

function make({ months, files = [], last = "2026-12-31", tables, language = "en" }: Content): Provenance {
  const sums = Object.entries(months).map(([month, [sales, cents]]) => [month, { sales, amount_cents: String(cents) }]);
  const listed = files.map(([name, sha256, rows]) => ({ name, sha256, rows, amount_cents: String(rows * 100) }));
  return {
    checksum: "",
    format: 1,
    language,
    origin,
    manifests: {
      import: { files: listed, first_day: "2026-01-01", last_day: last },
      plot: { months: Object.fromEntries(sums) },
    },
    lines: [],
    colors: {},
    charts: {},
    ...(tables && { tables }),
  };
}

function compare(was: Content, is: Content, messages: Messages = en): Restated | undefined {
  const provenance = make(was);
  const lastDay = String(provenance.manifests["import"]?.["last_day"]);
  const before: ArchivedReport = {
    folder: "all/x",
    provenance,
    receipt: { last_day: lastDay, commit: "c1", checksums: {} },
  };
  return findRestated(before, { ...make(is), tables: is.tables ?? [] }, messages, locales);
}

function say(was: Content, is: Content, messages: Messages = en): string[] {
  const restated = compare(was, is, messages);
  return restated === undefined ? [] : describeRestated(restated, messages).map(plain);
}

const january = (cents: number, rows: number, sha256 = `${cents}`): Content => ({
  months: { "2026-01": [rows, cents] },
  files: [
    ["a.csv", `a${sha256}`, 100],
    ["b.csv", `b${sha256}`, rows - 100],
  ],
});

test("a month is said with both sums and the files that are the cause, in both languages", () => {
  const [was, is] = [january(83_375_901, 40_000), january(84_100_210, 41_204)];
  assert.deepEqual(say(was, is), [
    "January 2026 was €833,759.01, is now €841,002.10: 2 files corrected, 1,204 more rows.",
  ]);
  assert.deepEqual(say(was, is, de), [
    "Januar 2026: bisher 833.759,01 €, jetzt 841.002,10 €: 2 Dateien berichtigt, 1.204 Zeilen mehr.",
  ]);
  assert.deepEqual(say(was, was), []);
});

test("one of something, fewer rows, as many rows, and no cause at all", () => {
  const one = (cents: number, sha256: string, rows: number): Content => ({
    months: { "2026-01": [5, cents] },
    files: [["a.csv", sha256, rows]],
  });
  assert.deepEqual(say(one(100, "1", 2), one(200, "2", 1)), [
    "January 2026 was €1.00, is now €2.00: 1 file corrected, 1 row fewer.",
  ]);
  assert.deepEqual(say(one(100, "1", 1), one(-200, "2", 1)), [
    "January 2026 was €1.00, is now −€2.00: 1 file corrected, 1 row, as many as before.",
  ]);
  assert.deepEqual(say(one(100, "1", 1), one(200, "1", 1)), ["January 2026 was €1.00, is now €2.00."]);
  assert.deepEqual(say(one(100, "1", 2), one(200, "2", 1), de), [
    "Januar 2026: bisher 1,00 €, jetzt 2,00 €: 1 Datei berichtigt, 1 Zeile weniger.",
  ]);
});

test("a month with the same revenue and another count says the counts", () => {
  const was = { months: { "2026-01": [5, 100] } } satisfies Content;
  assert.deepEqual(say(was, { months: { "2026-01": [6, 100] } }), ["January 2026 had 5 sales, now has 6."]);
});

test("many months are counted, and the one that changed most is named", () => {
  const months = (by: number): Content => ({
    months: Object.fromEntries([1, 2, 3, 4].map((m) => [`2026-0${m}`, [1, 100 + m * by]])),
  });
  assert.deepEqual(say(months(0), months(1)), [
    "4 months have changed since the report of data up to 31 December 2026, most of all: April 2026 was €1.00, is now €1.04.",
  ]);
  assert.equal(
    say(months(0), months(1), de)[0]?.startsWith(
      "Seit dem Bericht mit Daten bis zum 31. Dezember 2026 haben sich 4 Monate geändert",
    ),
    true,
  );
});

test("a month that the earlier data reached in part says so, and is not on the cover", () => {
  const was: Content = { months: { "2026-01": [5, 500], "2026-02": [1, 100] }, last: "2026-02-14" };
  const is: Content = { months: { "2026-01": [5, 500], "2026-02": [2, 300], "2026-03": [1, 1] } };
  const restated = compare(was, is)!;
  assert.deepEqual(describeRestated(restated, en), [
    "February 2026 was €1.00, is now €3.00 (the data then ended on 14 February 2026).",
  ]);
  assert.equal(renderRestatedNotice(restated, en), undefined);
  assert.match(
    String(renderRestatedNotice(compare(january(1, 200), january(2, 200))!, en)),
    /<strong>Restated\.<\/strong> January/,
  );
});

const table = (cell: string, language = "en"): ShownTable => ({
  section: "sales",
  title: language === "de" ? "Verkäufe" : "Sales",
  name: "sales",
  columns: language === "de" ? ["Filiale", "Umsatz (€)"] : ["Store", "Revenue (€)"],
  rows: [["Ulm", cell]],
});

test("where the months are as they were, other numbers are counted, also against a report in another language", () => {
  const was: Content = { months: { "2026-01": [5, 500] }, tables: [table("1,000.50")] };
  const is: Content = { ...was, tables: [table("1,000.75")] };
  assert.deepEqual(say(was, is), ["The monthly totals are unchanged, but another number has changed."]);
  const german: Content = { ...was, tables: [table("1.000,50", "de")], language: "de" };
  assert.deepEqual(say(german, was), []);
  assert.deepEqual(compare(german, is)?.sections, [{ title: "Sales", count: 1 }]);
});

test("numbers that differ because the data is longer are no news", () => {
  const was: Content = { months: { "2026-01": [5, 500] }, tables: [table("1.00")], last: "2026-01-31" };
  assert.deepEqual(say(was, { months: { "2026-01": [5, 500], "2026-02": [1, 1] }, tables: [table("2.00")] }), []);
});

test("the chapter has the months where there are several, and a row for each file, names escaped", () => {
  const months = (cents: number): Content => ({
    months: { "2026-01": [1, cents], "2026-02": [1, cents] },
    files: [["<a>.csv", `${cents}`, 1]],
  });
  const { id, body } = renderRestated(compare(months(100), months(250))!, en);
  assert.equal(id, "restated");
  const text = String(body);
  assert.match(text, /<caption>What has changed since the last report<\/caption>/);
  assert.match(
    text,
    /<th scope="row" class="left">January 2026<\/th><td class="right">1\.00<\/td><td class="right">2\.50<\/td><td class="right">\+1\.50<\/td>/,
  );
  assert.match(text, /&lt;a&gt;\.csv<\/th><td class="left">corrected<\/td>/);
});
