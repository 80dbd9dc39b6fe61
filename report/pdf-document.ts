import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  type PDFPage,
  PDFRawStream,
  PDFRef,
  PDFString,
} from "@cantoo/pdf-lib";
import { writeChecksum } from "@tillbook/provenance";
import { attachProvenance } from "./attach-provenance.js";
import { endLines, readBlanks } from "./line-ends.js";
import { numberStructureIds } from "./structure-ids.js";
import { aimAtStructure, dropContent, nameNamespace, unmarkGrounds } from "./well-tagged.js";
import { type DocumentInformation, makeXmp } from "./xmp.js";

/** Metadata of the file, and texts that Chromium leaves out. */
export interface PdfMetadata extends DocumentInformation {
  /** Text of each link by the name of its destination. */
  linkTexts: ReadonlyMap<string, string>;
  /** Texts of the headings, for the bookmarks. */
  headings: readonly string[];
  /** The heading, from 0, at each place that a link leads to, by the name of its destination. */
  places: ReadonlyMap<string, number>;
  /** JSON of a `Provenance`. */
  provenance: string;
}

/** Reads on which page (from 1) each named destination lies, and how many pages there are. */
export async function readDestinations(pdf: Uint8Array): Promise<{ pages: number; pageOf: Map<string, number> }> {
  const document = await load(pdf);
  const refs = document.getPages().map((page) => page.ref);
  const pageOf = new Map<string, number>();
  const destinations = document.catalog.lookupMaybe(PDFName.of("Dests"), PDFDict);
  for (const [name, value] of destinations?.entries() ?? []) {
    const page = document.context.lookup(value, PDFArray).get(0) as PDFRef;
    pageOf.set(name.decodeText(), refs.indexOf(page) + 1);
  }
  return { pages: refs.length, pageOf };
}

/**
 * Adds to a tagged PDF what PDF/UA-1 (ISO 14289-1) and WTPDF 1.0 require and Chromium leaves out: XMP metadata, texts of links, the
 * elements that places are at, roles of Chromium's tags, bodies of list items, blanks at the ends of lines; and marks everything untagged
 * as an artifact. Equal input gives equal bytes.
 */
export async function finishPdf(pdf: Uint8Array, metadata: PdfMetadata): Promise<Uint8Array> {
  const document = await load(pdf);
  describeDocument(document, metadata);
  nameLinks(document, metadata.linkTexts);
  nameBookmarks(document, metadata.headings);
  mapRoles(document);
  wrapListItems(document);
  numberStructureIds(document);
  nameNamespace(document);
  aimAtStructure(document, metadata.places);
  dropContent(document, new Map(document.getPages().map((page) => [page.ref, rewriteContent(document, page)])));
  attachProvenance(document, metadata.provenance);
  return writeChecksum(await document.save({ addDefaultPage: false, updateFieldAppearances: false }));
}

function load(pdf: Uint8Array): Promise<PDFDocument> {
  return PDFDocument.load(pdf, { updateMetadata: false });
}

function describeDocument(document: PDFDocument, metadata: PdfMetadata): void {
  const info = document.context.lookup(document.context.trailerInfo.Info, PDFDict);
  for (const key of ["CreationDate", "ModDate"]) info.delete(PDFName.of(key));
  document.setTitle(metadata.title, { showInWindowTitleBar: true });
  document.setAuthor(metadata.author);
  document.setSubject(metadata.subject);
  document.setCreator("Tillbook");
  document.setLanguage(metadata.language);
  if (metadata.date) {
    document.setCreationDate(metadata.date);
    document.setModificationDate(metadata.date);
  }
  const xmp = makeXmp(metadata, document.getProducer() ?? "");
  // not compressed, so that it can be found in the bytes
  const stream = PDFRawStream.of(
    document.context.obj({ Type: "Metadata", Subtype: "XML" }),
    new TextEncoder().encode(xmp),
  );
  document.catalog.set(PDFName.of("Metadata"), document.context.register(stream));
  document.catalog.set(PDFName.of("PageMode"), PDFName.of("UseOutlines"));
}

function nameLinks(document: PDFDocument, texts: ReadonlyMap<string, string>): void {
  for (const page of document.getPages()) {
    const annotations = page.node.Annots()?.asArray() ?? [];
    for (const annotation of annotations.map((ref) => document.context.lookup(ref, PDFDict))) {
      if (annotation.get(PDFName.of("Subtype")) !== PDFName.of("Link")) continue;
      const target = annotation.lookup(PDFName.of("Dest"));
      const name = target instanceof PDFName ? target.decodeText() : "";
      const address = annotation.lookupMaybe(PDFName.of("A"), PDFDict)?.lookup(PDFName.of("URI"));
      const url = address instanceof PDFString || address instanceof PDFHexString ? address.decodeText() : "";
      const text = texts.get(name) ?? (url || name || "Link");
      annotation.set(PDFName.of("Contents"), PDFHexString.fromText(text));
    }
  }
}

