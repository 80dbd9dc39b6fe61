import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Dialect } from "./dialect.js";
import { Arranger, type Layout } from "./layout.js";
import { BlockReader } from "./read-block.js";

const money = { read: (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? text : undefined), form: "be a number" };
const product: Layout = {
  amount: [
    {
      factors: [
        { at: 0, name: "qty" },
        { at: 1, name: "price" },
      ],
      isDiscount: false,
    },
    { factors: [{ at: 2, name: "discount" }], isDiscount: true },
  ],
};

test("quantity times price, less a discount, is exact", () => {
  assert.deepEqual(arrange(product, ["3", "1.99", "0.5"]), { amount: "5.47" });
  assert.deepEqual(arrange(product, ["3", "1.99", ""]), { amount: "5.97" }, "an empty discount is none");
  assert.deepEqual(arrange(product, ["0.1", "0.2", "0"]), { amount: "0.02" });
  assert.deepEqual(arrange(product, ["3", "1.255", "0"]), { amount: "3.765" }, "it is not rounded here");
  assert.deepEqual(arrange(product, ["-2", "5", "-1"]), { amount: "-9.00" });
  assert.deepEqual(arrange(product, ["99999999", "99999999.99", "0"]), { amount: "9999999899000000.01" });
});

test("what cannot be a factor, and a discount with another sign than the amount, make no amount", () => {
  assert.deepEqual(arrange(product, ["3", "x", "0"]), {
    column: "amount",
    expected: "price must be a number",
    got: '"x"',
  });
  assert.deepEqual(arrange(product, ["", "1", "0"]), { column: "amount", expected: "qty must be a number", got: '""' });
  assert.match(JSON.stringify(arrange(product, ["3", "2", "-1"])), /discount must have the sign/);
  assert.match(JSON.stringify(arrange(product, ["-3", "2", "1"])), /discount must have the sign/);
});

test("a product of cents is what whole numbers say", () => {
  const cents = fc.integer({ min: -99_999_999, max: 99_999_999 });
  fc.assert(
    fc.property(fc.integer({ min: -9999, max: 9999 }), cents, (quantity, price) => {
      const text = `${price < 0 ? "-" : ""}${Math.floor(Math.abs(price) / 100)}.${String(Math.abs(price) % 100).padStart(2, "0")}`;
      const { amount = "" } = arrange(product, [String(quantity), text, ""]) as { amount?: string };
      assert.equal(BigInt(amount.replace(".", "")), BigInt(quantity) * BigInt(price));
    }),
    { seed: 15, numRuns: 500 },
  );
});

test("rows are chosen by a value, several, or all others, and what is left out says why", () => {
  const rule = (values: string[], isNot: boolean): Layout => ({ rows: [{ at: 0, name: "Status", values, isNot }] });
  assert.deepEqual(arrange(rule(["paid"], false), [" Paid "]), {});
  assert.deepEqual(arrange(rule(["paid", "closed"], false), ["Void"]), { reason: "Status is Void" });
  assert.deepEqual(arrange(rule(["void"], true), ["VOID"]), { reason: "Status is VOID" });
  assert.deepEqual(arrange(rule(["void"], true), [""]), {});
  assert.deepEqual(arrange(rule(["paid"], false), [""]), { reason: "Status is empty" });
  assert.deepEqual(arrange(rule([""], false), ["2026-03-01 09:05"]), { reason: "Status is not empty" });
});

test("a refund is negative, whatever its sign", () => {
  const layout: Layout = {
    amount: [{ factors: [{ at: 0, name: "total" }], isDiscount: false }],
    refunds: [{ at: 1, name: "type", values: ["refund"], isNot: false }],
  };
  const cases = [
    ["5", "Refund"],
    ["-5", "Refund"],
    ["5", "Sale"],
    ["-5", "Sale"],
  ];
  assert.deepEqual(
    cases.map((record) => (arrange(layout, record) as { amount: string }).amount),
    ["-5.00", "-5.00", "5.00", "-5.00"],
  );
});

