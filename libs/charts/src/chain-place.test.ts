import assert from "node:assert/strict";
import { test } from "node:test";
import { describePlace, listPlaceFigures, type StoreInChain } from "./chain-place.js";
import { de, en } from "./locale/index.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const make = (revenue: string, sales: number, open_days: number) => ({ revenue, sales, open_days });
const own = make("200.00", 20, 20);
const store: StoreInChain = { own: [own], all: [make("500.00", 40, 25), own, make("100.00", 40, 25)] };
const before = {
  period: "January 2026",
  own: [make("100.00", 10, 20)],
  all: [make("300.00", 30, 25), make("100.00", 10, 20)],
};

test("a store's place, its part and its growth are told, and nothing of any other store", () => {
  assert.deepEqual(describePlace("Köln", store, [before], en).map(plain), [
    "**Köln** is number 2 of 3 stores by revenue, with 25.0% of the chain's revenue. Per open day it takes €10.00, against €11.43 on average in the chain (−12.5%).",
    [
      "|  | Köln | Chain | Difference |",
      "| --- | ---: | ---: | ---: |",
      "| Revenue (€) | 200.00 | 800.00 | – |",
      "| Revenue per open day (€) | 10.00 | 11.43 | −12.5% |",
      "| Average line (€) | 10.00 | 8.00 | +25.0% |",
      "| Change against January 2026 | +100.0% | +100.0% | 0.0 pp |",
      "| Change per open day against January 2026 | +100.0% | +28.6% | +71.4 pp |",
    ].join("\n"),
  ]);
  assert.equal(
    plain(describePlace("Köln", store, [], de)[0]!),
    "**Köln** liegt beim Umsatz auf Platz 2 unter 3 Filialen, mit 25,0 % des Umsatzes der Kette. Je Öffnungstag nimmt die Filiale 10,00 € ein, gegenüber 11,43 € im Durchschnitt der Kette (−12,5 %).",
  );
  assert.deepEqual(listPlaceFigures(store, en), [
    { label: "Place in the chain", value: "2 of 3", note: "Share of the chain's revenue: 25.0%" },
  ]);
});

test("stores of the same revenue share a place", () => {
  const equal = { own: [own], all: [own, own, make("300.00", 1, 1)] };
  assert.match(
    plain(describePlace("A", equal, [], en)[0]!),
    /^\*\*A\*\* is number 2 of 3 stores by revenue, level with 1 other, /,
  );
  assert.match(
    plain(describePlace("A", { ...equal, all: [own, own, own] }, [], de)[0]!),
    /gleichauf mit 2 weiteren Filialen, /,
  );
});

test("an only store has no place, and of a chain of refunds no store has a share", () => {
  assert.deepEqual(describePlace("A*", { own: [own], all: [own] }, [], en), [
    "**A\\*** is the only store of the chain.",
  ]);
  assert.deepEqual(listPlaceFigures({ own: [own], all: [own] }, en), []);
  const refunds = { own: [make("-5.00", 1, 1)], all: [make("-5.00", 1, 1), make("-9.00", 1, 1)] };
  assert.equal(
    plain(describePlace("A", refunds, [], en)[0]!),
    "**A** is number 1 of 2 stores by revenue. Per open day it takes −€5.00, against −€7.00 on average in the chain.",
  );
});
