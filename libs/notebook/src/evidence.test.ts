import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  count,
  countDistinct,
  markText,
  max,
  median,
  quantity,
  registerRows,
  startRecording,
  stopRecording,
  sum,
  toQuantity,
} from "@tillbook/charts";
import { readEvidence, takeEvidence } from "./evidence.js";
import type { Expression } from "./expression.js";

before(startRecording);
after(stopRecording);

const sql = "select * from monthly_sales order by 1, 2, 3";
const rows = [
  { month: 1, store: "Ulm", revenue: "1200.50", sales: 300 },
  { month: 1, store: "Köln", revenue: "900.00", sales: 200 },
  { month: 2, store: "Ulm", revenue: "1000.25", sales: 250 },
];
registerRows(rows, sql);
const counted = [{ rows: 750 }];
registerRows(counted, "select count(*) as `rows` from sales");

function explain(value: unknown): Expression | undefined {
  const { data, metadata } = takeEvidence({ value });
  return readEvidence({ output_type: "display_data", data, metadata })?.numbers[0]?.how;
}

test("an output loses its marks and quantities, and keeps where each number stands and how it was computed", () => {
  const revenue = sum(rows, "revenue");
  const { data, metadata } = takeEvidence({
    "text/markdown": `All: ${markText("€3.1k", "moneyShort", revenue)}, ${markText("€3.1k", "moneyShort", revenue)}`,
    "a/b~c": { y: [1, quantity(rows[1]!, "revenue")], text: null, also: undefined },
  });
  assert.deepEqual(data, {
    "text/markdown": "All: €3.1k, €3.1k",
    "a/b~c": { y: [1, 900], text: null, also: undefined },
  });
  assert.deepEqual(readEvidence(JSON.parse(JSON.stringify({ output_type: "display_data", data, metadata }))), {
    sources: [sql],
    numbers: [
      { at: "/text~1markdown", span: [5, 10], format: "moneyShort", how: { sum: [0, "0-2", "revenue"] } },
      { at: "/text~1markdown", span: [12, 17], format: "moneyShort", how: { sum: [0, "0-2", "revenue"] } },
      { at: "/a~1b~0c/y/1", how: { cell: [0, 1, "revenue"] } },
    ],
  });
  assert.equal(metadata.tillbook?.expressions.length, 2);
});

test("an output without quantities stays as it is, without metadata", () => {
  const data = { "text/plain": "5", array: new Float64Array([1]), day: new Date(0) };
  const taken = takeEvidence(data);
  assert.deepEqual(taken, { data, metadata: {} });
  assert.equal(readEvidence({ output_type: "display_data", data: {}, metadata: {} }), undefined);
});

test("cells of a column that an array has one after the other are kept as one, and read as one each", () => {
  const [first, second, third] = rows.map((row) => quantity(row, "sales"));
  const cell = (row: number): Expression => ({ cell: [0, row, "sales"] });
  const read = (list: unknown[]) => {
    const { data, metadata } = takeEvidence({ list });
    const { numbers } = readEvidence({ output_type: "display_data", data, metadata })!;
    return { data, kept: metadata.tillbook?.numbers.length, numbers };
  };
  assert.deepEqual(read([null, first, second, third, "a"]), {
    data: { list: [null, 300, 200, 250, "a"] },
    kept: 1,
    numbers: [0, 1, 2].map((row) => ({ at: `/list/${row + 1}`, how: cell(row) })),
  });
  // too few, out of order, of two columns
  assert.equal(read([first, second]).kept, 2);
  assert.deepEqual(
    read([third, first, second]).numbers.map(({ how }) => how),
    [cell(2), cell(0), cell(1)],
  );
  assert.equal(read([first, second, quantity(rows[2]!, "revenue")]).kept, 3);
});

test("sums of sums are one sum, also of several results and with a row twice", () => {
  const [first, second, third] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
  const ulm = sum([first, third], "revenue");
  assert.deepEqual(explain(sum([ulm, quantity(second, "revenue")])), { sum: [0, "0-2", "revenue"] });
  assert.deepEqual(explain(ulm.plus(quantity(first, "revenue"))), {
    op: "+",
    of: [{ sum: [0, "0,2", "revenue"] }, { sum: [0, "0", "revenue"] }],
  });
  assert.deepEqual(
    explain(
      count([first])
        .plus(count([third]))
        .plus(quantity(counted[0]!, "rows")),
    ),
    {
      op: "+",
      of: [{ count: [0, "0,2"] }, { sum: [1, "0", "rows"] }],
    },
  );
  assert.deepEqual(explain(sum([])), { value: "0" });
});

test("every calculation is written down, with the numbers that stand in the code", () => {
  const revenue = sum(rows, "revenue");
  assert.deepEqual(explain(revenue.over(12).minus("0.5").times(quantity(1).over(3))), { unknown: true });
  assert.deepEqual(explain(revenue.over(12).round(2)), {
    op: "round",
    of: [{ op: "/", of: [{ sum: [0, "0-2", "revenue"] }, { value: "12" }] }, { value: "2" }],
  });
  assert.deepEqual(explain(toQuantity(5000).over(12).plus(1)), { value: "1253/3" });
  assert.deepEqual(explain(countDistinct(rows, "month", "store")), { count: [0, "0-2", "month", "store"] });
  assert.deepEqual(explain(median(rows, "sales")), { median: [0, "0-2", "sales"] });
  assert.deepEqual(explain(max([revenue, quantity(rows[0]!, "revenue")])), {
    op: "max",
    of: [{ sum: [0, "0-2", "revenue"] }, { cell: [0, 0, "revenue"] }],
  });
});

test("cents, which the kit adds to an amount, are that amount times 100", () => {
  const read = [
    { revenue: null, revenue_cents: null },
    { revenue: "-12.50", revenue_cents: -1250, own_cents: 7 },
  ];
  registerRows(read, "select revenue, own_cents from x");
  const of = (how: Expression): Expression => ({ op: "*", of: [how, { value: "100" }] });
  assert.deepEqual(explain(quantity(read[1]!, "revenue_cents")), of({ cell: [0, 1, "revenue"] }));
  assert.deepEqual(explain(sum(read.slice(1), "revenue_cents").plus(1)), {
    op: "+",
    of: [{ value: "1" }, of({ sum: [0, "1", "revenue"] })],
  });
  assert.deepEqual(explain(max(read.slice(1), "revenue_cents")), of({ max: [0, "1", "revenue"] }));
  assert.deepEqual(explain(quantity(read[1]!, "own_cents")), { cell: [0, 1, "own_cents"] });
});

test("a number of which a part has no source is unknown", () => {
  assert.deepEqual(explain(sum([...rows, { month: 3, store: "", revenue: "1.00", sales: 1 }], "revenue")), {
    unknown: true,
  });
  assert.deepEqual(explain(markText("5", "count", 5n)), { unknown: true });
});
