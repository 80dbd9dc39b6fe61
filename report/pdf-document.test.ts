import assert from "node:assert/strict";
import test from "node:test";
import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  type PDFRawStream,
  type PDFRef,
  PDFString,
} from "@cantoo/pdf-lib";
import { checksumPlaceholder } from "@tillbook/provenance";
import { finishPdf, type PdfMetadata, readDestinations, wrapArtifacts } from "./pdf-document.js";

const metadata: PdfMetadata = {
  title: "A title",
  author: "An author",
  subject: "A subject",
  language: "de",
  date: new Date("2025-12-31T00:00:00Z"),
  linkTexts: new Map([["first", "The first"]]),
  headings: ["A long heading"],
  places: new Map(),
  provenance: JSON.stringify({ checksum: checksumPlaceholder, language: "de" }),
};

const name = (text: string): PDFName => PDFName.of(text);

/** Makes a PDF of so many pages, as Chromium does: with a date, and whatever `change` adds. */
async function makePdf(pages: number, change: (document: PDFDocument) => void = () => {}): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  for (let i = 0; i < pages; i++) {
    const content = document.context.register(document.context.flateStream("q\nQ"));
    document.addPage().node.set(name("Contents"), content);
  }
  document.setProducer("Skia");
  change(document);
  return document.save({ useObjectStreams: false });
}

async function finish(change?: (document: PDFDocument) => void, more: Partial<PdfMetadata> = {}): Promise<PDFDocument> {
  const pdf = await finishPdf(await makePdf(1, change), { ...metadata, ...more });
  return PDFDocument.load(pdf, { updateMetadata: false });
}

/** Lists the dictionaries of a document that have a key. */
function listDicts(document: PDFDocument, key: string): PDFDict[] {
  const objects = document.context.enumerateIndirectObjects().map(([, object]) => object);
  return objects.filter((object): object is PDFDict => object instanceof PDFDict && object.has(name(key)));
}

function decode(text: PDFObject | undefined): string {
  assert.ok(text instanceof PDFHexString || text instanceof PDFString);
  return text.decodeText();
}

test("each named place is found on its page, counted from 1", async () => {
  const pdf = await makePdf(3, (document) => {
    const [, second, third] = document.getPages().map((page) => page.ref);
    const place = (page: PDFRef | undefined) => document.context.obj([page!, "XYZ", 0, 0, 0]);
    const places = document.context.obj({ second: document.context.register(place(second)), third: place(third) });
    document.catalog.set(name("Dests"), places);
  });
  const { pages, pageOf } = await readDestinations(pdf);
  assert.equal(pages, 3);
  assert.deepEqual(
    [...pageOf],
    [
      ["second", 2],
      ["third", 3],
    ],
  );
  assert.deepEqual(await readDestinations(await makePdf(1)), { pages: 1, pageOf: new Map() });
});

test("the document says what the metadata say, in its information and as XMP that a search finds", async () => {
  const document = await finish();
  assert.deepEqual(
    [document.getTitle(), document.getAuthor(), document.getSubject(), document.getCreator(), document.getLanguage()],
    ["A title", "An author", "A subject", "Tillbook", "de"],
  );
  assert.deepEqual([document.getCreationDate(), document.getModificationDate()], [metadata.date, metadata.date]);
  const stream = document.catalog.lookup(name("Metadata")) as PDFRawStream;
  assert.equal(stream.dict.get(name("Filter")), undefined);
  const xmp = Buffer.from(stream.contents).toString();
  assert.match(xmp, /A title[\s\S]*An author[\s\S]*A subject[\s\S]*de[\s\S]*<pdf:Producer>Skia<[\s\S]*2025-12-31/);
  assert.equal(document.catalog.get(name("PageMode")), name("UseOutlines"));
  const preferences = document.catalog.getViewerPreferences();
  assert.equal(preferences?.getDisplayDocTitle(), true);
});

test("without a date, that of the printing goes, so that the same page gives the same bytes", async () => {
  const document = await finish(undefined, { date: undefined });
  assert.deepEqual([document.getCreationDate(), document.getModificationDate()], [undefined, undefined]);
  const pdf = await makePdf(1);
  const [one, two] = [await finishPdf(pdf, metadata), await finishPdf(pdf, metadata)];
  assert.deepEqual(one, two);
});

