import assert from "node:assert/strict";
import { test } from "node:test";
import type { Figure } from "./figure.js";
import { de, en, type Messages } from "./locale/index.js";
import { monthlySales } from "./monthly-sales.js";
import { salesPerCashier } from "./sales-per-cashier.js";
import {
  describeArticles,
  describeData,
  describeLeaders,
  describeMonths,
  describeStores,
  listRowCounts,
} from "./sentences.js";
import { timeSales } from "./time-sales.js";
import { topArticles } from "./top-articles.js";
import { weekdayHours } from "./weekday-hours.js";
import { describeHours, describeWeekdays } from "./when.js";

// One of something, some, several that are equal, and nothing that differs: as it is read in English and in German.

function assertSaid(say: (messages: Messages) => string, english: string, german: string): void {
  assert.equal(say(en).replaceAll("\u00a0", " "), english);
  assert.equal(say(de).replaceAll("\u00a0", " "), german);
}

function assertShown(draw: (messages: Messages) => Figure, english: [string, string], german: [string, string]): void {
  for (const [i, field] of (["title", "alt"] as const).entries())
    assertSaid((messages) => draw(messages).layout.meta[field], english[i]!, german[i]!);
}

/** A row for each month from January 2025 on. */
const makeMonths = (...revenues: string[]) =>
  revenues.map((revenue, i) => ({ year: 2025, month: i + 1, store: "Ulm", revenue, sales: i + 1 }));
/** A row for each store, in order of the alphabet. */
const makeStores = (...revenues: string[]) =>
  revenues.map((revenue, i) => ({ year: 2025, month: 1, store: "ABCDE"[i]!, revenue, sales: i + 1 }));
/** A row for each cashier. */
const makeCashiers = (...revenues: string[]) =>
  revenues.map((revenue, i) => ({ store: "Ulm", cashier: ["Ada", "Ben", "Cem", "Dan"][i]!, revenue, sales: i + 1 }));
/** A row for each hour from 8:00 on and each weekday from Monday on. */
const makeTimes = (...revenues: string[]) =>
  revenues.map((revenue, i) => ({ hour: 8 + i, weekday: 1 + i, store: "Ulm", revenue, sales: i + 1 }));
/** A row for each article of one store. */
const makeArticles = (...revenues: string[]) =>
  revenues.map((revenue, i) => ({
    ...{ store: "Ulm", article: ["Tea", "Rum", "Gin", "Ale"][i]!, revenue, sales: i + 1 },
    ...{ rank_in_store: i + 1, rank_overall: i + 1 },
  }));

test("months: one, some, several strongest and weakest, all equal", () => {
  const say =
    (...revenues: string[]) =>
    (messages: Messages) =>
      describeMonths(makeMonths(...revenues), messages);
  assertSaid(
    say("5.00"),
    "The only month with sales is **January 2025**: €5.00 from 1 sale.",
    "Der einzige Monat mit Verkäufen ist **Januar 2025**: 5,00 € aus 1 Verkauf.",
  );
  assertSaid(
    say("5.00", "6.00"),
    "**February 2025** was the strongest month: €6.00, 20.0% more than in January 2025. The weakest was January 2025 with €5.00.",
    "**Februar 2025** war der stärkste Monat: 6,00 €, 20,0 % mehr als im Januar 2025. Der schwächste war Januar 2025 mit 5,00 €.",
  );
  assertSaid(
    say("6.00", "6.00", "4.00", "4.00"),
    "**January 2025 and February 2025** were the strongest months: €6.00 each. The weakest were March 2025 and April 2025 with €4.00 each.",
    "**Januar 2025 und Februar 2025** waren die stärksten Monate: je 6,00 €. Die schwächsten waren März 2025 und April 2025 mit je 4,00 €.",
  );
  assertSaid(
    say("0.00", "0.00"),
    "Revenue is the same in each of the 2 months: €0.00.",
    "Der Umsatz ist in jedem der 2 Monate gleich: 0,00 €.",
  );
  assertSaid(
    say("1000.00", "1000.01"),
    "**February 2025** was the strongest month: €1,000.01, about as much as in January 2025. The weakest was January 2025 with €1,000.00.",
    "**Februar 2025** war der stärkste Monat: 1.000,01 €, etwa so viel wie im Januar 2025. Der schwächste war Januar 2025 mit 1.000,00 €.",
  );
  assertSaid(
    say("0.00", "5.00"),
    "**February 2025** was the strongest month: €5.00. The weakest was January 2025 with €0.00.",
    "**Februar 2025** war der stärkste Monat: 5,00 €. Der schwächste war Januar 2025 mit 0,00 €.",
  );
  assertSaid(
    say("-1.00", "5.00"),
    "**February 2025** was the strongest month: €5.00. The weakest was January 2025 with −€1.00.",
    "**Februar 2025** war der stärkste Monat: 5,00 €. Der schwächste war Januar 2025 mit −1,00 €.",
  );
});

