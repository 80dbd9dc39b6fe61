import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  averageAmount,
  type Drill,
  de,
  en,
  formatAmount,
  formatCount,
  formatShare,
  inCurrency,
  listDrill,
  type Messages,
  type MonthRow,
  quantity,
  tabulateGrowth,
  tabulateStores,
} from "@tillbook/charts";
import { parsePeriod } from "@tillbook/pipeline";
import { renderDrill } from "./render-drill.js";

interface Formats {
  readCents: (value: number) => bigint;
  count: (value: bigint) => string;
  amount: (cents: bigint) => string;
  share: (a: bigint, b: bigint) => string;
}

interface DrillTable {
  title: string;
  heads: string[];
  rows: { link: string; name: string; figures: string[] }[];
  sum: string[];
}

interface Tables {
  stores: { id: string; of: Map<number, unknown> }[];
  months: { id: string }[];
  ofStore: (store: unknown) => DrillTable;
  ofMonth: (month: unknown) => DrillTable;
}

interface Script {
  makeFormats: (data: unknown) => Formats;
  makeTables: (data: unknown) => Tables;
}

const source = await readFile(join(import.meta.dirname, "drill.js"), "utf8");

/** The page's script, without a page. */
function readScript(): Script {
  const window: { tillbook: { drill?: Script } } = { tillbook: {} };
  new Function("window", source)(window);
  return window.tillbook.drill!;
}

/** What the page has inside. */
function embed(drill: Drill, messages: Messages): unknown {
  const page = String(
    renderDrill([{ name: "a", title: "A", blocks: [{ kind: "drill", drill }], sources: [] }], messages),
  );
  return JSON.parse(/id="drill-sums">(.*?)<\/script>/.exec(page)![1]!);
}

