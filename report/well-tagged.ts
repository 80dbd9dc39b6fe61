import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRef,
  PDFString,
} from "@cantoo/pdf-lib";

// What WTPDF 1.0 (Well-Tagged PDF, PDF Association, 2024), conformance level accessibility, asks for and Chromium leaves out.

const key = (text: string): PDFName => PDFName.of(text);

/** Elements that group others or hold text: what they paint without text are grounds and lines. */
const grounds = /^\/(?:Document|Div|NonStruct|Sect|Table|TR|TH|TD|THead|TBody|P|H\d|L|LI|LBody) <<\/MCID (\d+) >>BDC$/;

/**
 * Makes artifacts of marked content that has no text, but for charts and other pictures: lines of tables, for instance, which are no
 * content of theirs. @returns  the content, and the ids of what is no longer marked
 */
export function unmarkGrounds(content: string): { content: string; ids: number[] } {
  const lines = content.split("\n");
  const ids: number[] = [];
  for (const [start, line] of lines.entries()) {
    const [, id] = grounds.exec(line) ?? [];
    if (id === undefined) continue;
    const end = lines.indexOf("EMC", start);
    if (
      lines
        .slice(start, end)
        .some((inside) => /(?:Tj|TJ|Do|sh|BMC)$/.test(inside) || (inside !== line && inside.endsWith("BDC")))
    )
      continue;
    lines[start] = "/Artifact BMC";
    ids.push(Number(id));
  }
  return { content: lines.join("\n"), ids };
}

/** Takes marked content of pages out of the structure tree. */
export function dropContent(document: PDFDocument, dropped: ReadonlyMap<PDFRef, readonly number[]>): void {
  const root = document.catalog.lookupMaybe(key("StructTreeRoot"), PDFDict);
  if (root === undefined) return;
  const isDropped = (kid: PDFObject, page: PDFObject | undefined): boolean => {
    if (kid instanceof PDFNumber)
      return page instanceof PDFRef && (dropped.get(page)?.includes(kid.asNumber()) ?? false);
    const reference = document.context.lookup(kid);
    if (!(reference instanceof PDFDict) || reference.get(key("Type")) !== key("MCR")) return false;
    return isDropped(reference.get(key("MCID"))!, reference.get(key("Pg")) ?? page);
  };
  for (const element of listElements(document)) {
    const kids = element.dict.lookup(key("K"));
    const list =
      kids instanceof PDFArray ? kids.asArray() : [element.dict.get(key("K"))].filter((kid) => kid !== undefined);
    const kept = list.filter((kid) => !isDropped(kid, element.dict.get(key("Pg"))));
    if (kept.length === list.length) continue;
    if (kept.length === 0) element.dict.delete(key("K"));
    else element.dict.set(key("K"), document.context.obj(kept));
  }
  const numbers = root.lookupMaybe(key("ParentTree"), PDFDict);
  for (const page of document.getPages()) {
    const place = page.node.lookup(key("StructParents"));
    const parents = place instanceof PDFNumber && numbers ? findNumber(numbers, place.asNumber()) : undefined;
    if (parents instanceof PDFArray)
      for (const id of dropped.get(page.ref) ?? [])
        if (id < parents.size()) parents.set(id, document.context.obj(null));
  }
}

/** Looks up a number tree (ISO 32000-1, 7.9.7). */
function findNumber(tree: PDFDict, number: number): PDFObject | undefined {
  const pairs = tree.lookupMaybe(key("Nums"), PDFArray);
  for (let i = 0; pairs && i < pairs.size(); i += 2)
    if (pairs.lookup(i, PDFNumber).asNumber() === number) return pairs.lookup(i + 1);
  const kids = tree.lookupMaybe(key("Kids"), PDFArray);
  for (let i = 0; kids && i < kids.size(); i++) {
    const found = findNumber(kids.lookup(i, PDFDict), number);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface StructureElement {
  ref: PDFRef;
  dict: PDFDict;
}

/** Lists the elements of the structure tree, each before those in it. */
export function listElements(document: PDFDocument): StructureElement[] {
  const found: StructureElement[] = [];
  const visit = (object: PDFObject | undefined): void => {
    const value = object instanceof PDFRef ? document.context.lookup(object) : object;
    if (value instanceof PDFArray) for (const kid of value.asArray()) visit(kid);
    if (!(value instanceof PDFDict) || !value.has(key("S"))) return;
    if (object instanceof PDFRef) found.push({ ref: object, dict: value });
    visit(value.get(key("K")));
  };
  visit(document.catalog.lookupMaybe(key("StructTreeRoot"), PDFDict)?.get(key("K")));
  return found;
}

/** Says that the document's element is of PDF 2.0. */
export function nameNamespace(document: PDFDocument): void {
  const root = document.catalog.lookupMaybe(key("StructTreeRoot"), PDFDict);
  const top = listElements(document).find(({ dict }) => dict.get(key("S")) === key("Document"));
  if (root === undefined || top === undefined) return;
  const namespace = document.context.register(
    document.context.obj({ Type: "Namespace", NS: PDFString.of("http://iso.org/pdf2/ssn") }),
  );
  root.set(key("Namespaces"), document.context.obj([namespace]));
  top.dict.set(key("NS"), namespace);
}

/**
 * Adds to bookmarks and named places the structure element that they lead to, beside the place on the page.
 * @param places  ids of the page and the heading, from 0, that each leads to; what leads to none gets the first element of its page
 */
export function aimAtStructure(document: PDFDocument, places: ReadonlyMap<string, number>): void {
  const elements = listElements(document);
  const headings = elements.filter(({ dict }) => /^\/H\d$/.test(String(dict.get(key("S")))));
  const aim = (destination: PDFArray, heading: number | undefined): PDFObject | undefined => {
    const page = destination.get(0);
    const element = headings[heading ?? -1] ?? elements.find(({ dict }) => dict.get(key("Pg")) === page) ?? elements[0];
    return element && document.context.obj([element.ref, ...destination.asArray().slice(1)]);
  };
  const named = document.catalog.lookupMaybe(key("Dests"), PDFDict);
  for (const [name, value] of named?.entries() ?? []) {
    const destination = document.context.lookup(value, PDFArray);
    const target = aim(destination, places.get(name.decodeText()));
    if (target) named!.set(name, document.context.obj({ D: destination, SD: target } as never));
  }
  for (const [i, item] of listBookmarks(document).entries()) {
    const destination = item.lookup(key("Dest"));
    const target = destination instanceof PDFArray ? aim(destination, i) : undefined;
    if (target === undefined) continue;
    item.delete(key("Dest"));
    item.set(key("A"), document.context.obj({ Type: "Action", S: "GoTo", D: destination, SD: target } as never));
  }
}

/** Lists the bookmarks, each before those in it: one for each heading. */
function listBookmarks(document: PDFDocument): PDFDict[] {
  const found: PDFDict[] = [];
  const visit = (item: PDFDict | undefined): void => {
    for (let next = item; next; next = next.lookupMaybe(key("Next"), PDFDict)) {
      found.push(next);
      visit(next.lookupMaybe(key("First"), PDFDict));
    }
  };
  visit(document.catalog.lookupMaybe(key("Outlines"), PDFDict)?.lookupMaybe(key("First"), PDFDict));
  return found;
}
