import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { count, countDistinct, max, mean, median, min, Quantity, quantity, sum } from "./quantity.js";

const rows = [
  { store: "Ulm", revenue: "0.10", sales: 1 },
  { store: "Köln", revenue: "0.20", sales: 2 },
  { store: "Ulm", revenue: "-1.005", sales: 3 },
];

test("a quantity is exact, whatever kind of number the database gives", () => {
  assert.ok(sum(rows.slice(0, 2), "revenue").equals("0.30"));
  assert.ok(sum(rows, "revenue").equals("-0.705"));
  assert.ok(quantity(90071992547409931n).times(10).equals(900719925474099310n));
  assert.ok(quantity(1e21).equals(10n ** 21n));
  assert.ok(quantity(1.5e-7).times("10000000").equals("1.5"));
  assert.ok(quantity({ day: "1970-02-01" }, "day").equals(31));
  assert.equal(Number(quantity("90071992547409931.07").over(3)), 30023997515803310);
});

test("sums beyond what a number holds stay exact", () => {
  const amounts = Array.from({ length: 20 }, (_, i) => ({ amount: `99999999999.0${i % 10}` }));
  assert.ok(sum(amounts, "amount").equals("1999999999980.90"));
  const large = [...Array.from({ length: 12 }, () => ({ n: 999_999_999_999_999 })), { n: 1n }];
  assert.ok(sum(large, "n").equals(11_999_999_999_999_989n));
});

test("what is no number is refused, and the column named", () => {
  const row = { a: null, b: "x", c: Number.NaN };
  assert.throws(() => quantity(row, "a"), /^Error: expected a number in column a, got null$/);
  assert.throws(() => quantity(row, "b"), /^Error: expected a number in column b, got "x"$/);
  assert.throws(() => quantity(row, "c"), /^Error: expected a number in column c, got NaN$/);
  assert.throws(() => max([]), /^Error: expected at least one value to find the max of, got none$/);
});

test("quantities are added, divided and compared exactly; what is divided by 0 is 0", () => {
  const third = quantity(1).over(3);
  assert.ok(third.plus(third).plus(third).equals(1));
  assert.ok(third.minus("0.5").equals(quantity(-1).over(6)));
  assert.ok(quantity(5).over(0).equals(0));
  assert.deepEqual([third.compare("0.3333"), third.compare(third), third.compare(1)], [1, 0, -1]);
  assert.deepEqual([quantity(-2).sign, quantity(0).sign, third.sign], [-1, 0, 1]);
  assert.deepEqual([quantity("2.5").round(), quantity("-2.5").round(), third.round(2)].map(Number), [3, -3, 0.33]);
});

test("rows have a count, a mean, a median, a highest and a lowest value", () => {
  assert.deepEqual([count(rows), countDistinct(rows, "store"), sum([], "x" as never)].map(Number), [3, 2, 0]);
  assert.deepEqual([max(rows, "sales"), min(rows, "revenue"), median(rows, "sales")].map(Number), [3, -1.005, 2]);
  assert.deepEqual([median(rows.slice(1), "sales"), mean(rows, "sales")].map(Number), [2.5, 2]);
});

test("a sum is the same in any order, and numbers survive division and multiplication", () => {
  const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(6)).map(([digits, scale]) => {
    const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
    return `${digits < 0n ? "-" : ""}${text.slice(0, text.length - scale)}${scale ? `.${text.slice(-scale)}` : ""}`;
  });
  fc.assert(
    fc.property(fc.array(decimal), decimal, (texts, other) => {
      const values = texts.map((text) => quantity(text));
      assert.ok(sum(values).equals(sum([...values].reverse())));
      assert.ok(
        sum(values)
          .minus(sum(values.slice(1)))
          .equals(values[0] ?? 0),
      );
      const by = quantity(other);
      if (by.sign !== 0) assert.ok(sum(values).over(by).times(by).equals(sum(values)));
    }),
  );
});

test("JSON of a quantity is its number", () => {
  assert.equal(JSON.stringify({ y: [quantity("12.50")] }), '{"y":[12.5]}');
  assert.ok(quantity(1) instanceof Quantity);
  assert.ok(!({} instanceof Quantity));
});