/** Whole numbers that are always the same. */
function makeRandom(): (below: number) => number {
  let state = 7;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const random = makeRandom();
const data = { first: "2024-01-01", last: "2025-03-09", closedWeekdays: [] };
const pad = (number: number): string => String(number).padStart(2, "0");
const rows: MonthRow[] = Array.from({ length: 15 * 7 }, (_, i): MonthRow => {
  const [year, month] = [2024 + Math.floor(i / 84), 1 + (Math.floor(i / 7) % 12)];
  const [cents, days] = [random(9_000_000), year === 2025 && month === 3 ? 8 : 20 + random(8)];
  return {
    ...{ year, month, store: `Store ${"ABCDEFG"[i % 7]}`, revenue: `${Math.floor(cents / 100)}.${pad(cents % 100)}` },
    ...{
      sales: 900,
      receipts: 1 + random(900),
      open_days: days,
      refunds: 3,
      refunded: `-${random(900)}.${pad(random(100))}`,
    },
    ...{ first_day: `${year}-${pad(month)}-01`, last_day: `${year}-${pad(month)}-${pad(days)}`, zero_sales: 0 },
  };
}).filter((_, i) => i !== 9);

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const readTable = (markdown: string): string[][] =>
  plain(markdown)
    .split("\n")
    .map((line) => line.slice(2, -2).split(" | "));

test("numbers are written as the tables of the report write them, in each language and currency", () => {
  for (const messages of [
    en,
    de,
    ...["JPY", "KWD", "CHF"].flatMap((code) => [inCurrency(en, code), inCurrency(de, code)]),
  ]) {
    const embedded = embed({ months: [], stores: [] }, messages);
    const formats = readScript().makeFormats(embedded);
    const { scale } = messages.numbers.currency;
    for (let i = 0; i < 500; i++) {
      const [cents, n] = [BigInt(random(2_000_000_000) - 1_000_000_000), 1 + random(5000)];
      const amount = quantity(cents).over(10 ** scale);
      assert.equal(formats.readCents(Number(amount)), cents);
      assert.equal(formats.amount(cents), formatAmount(cents, messages));
      assert.equal(formats.count(BigInt(n)), formatCount(n, messages));
      assert.equal(formats.share(cents, 0n), formatShare(cents, 0, messages));
      assert.equal(formats.share(cents, BigInt(n) * 1_000_000n), formatShare(cents, n * 1_000_000, messages));
    }
  }
});

test("the table of a store, and that of a month, have the sums and changes of the tables of growth and stores", () => {
  for (const messages of [en, de])
    for (const name of ["2025-03", "2025-02", "2024-06"]) {
      const period = parsePeriod(name)!;
      const until = rows.filter(({ year, month }) => `${year}-${pad(month)}` <= name);
      const tables = readScript().makeTables(embed(listDrill(until, { period, data }, messages)!, messages));
      const growth = readTable(tabulateGrowth(until, { period, data }, messages));
      for (const [i, [month, openDays, revenue, perDay, before, yearBefore]] of growth.slice(2).entries()) {
        const table = tables.ofMonth(tables.months[tables.months.length - growth.length + 2 + i]);
        assert.equal(table.title, `${month}, ${messages.drill.ofMonth.slice(4)}`);
        assert.deepEqual(table.sum.map(plain).slice(1, growth[0]!.length > 5 ? 6 : 5), [
          revenue,
          openDays,
          perDay,
          before,
          ...(growth[0]!.length > 5 ? [yearBefore] : []),
        ]);
        assert.equal(table.heads.length, table.sum.length);
      }
      const of = (year: number, month: number): MonthRow[] =>
        rows.filter((row) => row.year === year && row.month === month);
      const [year, month] = name.split("-").map(Number) as [number, number];
      const asStores = (some: MonthRow[]) =>
        some.map((row) => ({ ...row, refunds: 3, zero_sales: 0, receipts: row.receipts! }));
      const stores = readTable(
        tabulateStores(
          { period, data },
          {
            now: asStores(of(year, month)),
            before: asStores(month === 1 ? of(year - 1, 12) : of(year, month - 1)),
            yearBefore: asStores(of(year - 1, month)),
            months: until,
          },
          messages,
        ),
      );
      const column = (table: string[][], label: string): number => table[0]!.indexOf(label);
      const table = tables.ofMonth(tables.months.at(-1));
      for (const [label, head] of [
        [messages.numbers.inMoney(messages.labels.revenue, "€"), undefined],
        [messages.numbers.inMoney(messages.labels.perOpenDay, "€"), undefined],
        [messages.numbers.inMoney(messages.receipts.average, "€"), undefined],
        [messages.storeTable.refunded, undefined],
        ...(name === "2025-03"
          ? []
          : [[stores[0]!.find((text) => text.includes("2025") || text.includes("2024"))!, messages.drill.monthBefore]]),
      ] as const) {
        const [there, here] = [column(stores, label), table.heads.indexOf(head ?? label) - 1];
        assert.ok(there > 0 && here >= 0, label);
        assert.deepEqual(
          table.rows.map(({ name, figures }) => [name, plain(figures[here]!)]),
          stores.slice(2, -1).map((cells) => [cells[1], cells[there]]),
          `${name} ${label}`,
        );
      }
    }
});

test("a store's months add up to what it took, and its receipts to none where those of one month can't be told apart", () => {
  const period = parsePeriod("2024")!;
  const year = rows.filter((row) => row.year === 2024 && row.store !== "Store G");
  const untold = year.map((row) => (row.store === "Store A" && row.month === 5 ? { ...row, receipts: 0 } : row));
  const tables = readScript().makeTables(embed(listDrill(untold, { period, data }, en)!, en));
  for (const store of tables.stores) {
    const { sum, rows: months } = tables.ofStore(store);
    const own = year.filter((row) => row.store === store.id);
    const revenue = own.reduce((all, row) => all.plus(quantity(row, "revenue")), quantity(0));
    const receipts = own.reduce((all, row) => all + row.receipts!, 0);
    assert.equal(months.length, own.length);
    assert.deepEqual(sum.slice(0, 2), ["All", formatAmount(revenue, en)]);
    assert.deepEqual(
      sum.slice(5, 7),
      store.id === "Store A"
        ? ["–", "–"]
        : [formatCount(receipts, en), formatAmount(averageAmount(revenue, receipts, en), en)],
    );
    assert.equal(sum[4], "–");
  }
  const [first] = tables.stores;
  assert.deepEqual(tables.ofStore(first).rows[4]?.figures.slice(-3, -1), ["–", "–"]);
  assert.equal(tables.ofMonth(tables.months[0]).rows[0]?.link.startsWith("#store=Store%20"), true);
});

test("nothing is compared with less than nothing, and a refund rate needs something sold", () => {
  const some = (month: number, revenue: string, refunded: string): MonthRow[] =>
    ["A", "B"].map((store) => ({ ...rows[0]!, year: 2024, month, store, revenue, refunded }));
  const period = parsePeriod("2024-02")!;
  const drill = listDrill([...some(1, "-5.00", "-5.00"), ...some(2, "10.00", "0.00")], { period, data }, en)!;
  const { rows: months } = readScript()
    .makeTables(embed(drill, en))
    .ofStore(readScript().makeTables(embed(drill, en)).stores[0]);
  assert.deepEqual(
    months.map(({ figures }) => [figures[3], figures.at(-1)]),
    [
      ["–", "–"],
      ["–", "0.0%"],
    ],
  );
});

test("a store's name is data in the page and in an address, whatever is in it; a report without sums has nothing", () => {
  const name = "</script><b>&\u2028 {} %E0";
  const store = { store: name, name, revenue: [1.5], openDays: [1], receipts: [0], refunded: [0] };
  const months = [{ month: 24312, name: "January 2026", isWhole: true }];
  const drill = { months, stores: [store, { ...store, store: "Ulm", name: "Ulm" }] };
  const page = String(renderDrill([{ name: "a", title: "A", blocks: [{ kind: "drill", drill }], sources: [] }], en));
  assert.equal(page.match(/<\/script/g)?.length, 1);
  const tables = readScript().makeTables(embed(drill, en));
  assert.equal(tables.ofStore(tables.stores[0]).title, `${name}, month by month`);
  const { link, figures } = tables.ofMonth(tables.months[0]).rows[0]!;
  assert.equal(link, `#store=${encodeURIComponent(name)}`);
  // neither receipts nor refunds nor a year before
  assert.deepEqual(figures, ["1.50", "1", "1.50", "–"]);
  assert.equal(String(renderDrill([], en)), "");
});
