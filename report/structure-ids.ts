import { PDFArray, PDFDict, type PDFDocument, PDFHexString, type PDFObject, PDFString } from "@cantoo/pdf-lib";

const pattern = /^node\d{8}$/;

/**
 * Renumbers the ids of the structure elements from 1. Chromium's counter starts elsewhere on a busy machine, the only
 * difference but dates between two prints of one page.
 */
export function numberStructureIds(document: PDFDocument): void {
  const found = new Set<string>();
  replaceIds(document, (id) => {
    found.add(id);
    return id;
  });
  const numbers = new Map([...found].sort().map((id, i) => [id, `node${String(i + 1).padStart(8, "0")}`]));
  replaceIds(document, (id) => numbers.get(id) ?? id);
}

function replaceIds(document: PDFDocument, replace: (id: string) => string): void {
  const visit = (object: PDFObject): PDFObject => {
    if (object instanceof PDFDict) for (const [key, value] of object.entries()) object.set(key, visit(value));
    if (object instanceof PDFArray) object.asArray().forEach((value, i) => void object.set(i, visit(value)));
    const isText = object instanceof PDFString || object instanceof PDFHexString;
    return isText && pattern.test(object.decodeText()) ? PDFString.of(replace(object.decodeText())) : object;
  };
  for (const [, object] of document.context.enumerateIndirectObjects()) visit(object);
}