test("stores: one, some, several first and last, all equal, refunds only", () => {
  const say =
    (...revenues: string[]) =>
    (messages: Messages) =>
      describeStores(makeStores(...revenues), messages);
  assertSaid(
    say("5.00"),
    "The only store is **A**: €5.00 from 1 sale.",
    "Die einzige Filiale ist **A**: 5,00 € aus 1 Verkauf.",
  );
  assertSaid(
    say("6.00", "4.00"),
    "Of 2 stores, **A** has the highest revenue: €6.00, 60.0% of the total; B has the lowest: €4.00, 40.0% of the total.",
    "Von 2 Filialen hat **A** den höchsten Umsatz: 6,00 €, 60,0 % des Gesamtumsatzes; B liegt mit 4,00 € (40,0 %) an letzter Stelle.",
  );
  assertSaid(
    say("2.00", "3.00", "2.00", "3.00"),
    "Of 4 stores, **B and D** have the highest revenue: €3.00 and 30.0% of the total each; A and C have the lowest: €2.00 and 20.0% of the total each.",
    "Von 4 Filialen haben **B und D** den höchsten Umsatz: je 3,00 € und 30,0 % des Gesamtumsatzes; A und C liegen mit je 2,00 € (20,0 %) an letzter Stelle.",
  );
  assertSaid(
    say("0.00", "0.00", "0.00"),
    "Revenue is the same in each of the 3 stores: €0.00.",
    "Der Umsatz ist in jeder der 3 Filialen gleich: 0,00 €.",
  );
  assertSaid(
    say("-2.00", "-1.00"),
    "No store sells more than it takes back.",
    "Keine Filiale verkauft mehr, als sie zurücknimmt.",
  );
});

test("articles: one, some, several first, all equal, and the best of more", () => {
  const say =
    (cents: bigint, ...revenues: string[]) =>
    (messages: Messages) =>
      describeArticles(makeArticles(...revenues), cents, messages);
  assertSaid(
    say(500n, "5.00"),
    "The only article is **Tea**: €5.00 from 1 sale.",
    "Der einzige Artikel ist **Tea**: 5,00 € aus 1 Verkauf.",
  );
  assertSaid(
    say(1000n, "6.00", "4.00"),
    "**Tea** has the highest revenue: €6.00, 60.0% of the total.",
    "**Tea** hat den höchsten Umsatz: 6,00 €, 60,0 % des Gesamtumsatzes.",
  );
  assertSaid(
    say(2000n, "6.00", "6.00", "4.00"),
    "**Rum and Tea** have the highest revenue: €6.00 and 30.0% of the total each. The 3 best-selling articles account for 80.0% of the total.",
    "**Rum und Tea** haben den höchsten Umsatz: je 6,00 € und 30,0 % des Gesamtumsatzes. Auf die 3 umsatzstärksten Artikel entfallen 80,0 % des Gesamtumsatzes.",
  );
  assertSaid(
    say(0n, "0.00", "0.00"),
    "Revenue is the same for each of the 2 articles: €0.00.",
    "Der Umsatz ist bei jedem der 2 Artikel gleich: 0,00 €.",
  );
  assertSaid(
    say(-300n, "-1.00", "-2.00"),
    "No article brings in more than is taken back of it.",
    "Kein Artikel bringt mehr ein, als davon zurückgenommen wird.",
  );
});

