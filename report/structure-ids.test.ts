import assert from "node:assert/strict";
import test from "node:test";
import { PDFDocument, PDFName, PDFString } from "@cantoo/pdf-lib";
import { numberStructureIds } from "./structure-ids.js";

test("two prints whose ids start at another number become the same bytes", async () => {
  const [one, two] = await Promise.all([print(149), print(150)]);
  assert.deepEqual(one, two);
  assert.match(Buffer.from(one).toString("latin1"), /node00000001/);
});

async function print(first: number): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage();
  const [cell, head] = [first, first + 7].map((number) => PDFString.of(`node${String(number).padStart(8, "0")}`));
  const element = document.context.obj({ S: "TD", ID: cell!, A: { O: "Table", Headers: [head!] } });
  document.catalog.set(PDFName.of("Element"), document.context.register(element));
  numberStructureIds(document);
  return document.save({ useObjectStreams: false });
}
