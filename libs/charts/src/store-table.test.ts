import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { storeGrowth } from "./store-growth.js";
import { areFewBars, storeMonths } from "./store-months.js";
import { explainStores, type StoreRow, type StoreRows, tabulateStores } from "./store-table.js";
import { makeMonthRows } from "./test-months.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

function makeStore(store: string, revenue: string, row: Partial<StoreRow> = {}): StoreRow {
  return {
    ...{ store, revenue, sales: 10, open_days: 10, first_day: "2026-02-01", last_day: "2026-02-28" },
    ...{ refunds: 0, refunded: "0.00", zero_sales: 0 },
    ...row,
  };
}

const data = { first: "2024-01-01", last: "2026-02-28", closedWeekdays: [] };
const february = { period: parsePeriod("2026-02")!, data };

const rows: StoreRows = {
  now: [makeStore("Ulm", "300.00"), makeStore("381", "200.00"), makeStore("Celle", "100.00", { open_days: 5 })],
  before: [
    makeStore("381", "400.00", { open_days: 20 }),
    makeStore("Ulm", "250.00", { open_days: 20 }),
    makeStore("Old", "90.00"),
  ],
  yearBefore: [],
  months: makeMonthRows([
    { year: 2026, month: 1, store: "Old", revenue: "90.00", sales: 9, first_day: "2024-03-01", last_day: "2026-01-09" },
    {
      year: 2026,
      month: 2,
      store: "Celle",
      revenue: "100.00",
      sales: 5,
      first_day: "2026-02-05",
      last_day: "2026-02-28",
    },
    { year: 2024, month: 3, store: "Ulm", revenue: "1.00", sales: 1, last_day: "2026-02-28" },
  ]),
};

test("a store's last twelve whole months are a line behind its figures; fewer than three are none", () => {
  const months = (n: number, store: string) =>
    Array.from({ length: n }, (_, i) => {
      const [year, month] = [2025 + Math.floor(i / 12), (i % 12) + 1];
      return { year, month, store, revenue: `${100 + i}.00`, sales: 9 };
    });
  const many: StoreRows = { ...rows, months: makeMonthRows([...months(14, "Ulm"), ...months(2, "Celle")]) };
  const [head, , ulm, other] = plain(
    tabulateStores({ ...february, data: { ...data, first: "2025-01-01" } }, many, en),
  ).split("\n");
  const cells = (line: string | undefined): string[] =>
    line!
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1);
  const place = cells(head).indexOf("By month");
  assert.deepEqual(cells(head).slice(place - 1), ["Against January 2026", "By month", "Remark"]);
  const svg = cells(ulm)[place]!;
  assert.equal(svg.match(/d="([^"]+)"/)?.[1]?.split("L").length, 12);
  assert.match(svg, /aria-label="Rising, highest in February 2026"/);
  assert.equal(cells(other)[place], "");
  assert.match(explainStores(february, many, en), / Lines are the revenue per open day of the last whole months/);
});

test("every store has its place and how it moved, its revenue per open day and the change; who opened or stopped is told", () => {
  assert.deepEqual(plain(tabulateStores(february, rows, en)).split("\n"), [
    "| Place | Store | Revenue (€) | Per open day (€) | Against January 2026 | Remark |",
    "| ---: | --- | ---: | ---: | ---: | --- |",
    "| 1 ↑1 | Ulm | 300.00 | 30.00 | +140.0% |  |",
    "| 2 ↓1 | Store 381 | 200.00 | 20.00 | 0.0% |  |",
    "| 3 new | Celle | 100.00 | 20.00 | – | opened 5 February 2026 |",
    "| – | Old | 0.00 | – | – | no sales since 9 January 2026 |",
    "| – | All | 600.00 | 24.00 | +62.2% |  |",
  ]);
  assert.equal(
    explainStores(february, rows, en),
    "Places are by revenue; arrows say how many places a store has moved since January 2026. Changes are those of revenue per open day.",
  );
  assert.match(
    plain(tabulateStores(february, rows, de)),
    /eröffnet am 5\. Februar 2026 .*keine Verkäufe seit 9\. Januar 2026/s,
  );
});

test("a month that the data has only in part is compared with nothing, and stores have shares instead", () => {
  const part = { ...february, data: { ...data, last: "2026-02-10" } };
  const [head, , first] = plain(tabulateStores(part, rows, en)).split("\n");
  assert.equal(head, "| Place | Store | Revenue (€) | Per open day (€) | Share | Remark |");
  assert.equal(first, "| 1 | Ulm | 300.00 | 30.00 | 50.0% |  |");
});

test("equal stores share a place, one of refunds only has no share of them, and sales without a store come before the sum", () => {
  const now = [
    makeStore("a", "100.00", { refunds: 1, refunded: "-25.00" }),
    makeStore("b", "100.00"),
    makeStore("c", "-5.00", { refunds: 1, refunded: "-5.00" }),
    makeStore("", "50.00"),
  ];
  const lines = plain(
    tabulateStores(
      { period: { ...data, name: "all", unit: "all" }, data },
      { now, before: [], yearBefore: [], months: [] },
      en,
    ),
  );
  assert.deepEqual(lines.split("\n").slice(2), [
    "| 1 | a | 100.00 | 10.00 | 40.8% | 20.0% |",
    "| 1 | b | 100.00 | 10.00 | 40.8% | 0.0% |",
    "| 3 | c | −5.00 | −0.50 | −2.0% | – |",
    "| – | (no store) | 50.00 | 5.00 | 20.4% | 0.0% |",
    "| – | All | 245.00 | 6.13 | 100.0% | 10.9% |",
  ]);
});

