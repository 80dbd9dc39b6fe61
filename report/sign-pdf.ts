import { PDFDocument, PDFHexString, PDFName, PDFNumber, PDFString } from "@cantoo/pdf-lib";
import { makeSignature } from "./make-signature.js";
import type { Signer } from "./signer.js";

/** Room for the signature with its certificates, in bytes. */
const room = 16_384;

/** Stands for a number of the byte range until it is known. */
const unknown = 9_999_999_999;

/**
 * Signs a PDF as PAdES baseline B-B (ETSI EN 319 142-1): an incremental update with a signature that is not shown, so that the
 * unsigned bytes stay at the beginning of the file.
 * @param time  when it is signed, as the signer says
 */
export async function signPdf(pdf: Uint8Array, signer: Signer, time: Date): Promise<Uint8Array> {
  const bytes = Buffer.from(await addField(pdf, time));
  const find = (text: string): number => bytes.indexOf(text, pdf.length, "latin1");
  const contents = `<${"0".repeat(2 * room)}>`;
  const start = find(contents);
  const end = start + contents.length;
  const range = /\/ByteRange \[[^\]]*\]/.exec(bytes.toString("latin1", pdf.length))?.[0] ?? "";
  const numbers = `/ByteRange [ 0 ${start} ${end} ${bytes.length - end} ]`;
  bytes.write(numbers.padEnd(range.length), find(range), "latin1");
  const signature = await makeSignature(Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]), signer);
  if (signature.length > room)
    throw new Error(`expected a signature of at most ${room} bytes, got ${signature.length}`);
  bytes.write(signature.toString("hex"), start + 1, "latin1");
  return bytes;
}

/** Adds the field of a signature, with room for it, as an incremental update. */
async function addField(pdf: Uint8Array, time: Date): Promise<Uint8Array> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false, forIncrementalUpdate: true });
  const { context, catalog } = document;
  const page = document.getPage(0);
  const signature = context.obj({ Type: "Sig", Filter: "Adobe.PPKLite", SubFilter: "ETSI.CAdES.detached" });
  signature.set(PDFName.of("M"), PDFString.fromDate(time));
  signature.set(PDFName.of("ByteRange"), context.obj([0, unknown, unknown, unknown].map((n) => PDFNumber.of(n))));
  signature.set(PDFName.of("Contents"), PDFHexString.of("0".repeat(2 * room)));
  const field = context.obj({
    Type: "Annot",
    Subtype: "Widget",
    FT: "Sig",
    T: PDFString.of("Signature"),
    // read by screen readers (ISO 14289-1, 7.18.1)
    TU: PDFString.of("Signature"),
    V: context.register(signature),
    // hidden, printed, locked (ISO 32000-1, 12.5.3)
    F: 2 + 4 + 128,
    Rect: [0, 0, 0, 0],
    P: page.ref,
  });
  const ref = context.register(field);
  // not by addAnnot, which also wraps the content of the page
  page.node.set(PDFName.of("Annots"), context.obj([...(page.node.Annots()?.asArray() ?? []), ref]));
  catalog.set(PDFName.of("AcroForm"), context.obj({ Fields: [ref], SigFlags: 3 }));
  return document.commit();
}
