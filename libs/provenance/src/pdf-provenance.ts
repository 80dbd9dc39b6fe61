import { decodePDFRawStream, PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream } from "@cantoo/pdf-lib";
import { sha256 } from "@tillbook/pipeline";
import { type Provenance, parseProvenance } from "./provenance.js";

/** What is read from a PDF. */
export interface PdfContent {
  provenance: Provenance | undefined;
  /** SHA-256 of the content of each page. */
  pages: string[];
}

/**
 * Reads the attached provenance of a PDF, and hashes its pages.
 * @throws Error when the file cannot be read as a PDF
 */
export async function readPdf(pdf: Uint8Array): Promise<PdfContent> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  return { provenance: readAttachment(document), pages: hashPages(document) };
}

/** Hashes the content streams of each page. */
export function hashPages(document: PDFDocument): string[] {
  return document.getPages().map((page) => {
    const contents = page.node.Contents();
    const parts = contents instanceof PDFArray ? contents.asArray() : [contents];
    return sha256(Buffer.concat(parts.map((part) => readStream(document.context.lookup(part)))));
  });
}

function readAttachment(document: PDFDocument): Provenance | undefined {
  const names = document.catalog.lookupMaybe(PDFName.of("Names"), PDFDict);
  const list = names?.lookupMaybe(PDFName.of("EmbeddedFiles"), PDFDict)?.lookupMaybe(PDFName.of("Names"), PDFArray);
  if (list === undefined || list.size() < 2) return undefined;
  const file = list.lookup(1, PDFDict).lookupMaybe(PDFName.of("EF"), PDFDict)?.lookup(PDFName.of("F"));
  return parseProvenance(Buffer.from(readStream(file)).toString());
}

function readStream(stream: unknown): Uint8Array {
  if (!(stream instanceof PDFRawStream)) throw new Error("expected a stream in the PDF");
  return decodePDFRawStream(stream).decode();
}
