import { PDFDict, type PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFString } from "@cantoo/pdf-lib";
import { hashPages } from "@tillbook/verify";

const fileName = "tillbook-record.json";

/**
 * Attaches the record of the page to its PDF, with the hash of what each page paints, as an associated file (ISO 32000-2,
 * 14.13). It is not compressed, so that the seal in it is found in the bytes.
 * @param record  JSON of a `ReportRecord`
 */
export function attachRecord(document: PDFDocument, record: string): void {
  const json = new TextEncoder().encode(JSON.stringify({ ...JSON.parse(record), pages: hashPages(document) }));
  const { context, catalog } = document;
  const file = PDFRawStream.of(
    context.obj({ Type: "EmbeddedFile", Subtype: "application/json", Params: { Size: json.byteLength } }),
    json,
  );
  const specification = context.register(
    context.obj({
      Type: "Filespec",
      F: PDFString.of(fileName),
      UF: PDFHexString.fromText(fileName),
      Desc: PDFHexString.fromText("What this report was made from, for programs: tillbook-verify checks it"),
      AFRelationship: "Data",
      EF: { F: context.register(file) },
    }),
  );
  const names = catalog.lookupMaybe(PDFName.of("Names"), PDFDict) ?? context.obj({});
  names.set(PDFName.of("EmbeddedFiles"), context.obj({ Names: [PDFString.of(fileName), specification] }));
  catalog.set(PDFName.of("Names"), names);
  catalog.set(PDFName.of("AF"), context.obj([specification]));
}
