import { html as xml } from "@remix-run/html-template"; // the five characters that it escapes are those of XML

/** What a document says about itself. */
export interface DocumentInformation {
  title: string;
  author: string;
  subject: string;
  /** Language tag, e.g. "en". */
  language: string;
  /** Creation and modification; undefined leaves both out, so that the bytes don't depend on the clock. */
  date: Date | undefined;
}

/** Makes the XMP packet (ISO 16684-1) that says the same as the document's information, and that the file is PDF/UA-1 and well-tagged. */
export function makeXmp(information: DocumentInformation, producer: string): string {
  const { title, author, subject, language, date } = information;
  const day = date?.toISOString().replace(/\.\d+Z$/, "Z");
  const dates = day && xml`<xmp:CreateDate>${day}</xmp:CreateDate><xmp:ModifyDate>${day}</xmp:ModifyDate>`;
  const inDefaultLanguage = (text: string) => xml`<rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt>`;
  return String(xml`<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfd="http://pdfa.org/declarations/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title>${inDefaultLanguage(title)}</dc:title>
<dc:creator><rdf:Seq><rdf:li>${author}</rdf:li></rdf:Seq></dc:creator>
<dc:description>${inDefaultLanguage(subject)}</dc:description>
<dc:language><rdf:Bag><rdf:li>${language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>${producer}</pdf:Producer>
<xmp:CreatorTool>Tillbook</xmp:CreatorTool>
${dates}
<pdfuaid:part>1</pdfuaid:part>
<pdfd:declarations><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo></rdf:li></rdf:Bag></pdfd:declarations>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`);
}