test("the first article is first in every store, in some, or in none", () => {
  // Tea has 10.00 in A; in B it has what is given, and Rum 4.00
  const say = (tea: string) => (messages: Messages) => {
    const [first, second] = Number(tea) > 4 ? [1, 2] : [2, 1];
    const rows = [
      { store: "A", article: "Tea", revenue: "10.00", sales: 1, rank_in_store: 1, rank_overall: 1 },
      { store: "B", article: "Tea", revenue: tea, sales: 1, rank_in_store: first, rank_overall: 1 },
      { store: "B", article: "Rum", revenue: "4.00", sales: 1, rank_in_store: second, rank_overall: 2 },
    ];
    return describeArticles(rows, 0n, messages);
  };
  assertSaid(
    say("5.00"),
    "**Tea** has the highest revenue: €15.00. It is first in every store.",
    "**Tea** hat den höchsten Umsatz: 15,00 €. Der Artikel steht in jeder Filiale an erster Stelle.",
  );
  const inOne = [
    "**Tea** has the highest revenue: €14.00. It is first in 1 of 2 stores.",
    "**Tea** hat den höchsten Umsatz: 14,00 €. Der Artikel steht in 1 von 2 Filialen an erster Stelle.",
  ] as const;
  assertSaid(say("4.00"), ...inOne);
  assertSaid(
    (messages) => {
      const makeRow = (store: string, article: string, revenue: string, rank: number) => {
        return { store, article, revenue, sales: 1, rank_in_store: rank, rank_overall: article === "Tea" ? 1 : 2 };
      };
      const rows = ["A", "B", "C"].flatMap((store) => [
        makeRow(store, "Tea", "4.00", 2),
        makeRow(store, `Own ${store}`, "5.00", 1),
      ]);
      return describeArticles(rows, 0n, messages);
    },
    "**Tea** has the highest revenue: €12.00. It is first in none of the stores.",
    "**Tea** hat den höchsten Umsatz: 12,00 €. Der Artikel steht in keiner Filiale an erster Stelle.",
  );
});

test("of articles that share the first place it isn't said where they lead", () => {
  const [tea, rum] = makeArticles("5.00", "5.00");
  assertSaid(
    (messages) =>
      describeArticles([tea!, { ...rum!, store: "Bonn" }, { ...tea!, article: "Ale", revenue: "1.00" }], 0n, messages),
    "**Rum and Tea** have the highest revenue: €5.00 each.",
    "**Rum und Tea** haben den höchsten Umsatz: je 5,00 €.",
  );
});

test("an article that shares the first place of a store doesn't lead it", () => {
  const shared = makeArticles("5.00", "5.00", "1.00");
  const alone = [{ ...shared[0]!, store: "Bonn" }];
  assertSaid(
    (messages) => describeLeaders([...shared, ...alone], messages),
    "Best seller by store: Tea (1 store).",
    "Umsatzstärkster Artikel je Filiale: Tea (1 Filiale).",
  );
  assertSaid(
    (messages) => describeLeaders(shared, messages),
    "In no store is one article clearly ahead.",
    "In keiner Filiale steht ein Artikel allein an erster Stelle.",
  );
});

test("of nine articles that lead a store all are named, of ten the first eight", () => {
  const rows = Array.from({ length: 10 }, (_, i) => ({
    ...makeArticles("5.00")[0]!,
    store: `S${i}`,
    article: `A${i}`,
  }));
  const nine = Array.from({ length: 9 }, (_, i) => `A${i} (1 store)`);
  assertSaid(
    (messages) => describeLeaders(rows.slice(0, 9), messages),
    `Best seller by store: ${nine.join(", ")}.`,
    `Umsatzstärkster Artikel je Filiale: ${nine.join(", ").replaceAll("store", "Filiale")}.`,
  );
  assertSaid(
    (messages) => describeLeaders(rows, messages),
    `Best seller by store: ${nine.slice(0, 8).join(", ")}, and 2 other articles.`,
    `Umsatzstärkster Artikel je Filiale: ${nine.slice(0, 8).join(", ").replaceAll("store", "Filiale")} und 2 weitere Artikel.`,
  );
});