test("an average receipt is shown only of stores whose receipts can be told apart", () => {
  const now = [makeStore("a", "100.00", { receipts: 8 }), makeStore("b", "80.00", { receipts: 0 })];
  const lines = tabulateStores(february, { now, before: [], yearBefore: [], months: [] }, en).split("\n");
  assert.match(lines[0]!, /Average receipt \(€\)/);
  assert.match(lines[2]!, /\| 12\.50 \|$/);
  assert.match(lines[3]!, /\| – \|$/);
  assert.match(lines[4]!, /\| – \|$/);
});

test("a month is called a store's best or weakest of twelve whole ones per open day, and not where another equals it", () => {
  const makeMonths = (store: string, last: string, other = "100.00") =>
    makeMonthRows(
      Array.from({ length: 12 }, (_, i) => ({
        ...{
          year: i < 10 ? 2025 : 2026,
          month: ((i + 2) % 12) + 1,
          store,
          sales: 10,
          open_days: 10,
          first_day: "2024-01-02",
        },
        revenue: i === 11 ? last : i === 0 ? other : "100.00",
      })),
    ).map((row) => ({ ...row, last_day: "2026-02-27" }));
  const months = [...makeMonths("a", "120.00"), ...makeMonths("b", "90.00"), ...makeMonths("c", "120.00", "120.00")];
  const now = [makeStore("a", "120.00"), makeStore("b", "90.00"), makeStore("c", "120.00")];
  const lines = plain(tabulateStores(february, { now, before: [], yearBefore: [], months }, en)).split("\n");
  assert.deepEqual(
    lines.slice(2, 5).map((line) => line.split(" | ").at(-1)),
    ["best of 12 months |", " |", "weakest of 12 months |"],
  );
});

test("growth is drawn against size, of stores with sales in both periods", () => {
  const { data: traces, layout } = storeGrowth(february, rows, en)!;
  assert.equal(plain(layout.meta.title), "1 of 2 stores takes more per open day than in January 2026");
  assert.deepEqual((traces[0] as { y: number[] }).y, [2.4, 1]);
  assert.match(layout.meta.alt, /More than before: 1, less: 0\. .*: Ulm \(\+140\.0%\); Store 381 \(0\.0%\)/);
  assert.deepEqual(layout.meta.table.rows[0], ["Ulm", "30.00", "12.50", "+140.0%"]);
  assert.equal(storeGrowth({ ...february, data: { ...data, last: "2026-02-10" } }, rows, en), undefined);
});

const year = (stores: readonly string[]) =>
  makeMonthRows(
    stores.flatMap((store, s) =>
      Array.from({ length: 12 }, (_, m) => ({
        ...{
          year: 2025,
          month: m + 1,
          store,
          sales: 10,
          open_days: 10,
          revenue: `${(100 * (s + 1) * (m < 6 ? 1 : 2)).toFixed(2)}`,
        },
      })),
    ),
  );

test("the names of two stores that grow alike are above and below their points", () => {
  const twice = (some: StoreRows["now"]) => [
    ...some,
    ...some.filter(({ store }) => store === "Ulm").map((row) => ({ ...row, store: "Unna" })),
  ];
  const { data: traces } = storeGrowth(february, { ...rows, now: twice(rows.now), before: twice(rows.before) }, en)!;
  const { text, textposition } = traces[0] as Record<string, string[]>;
  const placeOf = (name: string) => textposition![text!.findIndex((own) => own.includes(name))];
  assert.deepEqual([placeOf("Ulm"), placeOf("Unna")], ["top center", "bottom center"]);
});

test("in a report of all the data, the later months are compared with as many before", () => {
  const months = year(["a", "b"]);
  const all = { period: { name: "all", unit: "all" as const, first: "2025-01-01", last: "2025-12-31" } };
  const scope = { ...all, data: { first: "2025-01-01", last: "2025-12-31", closedWeekdays: [] } };
  const { layout } = storeGrowth(scope, { now: [], before: [], yearBefore: [], months }, en)!;
  assert.match(layout.meta.title, /than in January to June 2025$/);
  assert.deepEqual(layout.meta.table.rows[1], ["a", "20.00", "10.00", "+100.0%"]);
});

test("of many stores and months the twelve largest have a line each, on one scale; months in part are left out", () => {
  const rows = year(Array.from({ length: 14 }, (_, i) => `s${String(i).padStart(2, "0")}`));
  assert.equal(areFewBars(rows), false);
  const { data: traces, layout } = storeMonths(rows, en, {
    first: "2025-01-10",
    last: "2025-12-31",
    closedWeekdays: [],
  })!;
  assert.equal(traces.length, 12);
  assert.equal(plain(layout.meta.title), "Revenue per open day of the 12 largest stores of 14, by month");
  assert.equal(layout.meta.table.rows.length, 11);
  assert.equal((traces[0] as { name: string }).name, "s13");
  assert.equal(storeMonths(year(["a"]), en), undefined);
  assert.equal(areFewBars(year(["a", "b"])), true);
});
