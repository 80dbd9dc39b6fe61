import assert from "node:assert/strict";
import { test } from "node:test";
import { PDFDocument, PDFName, PDFString } from "@cantoo/pdf-lib";
import { readPdf } from "./pdf-provenance.js";

async function makePdf(texts: string[], attached?: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (const text of texts) pdf.addPage().drawText(text);
  if (attached !== undefined) await pdf.attach(Buffer.from(attached), "provenance.json");
  return pdf.save();
}

test("the attached provenance of a PDF is read, and each page has a hash of what it paints", async () => {
  const { provenance, pages } = await readPdf(
    await makePdf(["a", "b", "a"], '{"format":1,"lines":[],"language":"en"}'),
  );
  assert.equal(provenance?.language, "en");
  assert.equal(pages.length, 3);
  for (const page of pages) assert.match(page, /^[0-9a-f]{64}$/);
  const again = await readPdf(await makePdf(["a", "c"]));
  assert.equal(again.pages[0], pages[0]);
  assert.notEqual(again.pages[1], pages[1]);
});

test("a page of several streams is hashed over all of them", async () => {
  const merge = async (...parts: string[]): Promise<string | undefined> => {
    const pdf = await PDFDocument.create();
    const page = pdf.addPage();
    const streams = parts.map((part) => pdf.context.register(pdf.context.flateStream(part)));
    page.node.set(PDFName.of("Contents"), pdf.context.obj(streams));
    return (await readPdf(await pdf.save())).pages[0];
  };
  assert.equal(await merge("0 0 m", " 1 1 l"), await merge("0 0 m 1 1 l"));
  assert.notEqual(await merge("0 0 m", " 1 1 l"), await merge("0 0 m"));
});

test("an attachment without its file is an error, and a list without names has none", async () => {
  const readNames = async (names: (string | object)[]) => {
    const pdf = await PDFDocument.create();
    pdf.addPage().drawText("a");
    const list = names.map((name) => (typeof name === "string" ? PDFString.of(name) : pdf.context.obj({ ...name })));
    pdf.catalog.set(PDFName.of("Names"), pdf.context.obj({ EmbeddedFiles: { Names: list } }));
    return (await readPdf(await pdf.save())).provenance;
  };
  assert.equal(await readNames([]), undefined);
  assert.equal(await readNames(["provenance.json"]), undefined);
  await assert.rejects(readNames(["provenance.json", {}]), /^Error: expected a stream in the PDF$/);
});

test("a PDF without an attachment, or with one that is no provenance, has none; another file is an error", async () => {
  assert.equal((await readPdf(await makePdf(["a"]))).provenance, undefined);
  assert.equal((await readPdf(await makePdf(["a"], "hello"))).provenance, undefined);
  await assert.rejects(readPdf(Buffer.from("%PDF-1.7 nothing")));
});
