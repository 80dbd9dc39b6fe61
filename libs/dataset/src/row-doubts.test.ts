import assert from "node:assert/strict";
import { test } from "node:test";
import { describeRowDoubt, findRowDoubts } from "./row-doubts.js";

const ask = (name: string, text: string): string | undefined => {
  const [doubt] = findRowDoubts([name], true);
  return doubt && describeRowDoubt(doubt, text);
};

test("a status or a type that says void, in any of our languages, is asked about with what to write", () => {
  assert.match(
    ask("Status", "Cancelled") ?? "",
    /write \{"rows":\{"Status":\{"not":"Cancelled"\}\}\} into a columns\.json/,
  );
  for (const [name, text] of [
    ["Belegart", "Storno"],
    ["Bon-Typ", "STORNIERT"],
    ["Statut", "Annulé"],
    ["Estado", "anulado"],
    ["Situação", "Cancelado"],
    ["Order status", "voided"],
  ] as const)
    assert.ok(ask(name, text), `${name} ${text}`);
});

test("a column that is itself a flag is asked about unless it says no", () => {
  for (const text of ["true", "Y", "1", "ja", "2026-03-01 10:00"]) assert.ok(ask("Void?", text), text);
  for (const text of ["", "false", "N", "0", "0.00", "nein", "Hayır"])
    assert.equal(ask("Void?", text), undefined, text);
  assert.ok(ask("Cancelled at", "2026-03-01"));
  assert.ok(ask("isVoided", "yes"));
});

test("a refund is asked about by its sign", () => {
  assert.match(ask("Receipt type", "Refund") ?? "", /\{"refunds":\{"Receipt type":"Refund"\}\}/);
  assert.ok(ask("Type", "Sale return"));
});

test("what sales have in such columns raises no question", () => {
  for (const [name, text] of [
    ["Status", "Completed"],
    ["Event Type", "Sale"],
    ["Customer type", "returning"],
    ["Zahlungsart", "Karte"],
    ["Manual discount", "x"],
    ["Item", "Void"],
    ["Note", "cancelled"],
  ] as const)
    assert.equal(ask(name, text), undefined, `${name} ${text}`);
});

test("payments and totals among the sales are asked about, but not where a profile knows the layout", () => {
  assert.match(ask("Line Type", "Payment") ?? "", /\{"rows":\{"Line Type":\{"not":"Payment"\}\}\}/);
  assert.ok(ask("Zeilenart", "Summe"));
  const [known] = findRowDoubts(["Event Type"], false);
  assert.ok(known);
  assert.equal(describeRowDoubt(known, "Payment"), undefined);
});
