import { PDFArray, PDFDict, PDFDocument, PDFName, type PDFObject, PDFRawStream, type PDFRef } from "@cantoo/pdf-lib";
import { checkSignature, type SignatureCheck } from "./signature.js";

/** A PDF with a signature, and the report as it was before. */
export interface SignedPdf extends SignatureCheck {
  unsigned: Uint8Array;
}

/**
 * Checks the signature of a PDF: does it cover the whole file, and does what was added after the report only sign it?
 * Undefined when there is none.
 */
export async function checkSignedPdf(pdf: Uint8Array): Promise<SignedPdf | undefined> {
  const text = Buffer.from(pdf).toString("latin1");
  const ranges = [...text.matchAll(/\/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)];
  const [, start = 0, end = 0, rest = 0] = (ranges.at(-1) ?? []).map(Number);
  const length = text.lastIndexOf("%%EOF", start) + "%%EOF".length;
  if (ranges.length === 0 || length < "%%EOF".length) return undefined;
  const unsigned = pdf.slice(0, length);
  const findings: string[] = [];
  if (ranges.length > 1) findings.push(`expected one signature, got ${ranges.length}`);
  if (end + rest !== pdf.length || text[start] !== "<" || text[end - 1] !== ">")
    findings.push(`the signature does not cover the whole file, but ${start + rest} of ${pdf.length} bytes`);
  const signature = Buffer.from(text.slice(start + 1, end - 1), "hex");
  const covered = Buffer.concat([pdf.subarray(0, start), pdf.subarray(end, end + rest)]);
  const { good, findings: inside } = await checkSignature(signature, covered);
  findings.push(...inside, ...(await compareRevisions(unsigned, pdf)));
  if (findings.length === 0)
    good.unshift("the signature covers the whole file, and what was added to the report only signs it");
  return { unsigned, good, findings };
}

/** Lists objects of the report that the signed file replaces by others, but for what a signature has to add. */
async function compareRevisions(unsigned: Uint8Array, signed: Uint8Array): Promise<string[]> {
  try {
    const [before, after] = [await load(unsigned), await load(signed)];
    const page = before.getPage(0).ref;
    const root = before.context.trailerInfo.Root as PDFRef;
    const changed = before.context.enumerateIndirectObjects().flatMap(([ref, object]) => {
      const other = after.context.lookup(ref);
      const added = ref === page ? "Annots" : ref === root ? "AcroForm" : undefined;
      return describe(object, added) === describe(other, added) ? [] : [ref.toString()];
    });
    const trailers = [before, after].map(({ context }) => `${context.trailerInfo.Root} ${context.trailerInfo.Info}`);
    if (trailers[0] !== trailers[1]) changed.push("the trailer");
    const [annotations, others] = [before, after].map((document) => listAnnotations(document));
    const form = after.catalog.lookupMaybe(PDFName.of("AcroForm"), PDFDict);
    if (form?.keys().some((key) => !["/Fields", "/SigFlags"].includes(key.toString()))) changed.push("the form");
    const fields = form?.lookupMaybe(PDFName.of("Fields"), PDFArray);
    const field = fields?.get(0);
    const isHidden = field !== undefined && isHiddenField(after.context.lookup(field));
    if (fields?.size() !== 1 || !isHidden || `${others}` !== `${[...(annotations ?? []), field]}`)
      changed.push("the first page's annotations");
    return changed.length === 0 ? [] : [`the signed file changes the report: ${changed.slice(0, 5).join(", ")}`];
  } catch (error) {
    return [`cannot read the PDF: ${(error as Error).message}`];
  }
}

function load(pdf: Uint8Array): Promise<PDFDocument> {
  return PDFDocument.load(pdf, { updateMetadata: false });
}

function listAnnotations(document: PDFDocument): string[] {
  return (document.getPage(0).node.Annots()?.asArray() ?? []).map((ref) => ref.toString());
}

/** Whether a field shows nothing: without an area, and hidden. */
function isHiddenField(field: unknown): boolean {
  if (!(field instanceof PDFDict)) return false;
  const rect = field.lookupMaybe(PDFName.of("Rect"), PDFArray);
  return (
    `${rect}` === "[ 0 0 0 0 ]" &&
    !field.has(PDFName.of("AP")) &&
    !field.has(PDFName.of("A")) &&
    !field.has(PDFName.of("AA"))
  );
}

function describe(object: PDFObject | undefined, without: string | undefined): string {
  if (object instanceof PDFRawStream) return `${object.dict} ${Buffer.from(object.contents).toString("latin1")}`;
  if (!(object instanceof PDFDict) || without === undefined) return `${object}`;
  return object
    .entries()
    .filter(([key]) => key !== PDFName.of(without))
    .map(([key, value]) => `${key} ${value}`)
    .join("\n");
}
