import assert from "node:assert/strict";
import { test } from "node:test";
import type { Query } from "@tillbook/queries";
import { describeColumns, viewPeriods, viewSales } from "./aggregate.js";
import { findAffected } from "./publish.js";

const shorten = (sql: string): string => sql.replace(/\s+/g, " ");

test("sales are a view of all ranges of ids, and of some days where they are named", () => {
  const ranges = [
    { first: 1n, end: 11n, tasks: 2 },
    { first: 20n, end: 30n, tasks: 1 },
  ];
  const part = (first: number, end: number, tasks: number, days = ""): string =>
    `select sold_on, sold_at, store, article, amount, cashier, receipt, quantity, category from till.shop.sales with (partitionColumn = 'id', lowerBound = '${first}', upperBound = '${end}', numPartitions = '${tasks}') where id >= ${first} and id < ${end}${days}`;
  const start = "create or replace temporary view sales as ";
  assert.equal(shorten(viewSales("shop", ranges)), `${start}${part(1, 11, 2)} union all ${part(20, 30, 1)}`);
  const days = [
    { first: "2025-01-01", last: "2025-01-31" },
    { first: "2025-03-01", last: "2025-03-31" },
  ];
  const filter =
    " and (sold_on between '2025-01-01' and '2025-01-31' or sold_on between '2025-03-01' and '2025-03-31')";
  assert.equal(shorten(viewSales("shop", ranges.slice(1), days)), start + part(20, 30, 1, filter));
});

test("each month is in its periods, or in those that are wanted; without any there is one row of none", () => {
  const list = (names: string[], only?: string[]): string =>
    /values (.*) as periods \(period, year, month\)$/.exec(
      viewPeriods(
        names.map((name) => ({ name })),
        only,
      ),
    )?.[1] ?? "";
  assert.equal(list(["2025-04"]), "('2025-04', 2025, 4), ('2025-Q2', 2025, 4), ('2025', 2025, 4), ('all', 2025, 4)");
  assert.equal(
    list(["2025-04", "2025-05"], ["2025-Q2", "2025-05"]),
    "('2025-Q2', 2025, 4), ('2025-05', 2025, 5), ('2025-Q2', 2025, 5)",
  );
  for (const none of [list([]), list(["2025-04"], [])]) assert.equal(none, "('', 0, 0)");
});

test("a fingerprint sums the first amount in money with two decimals, and knows which columns may be NULL", () => {
  const column = (name: string, type: string, unit = "", isNullable = false) => ({ name, type, unit, isNullable });
  const columns = [
    column("share", "decimal(20,2)", "percent"),
    column("price", "decimal(20,4)", "euros"),
    column("revenue", "decimal(20,2)", "euros"),
    column("refunded", "decimal(20,2)", "euros", true),
  ];
  assert.deepEqual(describeColumns({ columns } as unknown as Query), {
    columns: ["share", "price", "revenue", "refunded"],
    amountColumn: "revenue",
    nullable: ["refunded"],
  });
});

test("of a result by months or periods the rows of those that changed are affected, of another all where any may be", () => {
  const connection = { escape: (text: unknown) => `'${text}'` };
  const find = (query: Partial<Query>, months: string[], periods: string[]) =>
    findAffected({ text: "select 1", ...query } as Query, { months, periods }, connection as never);
  const month = { parts: "month" as const };
  assert.equal(find(month, ["2025-01"], ["all"]), "((year = 2025 and month = 1))");
  assert.equal(find(month, [], ["all"]), undefined);
  const period = { parts: "period" as const };
  assert.equal(find(period, ["2025-01"], ["2025-01", "all"]), "period in ('2025-01', 'all')");
  assert.equal(find(period, ["2025-01"], []), undefined);
  assert.equal(find({}, ["2025-01"], []), "true");
  assert.equal(find({}, [], ["all"]), undefined);
  for (const text of ["select * from asked_articles", "select :period", "where sold_on >= :first", ":last"])
    assert.equal(find({ text }, [], ["all"]), "true", text);
  assert.equal(find({ text: "select my_asked_articles, :lasting" }, [], ["all"]), undefined);
});
