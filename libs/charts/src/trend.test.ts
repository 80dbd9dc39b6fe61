import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { de, en } from "./locale/index.js";
import { makeMonthRows } from "./test-months.js";
import { trend } from "./trend.js";

const period = parsePeriod("2026-02")!;
const rows = makeMonthRows([
  {
    year: 2025,
    month: 11,
    store: "Ulm",
    revenue: "300.00",
    sales: 30,
    first_day: "2025-11-12",
    last_day: "2025-11-30",
  },
  { year: 2025, month: 12, store: "Ulm", revenue: "200.00", sales: 20, open_days: 10 },
  { year: 2026, month: 2, store: "Ulm", revenue: "100.00", sales: 10, open_days: 5 },
  { year: 2026, month: 2, store: "Köln", revenue: "50.00", sales: 5, open_days: 5 },
]);
const data = { first: "2025-11-12", last: "2026-12-31", closedWeekdays: [] };

interface DrawnBar {
  name: string;
  x: number[];
  y: number[];
  marker: { color: string; pattern?: { shape: string } };
  showlegend?: boolean;
}

test("the period has a colour of its own, months in part are hatched, and a month without sales keeps its place", () => {
  const figure = trend(rows, { period, data }, en);
  const bars = (figure.data as unknown as DrawnBar[]).map(({ name, x, y, marker, showlegend }) => [
    ...[name, x, y, marker.pattern?.shape, showlegend],
  ]);
  assert.deepEqual(bars, [
    ["Earlier months", [1, 2], [200, 0], undefined, undefined],
    ["Earlier months", [0], [300], "/", false],
    ["February 2026", [3], [150], undefined, undefined],
    ["only partly in the data", [0], [0], "/", true],
  ]);
  const [before, hatched, own] = figure.data as unknown as DrawnBar[];
  assert.equal(before!.marker.color, hatched!.marker.color);
  assert.notEqual(before!.marker.color, own!.marker.color);
  assert.deepEqual(figure.layout.meta.table.rows, [
    ["November 2025 (12 to 30)", "300.00", "20", "15.00", "30"],
    ["December 2025", "200.00", "10", "20.00", "20"],
    ["January 2026", "0.00", "0", "0.00", "0"],
    ["February 2026", "150.00", "10", "15.00", "15"],
  ]);
});

test("the text alternative names the period, and never a month in part as the highest or lowest", () => {
  assert.equal(
    trend(rows, { period, data }, en).layout.meta.alt,
    "Bars: revenue by month, November 2025 to February 2026. February 2026, in a colour of its own: €150. Highest: December 2025 with €200. Lowest: February 2026 with €150. Hatched, because only partly covered by the data: November 2025 (12 to 30).",
  );
  assert.equal(
    trend(rows, { period, data }, de).layout.meta.alt.replaceAll("\u00a0", " "),
    "Balken: Umsatz je Monat, November 2025 bis Februar 2026. Februar 2026, in eigener Farbe: 150 €. Höchster Umsatz: Dezember 2025 mit 200 €. Niedrigster Umsatz: Februar 2026 mit 150 €. Schraffiert, da nur teilweise erfasst: November 2025 (12. bis 30.).",
  );
});

test("a month that the period cuts is one in part", () => {
  const figure = trend(rows, { period: parsePeriod("2026-02-01/2026-02-05")!, data }, en);
  assert.match(figure.layout.meta.alt, /by the data: November 2025 \(12 to 30\) and February 2026 \(1 to 5\)\.$/);
});

test("the bars of a period that begins within a month are named by the days that they show", () => {
  const { data: traces, layout } = trend(rows, { period: parsePeriod("2026-02-10/2026-02-14")!, data }, en);
  assert.ok((traces as unknown as DrawnBar[]).some(({ name }) => name === "1 to 14 February 2026"));
  assert.match(layout.meta.alt, / 1 to 14 February 2026, in a colour of its own: €150\./);
});
