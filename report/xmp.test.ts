import assert from "node:assert/strict";
import test from "node:test";
import { makeXmp } from "./xmp.js";

const information = {
  title: "A <&> B",
  author: "C & D",
  subject: "E",
  language: "de",
  date: new Date("2025-12-31T01:02:03Z"),
};

test("the metadata say what the document says, that it is PDF/UA-1, and well-tagged", () => {
  const xmp = makeXmp(information, "Skia <1>");
  for (const part of [
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">A &lt;&amp;&gt; B</rdf:li></rdf:Alt></dc:title>',
    "<dc:creator><rdf:Seq><rdf:li>C &amp; D</rdf:li></rdf:Seq></dc:creator>",
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">E</rdf:li></rdf:Alt></dc:description>',
    "<dc:language><rdf:Bag><rdf:li>de</rdf:li></rdf:Bag></dc:language>",
    "<pdf:Producer>Skia &lt;1&gt;</pdf:Producer>",
    "<xmp:CreatorTool>Tillbook</xmp:CreatorTool>",
    "<xmp:CreateDate>2025-12-31T01:02:03Z</xmp:CreateDate><xmp:ModifyDate>2025-12-31T01:02:03Z</xmp:ModifyDate>",
    "<pdfuaid:part>1</pdfuaid:part>",
    '<pdfd:declarations><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo></rdf:li></rdf:Bag></pdfd:declarations>',
  ]) {
    assert.ok(xmp.includes(`\n${part}\n`), part);
  }
  assert.match(xmp, /^<\?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"\?>\n[\s\S]*\n<\?xpacket end="r"\?>$/);
});

test("without a date there is none", () => {
  assert.doesNotMatch(makeXmp({ ...information, date: undefined }, ""), /Date/);
});