test("hours: one, some, several strongest and quietest, all equal, refunds only", () => {
  const say =
    (...revenues: string[]) =>
    (messages: Messages) =>
      describeHours(makeTimes(...revenues), messages);
  assertSaid(
    say("5.00"),
    "The only hour with sales is **8:00–9:00**: €5.00 from 1 sale.",
    "Die einzige Stunde mit Verkäufen ist **8–9 Uhr**: 5,00 € aus 1 Verkauf.",
  );
  assertSaid(
    say("6.00", "4.00"),
    "**8:00–9:00** is the strongest hour with €6.00, 60.0% of the total. The quietest is 9:00–10:00 with 40.0%.",
    "**8–9 Uhr** ist die stärkste Stunde mit 6,00 €, 60,0 % des Gesamtumsatzes. Die ruhigste ist 9–10 Uhr mit 40,0 %.",
  );
  assertSaid(
    say("2.00", "3.00", "3.00", "2.00"),
    "**9:00–10:00 and 10:00–11:00** are the strongest hours with €3.00 and 30.0% of the total each. The quietest are 8:00–9:00 and 11:00–12:00 with 20.0% each.",
    "**9–10 Uhr und 10–11 Uhr** sind die stärksten Stunden mit je 3,00 € und 30,0 % des Gesamtumsatzes. Die ruhigsten sind 8–9 Uhr und 11–12 Uhr mit je 20,0 %.",
  );
  assertSaid(
    say("5.00", "5.00"),
    "Revenue is the same in each of the 2 hours with sales: €5.00.",
    "Der Umsatz ist in jeder der 2 Stunden mit Verkäufen gleich: 5,00 €.",
  );
  assertSaid(
    say("-1.00", "-2.00"),
    "No more is sold than taken back.",
    "Es wird nicht mehr verkauft als zurückgenommen.",
  );
});

test("weekdays: one, some, several strongest, all equal, with and without closed ones", () => {
  const say =
    (...revenues: string[]) =>
    (messages: Messages) =>
      describeWeekdays(makeTimes(...revenues), messages);
  assertSaid(
    say("5.00"),
    "The only weekday with sales is **Monday**: €5.00 from 1 sale.",
    "Der einzige Wochentag mit Verkäufen ist **Montag**: 5,00 € aus 1 Verkauf.",
  );
  assertSaid(
    say("1.00", "1.00", "1.00", "1.00", "4.00", "2.00"),
    "**Friday** is the strongest day of the week with €4.00, 40.0% of the total. Nothing was sold on Sunday.",
    "**Freitag** ist der stärkste Wochentag mit 4,00 €, 40,0 % des Gesamtumsatzes. Am Sonntag wurde nichts verkauft.",
  );
  assertSaid(
    say("4.00", "4.00", "1.00", "1.00"),
    "**Monday and Tuesday** are the strongest days of the week with €4.00 and 40.0% of the total each. Nothing was sold on Friday, Saturday and Sunday.",
    "**Montag und Dienstag** sind die stärksten Wochentage mit je 4,00 € und 40,0 % des Gesamtumsatzes. Am Freitag, Samstag und Sonntag wurde nichts verkauft.",
  );
  assertSaid(
    say("1.00", "1.00", "1.00", "1.00", "1.00", "1.00", "1.00"),
    "Revenue is the same on each of the 7 weekdays with sales: €1.00.",
    "Der Umsatz ist an jedem der 7 Wochentage mit Verkäufen gleich: 1,00 €.",
  );
});