test("a row in which all cells of a group are empty takes them from above; one with some of them does not", () => {
  const arranger = new Arranger({ fill: [0, 1] }, money);
  const rows = [
    ["A", "Ada", "1"],
    ["", " ", "2"],
    ["B", "", "3"],
    ["", "", "4"],
  ];
  for (const row of rows) arranger.arrange(row);
  assert.deepEqual(rows, [
    ["A", "Ada", "1"],
    ["A", "Ada", "2"],
    ["B", "", "3"],
    ["B", "", "4"],
  ]);
  const next = ["", "", "5"];
  new Arranger({ fill: [0, 1] }, money, arranger.above).arrange(next);
  assert.deepEqual(next, ["B", "", "5"]);
});

test("cells are filled across blocks, wherever the file is cut, also below a row that is left out", () => {
  const dialect: Dialect = {
    encoding: "utf-8",
    delimiter: ",",
    date: "YYYY-MM-DD",
    decimal: ".",
    trim: false,
    width: 4,
    fields: [
      { column: "sold_on", at: 0 },
      { column: "store", at: 1 },
      { column: "amount", at: 2 },
    ],
    layout: { fill: [0, 1, 3], rows: [{ at: 3, name: "Status", values: ["void"], isNot: true }] },
  };
  const lines = ["2026-03-01,K,1,paid", ",,2,", "2026-03-02,H,4,void", ",,8,", "2026-03-03,K,16,paid", ",,32,"];
  for (let cut = 0; cut <= lines.length; cut++) {
    const reader = new BlockReader(dialect);
    const task = (part: string[]) => ({
      bytes: Buffer.from(part.map((line) => `${line}\n`).join("")),
      line: 2,
      mostInvalid: 9,
    });
    const first = reader.read(task(lines.slice(0, cut)));
    const second = reader.read({ ...task(lines.slice(cut)), ...(first.above && { above: first.above }) });
    assert.equal(first.rows + second.rows, 4);
    assert.equal(first.amountCents + second.amountCents, 5100);
    const left = [first, second].map(({ leftOut }) => leftOut["Status is void"] ?? { rows: 0, cents: 0 });
    assert.deepEqual(
      [left.reduce((sum, { rows }) => sum + rows, 0), left.reduce((sum, { cents }) => sum + cents, 0)],
      [2, 1200],
    );
    const text = Buffer.concat([Buffer.from(first.bytes), Buffer.from(second.bytes)]).toString();
    assert.equal(text, '2026-03-01,"K",1\n2026-03-01,"K",2\n2026-03-03,"K",16\n2026-03-03,"K",32\n');
  }
});

function arrange(layout: Layout, record: string[]): unknown {
  return new Arranger(layout, money).arrange(record);
}

test("a row with a positive amount that may be no sale is a problem; one that takes back an amount is none", () => {
  const doubts: Layout["doubts"] = [{ at: 1, name: "Status", kind: "state", isUnknown: false }];
  const layout: Layout = { doubts, amountAt: 0 };
  assert.match(JSON.stringify(arrange(layout, ["2", "Void"])), /Status must be that of a sale/);
  assert.deepEqual(arrange(layout, ["2", "Closed"]), {});
  assert.deepEqual(arrange(layout, ["-2", "Void"]), {});
  assert.deepEqual(arrange(layout, ["0", "Void"]), {});
  const computed: Layout = { ...product, doubts: [{ at: 3, name: "Type", kind: "state", isUnknown: false }] };
  assert.match(JSON.stringify(arrange(computed, ["2", "1.50", "", "Refund"])), /\{\\"refunds\\":\{\\"Type/);
  assert.deepEqual(arrange(computed, ["-2", "1.50", "", "Refund"]), { amount: "-3.00" });
});

test("a row in another currency than the rows above is a problem", () => {
  const layout: Layout = { currency: { at: 1, name: "Currency", text: "CHF" } };
  assert.deepEqual(arrange(layout, ["2", "CHF"]), {});
  assert.deepEqual(arrange(layout, ["2", "chf"]), {});
  assert.deepEqual(arrange(layout, ["2", ""]), {});
  assert.match(JSON.stringify(arrange(layout, ["2", "EUR"])), /Currency must be CHF.*rows.*Currency.*CHF/);
});

test("a rule for negative numbers holds for all of them", () => {
  const layout: Layout = { ...product, refunds: [{ at: 3, name: "Back", values: ["<0"], isNot: false }] };
  assert.deepEqual(arrange(layout, ["2", "1.50", "", "-7"]), { amount: "-3.00" });
  assert.deepEqual(arrange(layout, ["2", "1.50", "", "7"]), { amount: "3.00" });
});
