import { PDFDict, type PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFString } from "@cantoo/pdf-lib";
import { hashPages } from "@tillbook/provenance";

const fileName = "tillbook-provenance.json";

/**
 * Attaches the provenance of the HTML to its PDF as an associated file (ISO 32000-2, 14.13), with a hash of what each page
 * paints. It isn't compressed, so that the checksum in it can be found in the bytes.
 * @param provenance  JSON of a `Provenance`
 */
export function attachProvenance(document: PDFDocument, provenance: string): void {
  const json = new TextEncoder().encode(JSON.stringify({ ...JSON.parse(provenance), pages: hashPages(document) }));
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