test("what was imported is counted, on one day or on more, with cashiers or without", () => {
  const complete = { without_time: 0, without_store: 0, without_article: 0 };
  const one = {
    files: 1,
    rows: 1,
    first_day: "2025-01-31",
    last_day: "2025-01-31",
    articles: 1,
    cashiers: 1,
    ...complete,
  };
  const more = {
    files: 2,
    rows: 1200,
    first_day: "2025-01-01",
    last_day: "2025-01-31",
    articles: 2,
    cashiers: 2,
    ...complete,
  };
  const counts = { imported: 1000, rejected: 200, refunds: 3, refunded: "-4.50", zeros: 5, duplicates: 6 };
  assertSaid(
    (messages) => describeData({ ...one, ...counts }, messages),
    "**1 sale** on 31 January 2025, read from 1 file: 1 article, sold by 1 cashier.",
    "**1 Verkauf** am 31. Januar 2025, gelesen aus 1 Datei: 1 Artikel, verkauft von 1 Kassenkraft.",
  );
  assertSaid(
    (messages) => describeData({ ...more, ...counts }, messages),
    "**1,200 sales** from 1 January 2025 to 31 January 2025, read from 2 files: 2 articles, sold by 2 cashiers.",
    "**1.200 Verkäufe** vom 1. Januar 2025 bis zum 31. Januar 2025, gelesen aus 2 Dateien: 2 Artikel, verkauft von 2 Kassenkräften.",
  );
  assertSaid(
    (messages) => describeData({ ...one, ...counts, cashiers: 0 }, messages),
    "**1 sale** on 31 January 2025, read from 1 file: 1 article. The files name no cashiers.",
    "**1 Verkauf** am 31. Januar 2025, gelesen aus 1 Datei: 1 Artikel. Die Dateien nennen keine Kassenkräfte.",
  );
  const listRows = (leftOut: { row_count: number }[], messages: Messages): string =>
    listRowCounts({ ...one, ...counts }, leftOut, messages)
      .map(({ label, value, note = "–" }) => `${label}: ${value} (${note})`)
      .join("; ");
  assertSaid(
    (messages) => listRows([], messages),
    "Rows in the files: 1,200 (1,000 imported, 200 rejected); Refunds: 3 (−€4.50); Sales of €0.00: 5 (–); Duplicate rows: 6 (–)",
    "Zeilen in den Dateien: 1.200 (1.000 importiert, 200 zurückgewiesen); Erstattungen: 3 (−4,50 €); Verkäufe über 0,00 €: 5 (–); Doppelte Zeilen: 6 (–)",
  );
  assert.match(
    listRows([{ row_count: 20 }, { row_count: 3 }], en),
    /^Rows in the files: 1,223 \(1,000 imported, 200 rejected, 23 left out\);/,
  );
});

test("the chart of months says what is strongest and largest, in title and text alternative", () => {
  assertShown(
    (messages) => monthlySales([...makeMonths("6.00", "4.00"), { ...makeStores("1.00")[0]!, store: "Bonn" }], messages),
    [
      "January 2025 was the strongest month; Ulm is the largest of 2 stores",
      "Grouped bars: revenue of 2 stores by month, January 2025 to February 2025. Total: €11. Highest: January 2025 with €7. Lowest: February 2025 with €4. Largest store: Ulm with €10.",
    ],
    [
      "Januar 2025 war der stärkste Monat, Ulm ist die größte von 2 Filialen",
      "Gruppierte Balken: Umsatz von 2 Filialen je Monat, Januar 2025 bis Februar 2025. Insgesamt 11 €. Höchster Umsatz: Januar 2025 mit 7 €. Niedrigster Umsatz: Februar 2025 mit 4 €. Größte Filiale: Ulm mit 10 €.",
    ],
  );
  assertShown(
    (messages) => monthlySales(makeStores("5.00", "5.00", "1.00"), messages),
    [
      "Revenue of 3 stores, January 2025",
      "Grouped bars: revenue of 3 stores by month, January 2025. Total: €11. Largest stores: A and B with €5 each.",
    ],
    [
      "Umsatz von 3 Filialen, Januar 2025",
      "Gruppierte Balken: Umsatz von 3 Filialen je Monat, Januar 2025. Insgesamt 11 €. Größte Filialen: A und B mit je 5 €.",
    ],
  );
  assertShown(
    (messages) => monthlySales(makeMonths("5.00", "5.00"), messages),
    [
      "Revenue of Ulm, January 2025 to February 2025",
      "Grouped bars: revenue of Ulm by month, January 2025 to February 2025. Total: €10.",
    ],
    [
      "Umsatz von Ulm, Januar 2025 bis Februar 2025",
      "Gruppierte Balken: Umsatz von Ulm je Monat, Januar 2025 bis Februar 2025. Insgesamt 10 €.",
    ],
  );
});