test("a link has the text of the place it leads to, or else its address, or else the name of the place", async () => {
  const document = await finish((made) => {
    const link = (entries: Record<string, unknown>) =>
      made.context.register(made.context.obj({ Type: "Annot", ...entries } as never));
    const annotations = [
      link({ Subtype: "Link", Dest: "first" }),
      link({ Subtype: "Link", Dest: "other" }),
      link({ Subtype: "Link", A: { URI: PDFString.of("https://example.org/") } }),
      link({ Subtype: "Link", A: { URI: PDFHexString.fromText("https://example.com/") } }),
      link({ Subtype: "Link" }),
      link({ Subtype: "Text" }),
    ];
    made.getPage(0).node.set(name("Annots"), made.context.obj(annotations));
  });
  const annotations = document.getPage(0).node.Annots()!.asArray();
  const texts = annotations.map((ref) => document.context.lookup(ref, PDFDict).get(name("Contents")));
  assert.deepEqual(
    texts.map((text) => text && decode(text)),
    ["The first", "other", "https://example.org/", "https://example.com/", "Link", undefined],
  );
});

test("a bookmark gets back the blanks of its heading; others stay as they are", async () => {
  const document = await finish((made) => {
    const add = (entries: Record<string, unknown>) => made.context.register(made.context.obj(entries as never));
    const parent = add({});
    add({ Title: PDFString.of("A longheading"), Parent: parent });
    add({ Title: PDFHexString.fromText("Another"), Parent: parent });
    add({ Title: PDFString.of("A longheading") });
    add({ Title: name("A"), Parent: parent });
  });
  const titles = listDicts(document, "Title").map((dict) => dict.get(name("Title"))!);
  const texts = titles.map((title) => (title instanceof PDFName ? "a name" : decode(title)));
  assert.deepEqual(texts.sort(), ["A long heading", "A longheading", "A title", "Another", "a name"]);
});

test("emphasis of PDF 2.0 is mapped to what PDF/UA-1 knows", async () => {
  const document = await finish((made) => {
    made.catalog.set(name("StructTreeRoot"), made.context.register(made.context.obj({ Type: "StructTreeRoot" })));
  });
  const root = document.catalog.lookup(name("StructTreeRoot"), PDFDict);
  assert.equal(String(root.lookup(name("RoleMap"))), "<<\n/Strong /Span\n/Em /Span\n>>");
});

test("the content of a list item without a marker gets a body, other items stay as they are", async () => {
  const document = await finish((made) => {
    const add = (entries: Record<string, unknown>) => made.context.register(made.context.obj(entries as never));
    const bare = made.context.nextRef();
    const span = add({ S: "Span", P: bare });
    const orphan = add({ S: "Span" });
    made.context.assign(bare, made.context.obj({ S: "LI", K: [span, orphan, 3], Pg: made.getPage(0).ref }));
    add({ S: "LI", K: 7 });
    add({ S: "LI", K: [add({ S: "Lbl" }), add({ S: "LBody", Mark: 1 })] });
    add({ S: "LI", K: [add({ S: "LBody", Mark: 2 })] });
    add({ S: "P", K: [span] });
  });
  const items = listDicts(document, "S").filter((dict) => dict.get(name("S")) === name("LI"));
  const kidsOf = (item: PDFDict): PDFObject | undefined => item.lookup(name("K"));
  const [many, one, labelled, bodied] = items.map(kidsOf);
  assert.ok(many instanceof PDFDict && one instanceof PDFDict);
  assert.deepEqual([many.get(name("S")), many.get(name("Type"))], [name("LBody"), name("StructElem")]);
  assert.equal(many.lookup(name("P")), items[0]);
  assert.equal(many.get(name("Pg")), document.getPage(0).ref);
  assert.equal(one.has(name("Pg")), false);
  assert.equal(String(one.get(name("K"))), "[ 7 ]");
  const kids = many.lookup(name("K"), PDFArray);
  assert.equal(kids.size(), 3);
  assert.equal(kids.lookup(0, PDFDict).lookup(name("P")), many);
  assert.equal(kids.lookup(1, PDFDict).has(name("P")), false);
  assert.ok(labelled instanceof PDFArray && labelled.size() === 2);
  assert.ok(bodied instanceof PDFArray && bodied.lookup(0, PDFDict).has(name("Mark")));
});