/** Restores the spaces at which Chromium broke a heading into lines. */
function nameBookmarks(document: PDFDocument, headings: readonly string[]): void {
  const [titleKey, strip] = [PDFName.of("Title"), (text: string): string => text.replace(/\s/g, "")];
  const texts = new Map(headings.map((text) => [strip(text), text]));
  for (const [, item] of document.context.enumerateIndirectObjects()) {
    if (!(item instanceof PDFDict) || !item.has(PDFName.of("Parent"))) continue;
    const title = item.lookup(titleKey);
    if (!(title instanceof PDFString || title instanceof PDFHexString)) continue;
    const text = texts.get(strip(title.decodeText()));
    if (text !== undefined) item.set(titleKey, PDFHexString.fromText(text));
  }
}

/** Maps the tags of emphasis, which are of PDF 2.0, to one that PDF/UA-1 knows. */
function mapRoles(document: PDFDocument): void {
  const root = document.catalog.lookupMaybe(PDFName.of("StructTreeRoot"), PDFDict);
  root?.set(PDFName.of("RoleMap"), document.context.obj({ Strong: "Span", Em: "Span" }));
}

/** Wraps the content of list items beside their marker: PDF/UA-1 allows only a label and a body in an item. */
function wrapListItems(document: PDFDocument): void {
  const [typeKey, kidsKey, parentKey] = [PDFName.of("S"), PDFName.of("K"), PDFName.of("P")];
  for (const [ref, item] of document.context.enumerateIndirectObjects()) {
    if (!(item instanceof PDFDict) || item.get(typeKey) !== PDFName.of("LI")) continue;
    const kids = item.lookup(kidsKey);
    const list = kids instanceof PDFArray ? kids.asArray() : [item.get(kidsKey)!];
    const find = (kid: PDFObject): PDFObject | undefined =>
      kid instanceof PDFRef ? document.context.lookup(kid) : undefined;
    const typeOf = (kid: PDFObject): unknown => {
      const element = find(kid);
      return element instanceof PDFDict ? element.get(typeKey) : undefined;
    };
    const labels = list.filter((kid) => typeOf(kid) === PDFName.of("Lbl"));
    const content = list.filter((kid) => !labels.includes(kid));
    if (content.length === 0 || content.every((kid) => typeOf(kid) === PDFName.of("LBody"))) continue;
    const body = document.context.obj({ Type: "StructElem", S: "LBody", P: ref, K: content });
    if (item.get(PDFName.of("Pg"))) body.set(PDFName.of("Pg"), item.get(PDFName.of("Pg"))!);
    const bodyRef = document.context.register(body);
    for (const kid of content.map(find)) if (kid instanceof PDFDict && kid.get(parentKey)) kid.set(parentKey, bodyRef);
    item.set(kidsKey, labels.length === 0 ? bodyRef : document.context.obj([...labels, bodyRef]));
  }
}

/** Rewrites what a page paints. @returns  the ids of marked content that is an artifact now */
function rewriteContent(document: PDFDocument, page: PDFPage): number[] {
  const ref = page.node.get(PDFName.of("Contents"));
  const stream = ref instanceof PDFRef ? document.context.lookup(ref) : undefined;
  if (!(ref instanceof PDFRef) || !(stream instanceof PDFRawStream)) return [];
  const { content, ids } = unmarkGrounds(Buffer.from(decodePDFRawStream(stream).decode()).toString("latin1"));
  const marked = wrapArtifacts(endLines(content, readBlanks(document, page)));
  document.context.assign(ref, document.context.flateStream(Buffer.from(marked, "latin1")));
  return ids;
}

/**
 * Marks what a page paints outside marked content as an artifact. It relies on how Skia writes: one operation per line,
 * and marked content that neither nests nor lies within a text object, but for spans with the text of glyphs (of marks of direction, for
 * instance) and letters that run to the left.
 */
export function wrapArtifacts(content: string): string {
  const output: string[] = [];
  let outside: string[] = [];
  const flush = (): void => {
    const paints = outside.some((line) => /(?:^|\s)(?:f\*?|F|S|s|B\*?|b\*?|Do|sh|Tj|TJ)$/.test(line));
    output.push(...(paints ? ["/Artifact BMC", ...outside, "EMC"] : outside));
    outside = [];
  };
  let isMarked = false;
  let spans = 0;
  for (const line of content.split("\n")) {
    const isSpan = /\/ActualText.*BDC$|^\/ReversedChars BMC$/.test(line) && !line.includes("/MCID");
    const isMark = !isSpan && (/(?:BDC|BMC)$/.test(line) || (line === "EMC" && spans === 0));
    if (isSpan) spans++;
    else if (line === "EMC" && spans > 0) spans--;
    if (!isMark) (isMarked ? output : outside).push(line);
    else {
      flush();
      isMarked = line !== "EMC";
      output.push(line);
    }
  }
  flush();
  return output.join("\n");
}