test("many stores are stacked, and years are years in every language", () => {
  const rows = Array.from({ length: 12 }, (_, i) => ({
    ...{ year: 2020 + (i % 5), month: 1, store: `S${i}`, revenue: `${100 - i}.00`, sales: 1 },
  }));
  assertShown(
    (messages) => monthlySales(rows, messages),
    [
      "2020 was the strongest year; S0 is the largest of 12 stores",
      "Stacked bars: revenue of 12 stores by year, 2020 to 2024. Total: €1.1k. Highest: 2020 with €285. Lowest: 2024 with €187. Largest store: S0 with €100.",
    ],
    [
      "2020 war das stärkste Jahr, S0 ist die größte von 12 Filialen",
      "Gestapelte Balken: Umsatz von 12 Filialen je Jahr, 2020 bis 2024. Insgesamt 1,1 Tsd. €. Höchster Umsatz: 2020 mit 285 €. Niedrigster Umsatz: 2024 mit 187 €. Größte Filiale: S0 mit 100 €.",
    ],
  );
  assert.match(
    monthlySales(rows, en)
      .data.map(({ name }) => name)
      .join(),
    /S4,7.other stores$/,
  );
  assert.match(
    monthlySales(rows, de)
      .data.map(({ name }) => name)
      .join(),
    /S4,7.weitere Filialen$/,
  );
  assert.match(
    monthlySales(rows.slice(0, 11), de)
      .data.map(({ name }) => name)
      .join(),
    /S4,6.weitere Filialen$/,
  );
});

test("a month between that has no sales is not the lowest", () => {
  const rows = makeMonths("6.00", "1.00", "4.00").filter(({ month }) => month !== 2);
  assert.match(monthlySales(rows, en).layout.meta.alt, /Lowest: March 2025 with €4\./);
});

test("the chart of articles says which is first, and lists some from highest to lowest", () => {
  assertShown(
    (messages) => topArticles(makeArticles("9.00", "6.00", "5.00", "4.00"), messages),
    [
      "Tea brings in the most: €9",
      "Bars: revenue of 4 articles. Total: €24. From highest to lowest: Tea €9, Rum €6, Gin €5 … Ale €4.",
    ],
    [
      "Tea bringt am meisten ein: 9 €",
      "Balken: Umsatz von 4 Artikeln. Insgesamt 24 €. Absteigend: Tea 9 €; Rum 6 €; Gin 5 € … Ale 4 €.",
    ],
  );
  const beyond = { ...makeArticles("1.00")[0]!, article: "Matches", rank_in_store: 21, rank_overall: 21 };
  assertShown(
    (messages) => topArticles([...makeArticles("6.00", "6.00", "5.00"), beyond], messages),
    [
      "Revenue of the 3 best-selling articles",
      "Bars: revenue of the 3 best-selling articles. Total: €17. From highest to lowest: Tea €6, Rum €6, Gin €5.",
    ],
    [
      "Umsatz der 3 umsatzstärksten Artikel",
      "Balken: Umsatz der 3 umsatzstärksten Artikel. Insgesamt 17 €. Absteigend: Tea 6 €; Rum 6 €; Gin 5 €.",
    ],
  );
  assertShown(
    (messages) => topArticles([...makeArticles("6.00", "6.00"), beyond], messages),
    ["Revenue of 2 articles", "Bars: revenue of 2 articles. Total: €12."],
    ["Umsatz von 2 Artikeln", "Balken: Umsatz von 2 Artikeln. Insgesamt 12 €."],
  );
  assertShown(
    (messages) => topArticles(makeArticles("6.00"), messages),
    ["Revenue of Tea", "Bars: revenue of Tea. Total: €6."],
    ["Umsatz von Tea", "Balken: Umsatz von Tea. Insgesamt 6 €."],
  );
});

