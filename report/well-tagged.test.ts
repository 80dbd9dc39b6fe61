import assert from "node:assert/strict";
import test from "node:test";
import { PDFArray, PDFDict, PDFDocument, PDFName, type PDFObject, PDFRef } from "@cantoo/pdf-lib";
import { aimAtStructure, dropContent, listElements, nameNamespace, unmarkGrounds } from "./well-tagged.js";

const key = (text: string): PDFName => PDFName.of(text);

test("grounds and lines of elements become artifacts; texts, pictures and charts stay content", () => {
  const ground = "/Table <</MCID 3 >>BDC\n0 0 9 1 re\nf\nEMC";
  const kept = [
    "/P <</MCID 4 >>BDC\nBT\n<41> Tj\nET\nEMC",
    "/Figure <</MCID 5 >>BDC\n0 0 9 9 re\nf\nEMC",
    "/TD <</MCID 6 >>BDC\n/X1 Do\nEMC",
  ];
  assert.deepEqual(unmarkGrounds([ground, ...kept].join("\n")), {
    content: ["/Artifact BMC\n0 0 9 1 re\nf\nEMC", ...kept].join("\n"),
    ids: [3],
  });
});

/** Makes a document of a page with a table and two headings, each with a piece of marked content. */
async function makeDocument(): Promise<{ document: PDFDocument; page: PDFRef; refs: PDFRef[] }> {
  const document = await PDFDocument.create();
  const page = document.addPage().ref;
  const root = document.context.nextRef();
  const top = document.context.nextRef();
  const refs = ["Table", "H1", "H2"].map((type, id) =>
    document.context.register(document.context.obj({ Type: "StructElem", S: type, P: top, Pg: page, K: id } as never)),
  );
  document.context.assign(top, document.context.obj({ Type: "StructElem", S: "Document", P: root, K: refs } as never));
  const parents = document.context.obj({ Nums: [0, refs] } as never);
  document.context.assign(root, document.context.obj({ Type: "StructTreeRoot", K: top, ParentTree: parents } as never));
  document.catalog.set(key("StructTreeRoot"), root);
  document.getPage(0).node.set(key("StructParents"), document.context.obj(0));
  return { document, page, refs };
}

test("what is no content leaves the structure, and the way back from the page", async () => {
  const { document, page } = await makeDocument();
  dropContent(document, new Map([[page, [0]]]));
  const [, table, heading] = listElements(document).map(({ dict }) => dict);
  assert.equal(table!.has(key("K")), false);
  assert.equal(String(heading!.get(key("K"))), "1");
  const parents = document.catalog.lookup(key("StructTreeRoot"), PDFDict).lookup(key("ParentTree"), PDFDict);
  const list = parents.lookup(key("Nums"), PDFArray).lookup(1, PDFArray);
  assert.equal(String(list.get(0)), "null");
  assert.ok(list.get(1) instanceof PDFRef);
});

test("the document is named to be of PDF 2.0", async () => {
  const { document } = await makeDocument();
  nameNamespace(document);
  const [top] = listElements(document);
  assert.equal(String(top!.dict.lookup(key("NS"), PDFDict).get(key("NS"))), "(http://iso.org/pdf2/ssn)");
});

test("places and bookmarks lead to their headings, and places without one to an element of their page", async () => {
  const { document, page, refs } = await makeDocument();
  const place = (): PDFObject => document.context.obj([page, "XYZ", 1, 2, 0] as never);
  document.catalog.set(key("Dests"), document.context.obj({ second: place(), note: place() } as never));
  const item = document.context.register(document.context.obj({ Dest: place() } as never));
  document.catalog.set(key("Outlines"), document.context.obj({ First: item } as never));
  aimAtStructure(
    document,
    new Map([
      ["second", 1],
      ["note", -1],
    ]),
  );
  const named = document.catalog.lookup(key("Dests"), PDFDict);
  const read = (dict: PDFDict): unknown[] => [
    dict.lookup(key("D"), PDFArray).get(0),
    dict.lookup(key("SD"), PDFArray).get(0),
  ];
  assert.deepEqual(read(named.lookup(key("second"), PDFDict)), [page, refs[2]]);
  assert.deepEqual(read(named.lookup(key("note"), PDFDict)), [page, refs[0]]);
  const bookmark = document.context.lookup(item, PDFDict);
  assert.equal(bookmark.has(key("Dest")), false);
  assert.deepEqual(read(bookmark.lookup(key("A"), PDFDict)), [page, refs[1]]);
});