test("what a page paints outside marked content becomes an artifact", async () => {
  const document = await finish((made) => {
    const content = made.context.flateStream("0 0 9 9 re\nf\n");
    made.getPage(0).node.set(name("Contents"), made.context.register(content));
  });
  const stream = document.context.lookup(document.getPage(0).node.get(name("Contents"))) as PDFRawStream;
  assert.match(Buffer.from(decodePDFRawStream(stream).decode()).toString(), /^\/Artifact BMC\n0 0 9 9 re\nf\n\nEMC$/);
});

test("the provenance is attached as an associated file that is found in the bytes", async () => {
  const document = await finish();
  const [specification] = document.catalog.lookup(name("AF"), PDFArray).asArray();
  const file = document.context.lookup(specification, PDFDict);
  assert.equal(file.get(name("AFRelationship")), name("Data"));
  assert.deepEqual(
    [decode(file.get(name("F"))), decode(file.get(name("UF")))],
    Array(2).fill("tillbook-provenance.json"),
  );
  assert.match(decode(file.get(name("Desc"))), /tillbook-verify/);
  const stream = file.lookup(name("EF"), PDFDict).lookup(name("F")) as PDFRawStream;
  assert.deepEqual(
    [stream.dict.get(name("Type")), stream.dict.get(name("Subtype"))],
    [name("EmbeddedFile"), name("application/json")],
  );
  assert.equal(stream.dict.get(name("Filter")), undefined);
  const { language, pages } = JSON.parse(Buffer.from(stream.contents).toString());
  assert.equal(language, "de");
  assert.equal(pages.length, 1);
  assert.equal(String(stream.dict.lookup(name("Params"), PDFDict).get(name("Size"))), String(stream.contents.length));
  const names = document.catalog.lookup(name("Names"), PDFDict).lookup(name("EmbeddedFiles"), PDFDict);
  const [label, value] = names.lookup(name("Names"), PDFArray).asArray();
  assert.deepEqual([decode(label), value], ["tillbook-provenance.json", specification]);
});

test("names that the document has already stay beside the provenance", async () => {
  const document = await finish((made) => {
    made.catalog.set(name("Names"), made.context.obj({ Dests: 7 }));
  });
  const names = document.catalog.lookup(name("Names"), PDFDict);
  assert.ok(names.has(name("Dests")) && names.has(name("EmbeddedFiles")));
});

test("what is painted outside marked content becomes an artifact, and what is inside stays", () => {
  const content = "q\n0 0 9 9 re\nf\n/P <</MCID 0 >>BDC\nBT\n<41> Tj\nET\nEMC\nQ\n";
  assert.equal(
    wrapArtifacts(content),
    "/Artifact BMC\nq\n0 0 9 9 re\nf\nEMC\n/P <</MCID 0 >>BDC\nBT\n<41> Tj\nET\nEMC\nQ\n",
  );
});

test("lines that only set something are left alone", () => {
  assert.equal(wrapArtifacts("q\n1 0 0 1 0 0 cm\n0 0 9 9 re\nW* n\nQ"), "q\n1 0 0 1 0 0 cm\n0 0 9 9 re\nW* n\nQ");
});

test("every way to paint counts, and a word that ends alike does not", () => {
  for (const paint of ["f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "/X1 Do", "/S1 sh", "<41> Tj", "[<41>] TJ"]) {
    assert.equal(wrapArtifacts(`q\n${paint}`), `/Artifact BMC\nq\n${paint}\nEMC`, paint);
  }
  for (const other of ["n", "W n", "Q", "/If gs", "1 0 0 rg", "0 0 l", "f 1 w"])
    assert.equal(wrapArtifacts(other), other);
});

test("content between two marked parts is an artifact of its own", () => {
  const marked = "/P BMC\n<41> Tj\nEMC";
  assert.equal(wrapArtifacts(`${marked}\nf\n${marked}`), `${marked}\n/Artifact BMC\nf\nEMC\n${marked}`);
});

test("spans within a marked part or outside of one end neither it nor the artifact", () => {
  const span = "/Span<</ActualText <FEFF2069> >> BDC\n<03> Tj\nEMC\n/ReversedChars BMC\n<42> Tj\nEMC";
  assert.equal(wrapArtifacts(`/P <</MCID 0 >>BDC\n${span}\n<41> Tj\nEMC`), `/P <</MCID 0 >>BDC\n${span}\n<41> Tj\nEMC`);
  assert.equal(wrapArtifacts(`BT\n${span}\nET`), `/Artifact BMC\nBT\n${span}\nET\nEMC`);
});