test("the chart of cashiers says who took the most, and how many times the median where that is more", () => {
  assertShown(
    (messages) => salesPerCashier(makeCashiers("3.00", "9.00", "2.00"), messages),
    [
      "Ben in Ulm took the most: €9, 3.0 times the median",
      "Sorted bars: revenue of 3 cashiers in 1 store. Highest: Ben in Ulm with €9. Median: €3.",
    ],
    [
      "Ben in Ulm nahm am meisten ein: 9 €, das 3,0-Fache des Medians",
      "Sortierte Balken: Umsatz von 3 Kassenkräften in 1 Filiale. Höchster Umsatz: Ben in Ulm mit 9 €. Median: 3 €.",
    ],
  );
  assertShown(
    (messages) => salesPerCashier(makeCashiers("3.00", "3.00", "2.00"), messages),
    [
      "Revenue of 3 cashiers in 1 store",
      "Sorted bars: revenue of 3 cashiers in 1 store. Highest: Ada in Ulm and Ben in Ulm with €3 each. Median: €3.",
    ],
    [
      "Umsatz von 3 Kassenkräften in 1 Filiale",
      "Sortierte Balken: Umsatz von 3 Kassenkräften in 1 Filiale. Höchster Umsatz: Ada in Ulm und Ben in Ulm mit je 3 €. Median: 3 €.",
    ],
  );
  assertShown(
    (messages) => salesPerCashier(makeCashiers("3.00"), messages),
    ["Revenue of Ada in Ulm", "Sorted bars: revenue of Ada in Ulm. Median: €3."],
    ["Umsatz von Ada in Ulm", "Sortierte Balken: Umsatz von Ada in Ulm. Median: 3 €."],
  );
  const title = (...revenues: string[]): string => salesPerCashier(makeCashiers(...revenues), en).layout.meta.title;
  assert.equal(title("1.04", "1.00", "1.00"), "Ada in Ulm took the most: €1");
  assert.equal(title("1.05", "1.00", "1.00"), "Ada in Ulm took the most: €1, 1.1 times the median");
  assert.equal(title("9.00", "3.00"), "Ada in Ulm took the most: €9");
  assert.equal(title("9.00", "0.00", "0.00"), "Ada in Ulm took the most: €9");
});

test("beyond 21 cashiers the others are counted, and have an average", () => {
  const makeMany = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ store: "Ulm", cashier: `C${String(i).padStart(2, "0")}`, revenue: `${count - i}.00`, sales: 1 },
    }));
  assertShown(
    (messages) => salesPerCashier(makeMany(22), messages),
    [
      "C00 in Ulm took the most: €22, 1.9 times the median",
      "Sorted bars: revenue of 22 cashiers in 1 store. Highest: C00 in Ulm with €22. Median: €12. Average of the 2 others: €2.",
    ],
    [
      "C00 in Ulm nahm am meisten ein: 22 €, das 1,9-Fache des Medians",
      "Sortierte Balken: Umsatz von 22 Kassenkräften in 1 Filiale. Höchster Umsatz: C00 in Ulm mit 22 €. Median: 12 €. Durchschnitt der 2 übrigen: 2 €.",
    ],
  );
  const names = (count: number, messages: Messages): unknown =>
    salesPerCashier(makeMany(count), messages)
      .layout.meta.table.rows.slice(-2)
      .map((row) => row.slice(0, 2));
  assert.deepEqual(names(22, en), [
    ["2 others together", "all stores"],
    ["All", "all stores"],
  ]);
  assert.deepEqual(names(22, de), [
    ["2 übrige zusammen", "alle Filialen"],
    ["Summe", "alle Filialen"],
  ]);
  assert.deepEqual(names(21, en), [
    ["C20", "Ulm"],
    ["All", "all stores"],
  ]);
});

