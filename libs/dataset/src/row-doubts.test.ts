import assert from "node:assert/strict";
import { test } from "node:test";
import { describeRowDoubt, findRowDoubts } from "./row-doubts.js";

const ask = (name: string, text: string, first = ""): string | undefined => {
  const [doubt] = findRowDoubts([name], true, [[first]]);
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
    ["Note", "order was cancelled, then paid"],
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

test("beside rows that say Sale, any other word in a state is asked about", () => {
  assert.match(
    ask("Status", "Frozen", "Completed") ?? "",
    /"not":"Frozen".*"refunds":\{"Status":"Frozen"\}.*"columns":\{"Status":null\}/,
  );
  assert.equal(ask("Status", "Paid", "Completed"), undefined);
  assert.equal(ask("Status", "", "Completed"), undefined);
  assert.equal(ask("Order type", "Take away", "Dine in"), undefined);
  assert.equal(ask("Price type", "Regular", "Sale"), undefined);
});

test("sales that are not done, moves of cash and credit notes are asked about by their words", () => {
  for (const [name, text] of [
    ["Status", "Parked"],
    ["Estado", "Abierto"],
    ["Stav", "Zrušeno"],
    ["Bonart", "Schulung"],
    ["Vorgangsart", "Sofortstorno"],
    ["Transaction type", "Cash in"],
    ["GV-Typ", "Geldtransit"],
    ["Document type", "Credit note"],
    ["Tipo documento", "Nota di credito"],
  ] as const)
    assert.ok(ask(name, text), `${name} ${text}`);
});

test("a column that is itself about refunds is asked about, and a part of the amount is to be subtracted", () => {
  assert.match(ask("Is Return", "1") ?? "", /\{"refunds":\{"Is Return":"1"\}\}/);
  assert.ok(ask("Retoure", "X"));
  for (const text of ["", "0.00", "No"]) assert.equal(ask("Refund", text), undefined, text);
  const [positive, negative] = ["5.00", "-5.00"].map((text) =>
    describeRowDoubt({ at: 1, name: "Refunds", kind: "refund", isUnknown: true, amount: "Sales" }, text),
  );
  assert.match(positive ?? "", /\{"amount":\{"sum":"Sales","discount":"Refunds"\}\}/);
  assert.match(negative ?? "", /\{"amount":\{"sum":\["Sales","Refunds"\]\}\}/);
});

test("a column that says yes for sales is asked about where it says no", () => {
  assert.match(ask("Paid", "No") ?? "", /\{"rows":\{"Paid":\{"not":"No"\}\}\}/);
  for (const text of ["Yes", "12.50", "0.00", ""]) assert.equal(ask("Paid", text), undefined, text);
});

test("a column of signs must be the same in all rows, or be told", () => {
  assert.match(ask("S/H", "S", "H") ?? "", /"refunds":\{"S\/H":"S"\}.*"refunds":\{"S\/H":"H"\}/);
  assert.ok(ask("Vorzeichen", "-", "+"));
  assert.ok(ask("+/-", "-", ""));
  assert.equal(ask("Dr/Cr", "CR", "CR"), undefined);
});

test("an answer keeps what columns.json says already", () => {
  const doubt = { at: 1, name: "Status", kind: "state", isUnknown: true, leftOut: ["parked"] } as const;
  assert.match(describeRowDoubt(doubt, "Void") ?? "", /\{"not":\["parked","Void"\]\}/);
});

test("an article that is a discount is asked about, and not one that has the word in its name", () => {
  const doubt = { at: 1, name: "Artikel", kind: "article", isUnknown: true } as const;
  for (const text of [
    "Rabatt",
    "10 % Rabatt",
    "Mitarbeiterrabatt 5%",
    "Staff discount",
    "REMISE -10",
    "Sconto",
    "値引",
  ])
    assert.equal(
      describeRowDoubt(doubt, text),
      `Artikel must be no discount, which takes from the sum: write {"refunds":{"Artikel":${JSON.stringify(text)}}} into a columns.json beside the file where such amounts are to be negative, or {"rows":{"Artikel":{"not":${JSON.stringify(text)}}}} to leave such rows out, or {"columns":{"Artikel":"article"}} where they count as they are`,
    );
  for (const text of ["Discount butter", "Rabattmarken", "Milk", "", "Butter without any kind of discount"])
    assert.equal(describeRowDoubt(doubt, text), undefined, text);
});

test("a remark that begins with a word for no sale is asked about, and not one that has it further on", () => {
  const [doubt] = findRowDoubts(["Date", "Amount", "Notes"], true);
  assert.equal(doubt?.kind, "note");
  assert.deepEqual(findRowDoubts(["Date", "Amount", "Notes"], false), []);
  assert.match(
    describeRowDoubt(doubt, "VOID - wrong item") ?? "",
    /write \{"rows":\{"Notes":\{"not":"VOID - wrong item"\}\}\}/,
  );
  assert.match(
    describeRowDoubt(doubt, "Refund of yesterday") ?? "",
    /write \{"refunds":\{"Notes":"Refund of yesterday"\}\}/,
  );
  for (const text of ["", "customer asked for a refund", "gift", "no void", "Storehouse"])
    assert.equal(describeRowDoubt(doubt, text), undefined, text);
  for (const name of ["Bemerkung", "Kommentar", "comment", "備考", "Uwagi"])
    assert.equal(findRowDoubts([name], true)[0]?.kind, "note", name);
  for (const name of ["Credit note", "Note number", "Denotation"])
    assert.equal(findRowDoubts([name], true)[0], undefined, name);
});

test("a negative quantity beside a positive amount is asked about", () => {
  const doubt = { at: 1, name: "Qty", kind: "quantity", isUnknown: true } as const;
  for (const text of ["-1", "−1", "1-", "(1)", "- 0,350"])
    assert.match(describeRowDoubt(doubt, text) ?? "", /sign of the amount: write \{"refunds":\{"Qty":"<0"\}\}/, text);
  for (const text of ["1", "", "0", "1-pack"]) assert.equal(describeRowDoubt(doubt, text), undefined, text);
});
