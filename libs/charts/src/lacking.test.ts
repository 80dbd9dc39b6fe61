import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "./locale/index.js";
import { monthlySales } from "./monthly-sales.js";
import { salesPerCashier } from "./sales-per-cashier.js";
import { describeArticles, describeData, describeLeaders, describeStores } from "./sentences.js";
import { timeSales } from "./time-sales.js";
import { topArticles } from "./top-articles.js";
import { weekdayHours } from "./weekday-hours.js";
import { describeHours, describeWeekdays } from "./when.js";

// Sales of files that lack columns: an empty store or article, and hour -1.

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const month = (store: string, revenue: string) => ({ year: 2026, month: 3, store, revenue, sales: 1 });
const hour = (at: number, revenue: string) => ({ hour: at, weekday: 1, store: "Nord", revenue, sales: 2 });
const article = (name: string, store: string, revenue: string, rank: number) => ({
  ...{ store, article: name, revenue, sales: 1 },
  ...{ rank_in_store: rank, rank_overall: rank },
});

test("without stores no sentence, title or legend speaks of one", () => {
  const rows = [month("", "5.00"), { ...month("", "7.00"), month: 4 }];
  const figure = monthlySales(rows, en);
  const { title, alt, table } = figure.layout.meta;
  assert.equal(title, "April 2026 was the strongest month");
  assert.match(alt, /^Grouped bars: revenue by month, March 2026 to April 2026\. Total: €12\./);
  assert.deepEqual(
    table.columns.map(({ label }) => label),
    ["Month", "Revenue (€)", "All (€)"],
  );
  assert.equal(figure.layout["showlegend"], false);
  assert.equal(describeStores(rows, en), "The files name no stores, so there are none to compare.");
  assert.equal(monthlySales([month("", "5.00")], de).layout.meta.title, "Umsatz, März 2026");
});

test("sales without a store stand beside those of stores, are not counted as one, and are not compared", () => {
  const rows = [month("Nord", "5.00"), month("Süd", "4.00"), month("", "9.00")];
  const { meta } = monthlySales(rows, en).layout;
  assert.equal(plain(meta.title), "Nord is the largest of 2 stores");
  assert.deepEqual(
    meta.table.columns.map(({ label }) => label),
    [...["Month", "(no store) (€)", "Nord (€)", "Süd (€)", "All (€)"]],
  );
  assert.equal(
    plain(describeStores(rows, en)),
    "Of 2 stores, **Nord** has the highest revenue: €5.00, 27.8% of the total; Süd has the lowest: €4.00, 22.2% of the total. A further €9.00 from 1 sale has no store in the files and is not compared here.",
  );
});

test("without times the hours are not compared, the weekdays are, and no chart of hours is drawn", () => {
  const rows = [hour(-1, "5.00"), { ...hour(-1, "3.00"), weekday: 2 }];
  assert.equal(describeHours(rows, en), "The files have no times of day, so there are no hours to compare.");
  assert.match(describeWeekdays(rows, en), /^\*\*Monday\*\* is the strongest day of the week with €5\.00/);
  assert.throws(() => timeSales(rows, en), /expected at least one row to draw/);
  assert.throws(() => weekdayHours(rows, en), /expected at least one row to draw/);
});

test("sales without a time are told beside those with one, and are in no chart of hours", () => {
  const rows = [hour(9, "5.00"), hour(10, "3.00"), hour(-1, "2.50")];
  for (const figure of [timeSales(rows, en), weekdayHours(rows, en)]) {
    assert.match(figure.layout.meta.alt, /from 9:00 to 11:00\./);
    assert.equal(figure.layout.meta.table.rows.at(-1)?.at(-1), "8.00");
  }
  assert.match(
    plain(describeHours(rows, de)),
    /^\*\*9–10 Uhr\*\* ist die stärkste Stunde mit 5,00 €, 62,5 % .* Weitere 2,50 € aus 2 Verkäufen haben in den Dateien keine Uhrzeit/,
  );
});

test("sales without an article have no bar and lead no store", () => {
  const rows = [article("", "Nord", "9.00", 1), article("Tee", "Nord", "5.00", 2), article("Brot", "Nord", "4.00", 3)];
  const { meta } = topArticles(rows, en).layout;
  assert.deepEqual(
    meta.table.rows.map(([name, , all]) => [name, all]),
    [
      ...[
        ["Tee", "5.00"],
        ["Brot", "4.00"],
        ["All other articles", "9.00"],
        ["All", "18.00"],
      ],
    ],
  );
  assert.match(describeArticles(rows, 1800n, en), /^\*\*Tee\*\* has the highest revenue/);
  assert.equal(describeLeaders(rows, en), "In no store is one article clearly ahead.");
});

test("articles without stores have plain bars, and nothing is said of stores", () => {
  const rows = [article("Tee", "", "5.00", 1), article("Brot", "", "4.00", 2)];
  assert.match(topArticles(rows, en).layout.meta.alt, /^Bars: revenue of 2\u00a0articles\./);
  assert.doesNotMatch(describeArticles(rows, 900n, en), /store/);
  assert.equal(describeLeaders(rows, en), "");
});

test("a cashier whose store is not known has no store", () => {
  const rows = ["Ada", "Bo", "Cy"].map((cashier, i) => ({ store: "", cashier, revenue: `${9 - i}.00`, sales: 1 }));
  const { title, alt, table } = salesPerCashier(rows, en).layout.meta;
  assert.equal(title, "Ada took the most: €9, 1.1 times the median");
  assert.match(plain(alt), /^Sorted bars: revenue of 3 cashiers\./);
  assert.deepEqual(
    table.rows.map(([, where]) => where),
    ["–", "–", "–", ""],
  );
});

test("the data section says what the files lack, all of them or some", () => {
  const data = {
    ...{ files: 1, rows: 3, first_day: "2026-03-01", last_day: "2026-03-01", articles: 0, cashiers: 0 },
    ...{ imported: 3, rejected: 0, refunds: 0, refunded: "0.00", zeros: 0, duplicates: 0 },
    ...{ without_time: 3, without_store: 2, without_article: 3 },
  };
  assert.equal(
    plain(describeData(data, en)),
    "**3 sales** on 1 March 2026, read from 1 file. The files have no times of day, no articles and no cashiers; whatever needs them is left out of this report. In the files, 2 sales have no store.",
  );
  assert.equal(
    plain(describeData({ ...data, without_time: 1, without_article: 0, articles: 1 }, de)),
    "**3 Verkäufe** am 1. März 2026, gelesen aus 1 Datei: 1 Artikel. Die Dateien nennen keine Kassenkräfte. In den Dateien fehlt bei 1 Verkauf die Uhrzeit und bei 2 Verkäufen die Filiale.",
  );
});