test("the charts of hours and weekdays say when sales peak", () => {
  const rows = makeTimes("2.00", "5.00", "3.00");
  assertShown(
    (messages) => timeSales(rows, messages),
    [
      "Sales peak between 9:00 and 10:00: 50.0% of the revenue",
      "Area: revenue of Ulm by hour of the day, from 8:00 to 11:00. Total: €10. Highest: 9:00–10:00 with €5, 50.0% of the total.",
    ],
    [
      "Zwischen 9 und 10 Uhr wird am meisten verkauft: 50,0 % des Umsatzes",
      "Fläche: Umsatz von Ulm nach Uhrzeit, von 8 bis 11 Uhr. Insgesamt 10 €. Höchster Umsatz: 9–10 Uhr mit 5 €, 50,0 % des Gesamtumsatzes.",
    ],
  );
  assertShown(
    (messages) => weekdayHours(rows, messages),
    [
      "Sales peak on Tuesday between 9:00 and 10:00: 50.0% of a week's revenue",
      "Heatmap: revenue per open day by weekday and hour of the day, in percent of a week's, from 8:00 to 11:00. Highest: Tuesday 9:00–10:00 with 50.0%. Lowest: Monday 8:00–9:00 with 20.0%.",
    ],
    [
      "Am Dienstag zwischen 9 und 10 Uhr wird am meisten verkauft: 50,0 % des Umsatzes einer Woche",
      "Heatmap: Umsatz je Öffnungstag nach Wochentag und Uhrzeit, in Prozent des Umsatzes einer Woche, von 8 bis 11 Uhr. Höchster Wert: Dienstag 9–10 Uhr mit 50,0 %. Niedrigster Wert: Montag 8–9 Uhr mit 20,0 %.",
    ],
  );
  const equal = makeTimes("5.00", "5.00", "0.00");
  assertShown(
    (messages) => timeSales(equal, messages),
    [
      "Revenue by hour of the day",
      "Area: revenue of Ulm by hour of the day, from 8:00 to 11:00. Total: €10. Highest: 8:00–9:00 and 9:00–10:00 with €5 and 50.0% of the total each.",
    ],
    [
      "Umsatz nach Uhrzeit",
      "Fläche: Umsatz von Ulm nach Uhrzeit, von 8 bis 11 Uhr. Insgesamt 10 €. Höchster Umsatz: 8–9 Uhr und 9–10 Uhr mit je 5 € und 50,0 % des Gesamtumsatzes.",
    ],
  );
  assertShown(
    (messages) => weekdayHours(equal, messages),
    [
      "Revenue by weekday and hour of the day, in percent of a week's",
      "Heatmap: revenue per open day by weekday and hour of the day, in percent of a week's, from 8:00 to 11:00. Highest: Monday 8:00–9:00 and Tuesday 9:00–10:00 with 50.0% each. Lowest: Wednesday 10:00–11:00 with 0.0%.",
    ],
    [
      "Umsatz nach Wochentag und Uhrzeit, in Prozent einer Woche",
      "Heatmap: Umsatz je Öffnungstag nach Wochentag und Uhrzeit, in Prozent des Umsatzes einer Woche, von 8 bis 11 Uhr. Höchster Wert: Montag 8–9 Uhr und Dienstag 9–10 Uhr mit je 50,0 %. Niedrigster Wert: Mittwoch 10–11 Uhr mit 0,0 %.",
    ],
  );
  assert.equal(
    timeSales(makeTimes("-2.00", "1.00"), de).layout.meta.title,
    "Zwischen 9 und 10\u00a0Uhr wird am meisten verkauft",
  );
  assert.equal(weekdayHours(makeTimes("-2.00", "1.00"), de).layout.meta.title, "Umsatz nach Wochentag und Uhrzeit");
});

test("where all are refunds, an hour or a day without sales is not the highest", () => {
  const rows = makeTimes("-2.00", "-1.00", "-3.00").filter(({ hour }) => hour !== 9);
  assert.match(timeSales(rows, en).layout.meta.alt, /Highest: 8:00–9:00 with −€2\.$/);
  assert.match(
    weekdayHours(rows, en).layout.meta.alt,
    /day from 8:00 to 11:00\. Highest: Monday 8:00–9:00 with −€2\. Lowest: Wednesday 10:00–11:00 with −€3\.$/,
  );
});
