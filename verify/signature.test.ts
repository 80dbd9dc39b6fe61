import assert from "node:assert/strict";
import { test } from "node:test";
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFString } from "@cantoo/pdf-lib";
import * as asn1js from "asn1js";
import { ContentInfo, EncapsulatedContentInfo, SignedData } from "pkijs";
import { makeSignature } from "../report/make-signature.js";
import { signPdf } from "../report/sign-pdf.js";
import { makeTestSigner } from "../report/test-signer.js";
import { checkSignature, describeTrust } from "./signature.js";
import { checkSignedPdf } from "./signed-pdf.js";

const text = Buffer.from("€9,876.54");
const time = new Date("2026-01-02T03:04:05Z");
const root = await makeTestSigner({ name: "Root", isAuthority: true });
const between = await makeTestSigner({ name: "Between", isAuthority: true, issuer: root });
const erika = await makeTestSigner({ name: "Erika", issuer: between });
const alone = await makeTestSigner({ name: "Alone" });

async function makePdf(words = "revenue"): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage().drawText(words);
  document.context.assign(document.context.nextRef(), document.context.flateStream("font"));
  return document.save({ useObjectStreams: false });
}

test("a detached signature is of its bytes only, and says who signed", async () => {
  const signature = await makeSignature(text, erika, time);
  const { good, findings } = await checkSignature(signature, text);
  assert.deepEqual(findings, []);
  assert.match(good[0] ?? "", /^signed by CN=Erika, SHA-256 of the certificate [0-9a-f]{64}$/);
  const changed = await checkSignature(signature, Buffer.from("€9,876.55"));
  assert.match(changed.findings[0] ?? "", /the signature is not of these bytes/);
  assert.deepEqual(changed.good, []);
  assert.match((await checkSignature(Buffer.from("x"), text)).findings[0] ?? "", /cannot read the signature/);
});

test("any flipped byte of the value of a signature is found", async () => {
  const signature = await makeSignature(text, erika, time);
  for (let at = signature.length - 60; at < signature.length; at += 7) {
    const bad = Buffer.from(signature);
    bad[at]! ^= 1;
    const { good, findings } = await checkSignature(bad, text);
    assert.ok(findings.length > 0 && good.length === 0, `byte ${at}`);
  }
});

test("a signature that brings other content along is not one of these bytes", async () => {
  const signed = new SignedData({
    schema: ContentInfo.fromBER(new Uint8Array(await makeSignature(text, erika, time))).content,
  });
  signed.encapContentInfo = new EncapsulatedContentInfo({
    eContentType: "1.2.840.113549.1.7.1",
    eContent: new asn1js.OctetString({ valueHex: new Uint8Array(text).buffer }),
  });
  const content = new ContentInfo({ contentType: "1.2.840.113549.1.7.2", content: signed.toSchema(true) });
  const { findings } = await checkSignature(Buffer.from(content.toSchema().toBER()), Buffer.from("forged"));
  assert.deepEqual(findings, ["expected a detached signature of one signer, got another"]);
});

test("a certificate is trusted only up to a root that is trusted, in its time and for its use; a self-made one is called that", async () => {
  const [now, later] = [new Date("2026-01-01"), new Date("2050-01-01")];
  const trust = (who: typeof erika, roots = [root.certificate], when = now): string =>
    describeTrust(who.certificate, [who.certificate, ...who.chain], roots, when);
  assert.match(
    trust(erika),
    /^trusted: its certificate was issued under CN=Root \(valid from .*; revocation is not checked\)$/,
  );
  assert.match(trust(erika, []), /^NOT TRUSTED: nobody .* issued its certificate, but CN=Between/);
  assert.match(trust(alone), /^NOT TRUSTED by itself: its certificate is self-made/);
  assert.match(trust(alone, [alone.certificate]), /^trusted/);
  assert.match(trust(erika, undefined, later), /^NOT TRUSTED: its certificate is out of date/);
  const server = await makeTestSigner({ name: "shop.example", issuer: between, uses: ["1.3.6.1.5.5.7.3.1"] });
  assert.match(trust(server), /^NOT TRUSTED: its certificate is not for signing documents/);
  const uses = [
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.36",
    "1.2.840.113583.1.1.5",
    "1.3.6.1.4.1.311.10.3.12",
    "2.5.29.37.0",
  ];
  for (const use of uses)
    assert.match(trust(await makeTestSigner({ name: "Mail", issuer: between, uses: [use] })), /^trusted/, use);
  // a person's certificate does not issue others
  const below = await makeTestSigner({ name: "Below", issuer: erika });
  assert.match(trust(below), /^NOT TRUSTED/);
});

test("a signed PDF begins with the unsigned one, and the signature covers all of it", async () => {
  const pdf = await makePdf();
  const signed = await signPdf(pdf, erika, time);
  assert.ok(Buffer.from(signed).subarray(0, pdf.length).equals(Buffer.from(pdf)));
  const check = await checkSignedPdf(signed);
  assert.deepEqual(check?.findings, []);
  assert.ok(Buffer.from(check.unsigned).equals(Buffer.from(pdf)));
  assert.match(check.good.join("\n"), /covers the whole file.*\nsigned by CN=Erika/);
  assert.equal(await checkSignedPdf(pdf), undefined);
});

test("bytes that were changed, or added behind the signature, are found", async () => {
  const signed = Buffer.from(await signPdf(await makePdf(), erika, time));
  const changed = Buffer.from(signed);
  changed[40]! ^= 1;
  assert.match((await checkSignedPdf(changed))?.findings.join("\n") ?? "", /the signature is not of these bytes/);
  const longer = Buffer.concat([signed, Buffer.from("\n%%EOF")]);
  assert.match((await checkSignedPdf(longer))?.findings.join("\n") ?? "", /does not cover the whole file/);
});

test("a signer who changes the report beside signing it is found", async () => {
  const edits: [string, (document: PDFDocument) => void][] = [
    ["content", (document) => document.getPage(0).drawText("forged")],
    ["a bookmark or script", (document) => document.catalog.set(PDFName.of("OpenAction"), PDFString.of("x"))],
  ];
  const pdf = await makePdf();
  for (const [name, edit] of edits) {
    const document = await PDFDocument.load(pdf, { updateMetadata: false, forIncrementalUpdate: true });
    edit(document);
    const edited = Buffer.from(await document.commit());
    // as an update of its own, it is what was signed, and not the report
    const twice = await checkSignedPdf(await signPdf(edited, erika, time));
    assert.ok(Buffer.from(twice?.unsigned ?? []).equals(edited), name);
    // hidden in the update that signs
    edited.write("%%e", edited.lastIndexOf("%%EOF"));
    const once = await checkSignedPdf(await signPdf(edited, erika, time));
    assert.ok(Buffer.from(once?.unsigned ?? []).equals(Buffer.from(pdf)), name);
    assert.match(once?.findings.join() ?? "", /the signed file changes the report: /, name);
  }
});

test("annotations that a report has stay, and one that the signer adds is found", async () => {
  const addLink = (document: PDFDocument): void => {
    const link = document.context.obj({ Type: "Annot", Subtype: "Link", Rect: [0, 0, 9, 9] });
    document.getPage(0).node.addAnnot(document.context.register(link));
  };
  const document = await PDFDocument.load(await makePdf(), { updateMetadata: false });
  addLink(document);
  const pdf = await document.save({ useObjectStreams: false });
  assert.deepEqual((await checkSignedPdf(await signPdf(pdf, erika, time)))?.findings, []);
  const update = await PDFDocument.load(pdf, { updateMetadata: false, forIncrementalUpdate: true });
  addLink(update);
  const edited = Buffer.from(await update.commit());
  edited.write("%%e", edited.lastIndexOf("%%EOF"));
  const { findings = [] } = (await checkSignedPdf(await signPdf(edited, erika, time))) ?? {};
  assert.match(findings.join(), /^the signed file changes the report: .*the first page's annotations$/);
});

test("a field that shows something or does something, and a form with more than that field, are found", async () => {
  const signed = await signPdf(await makePdf(), erika, time);
  const find = async (edit: (form: PDFDict, field: PDFDict) => void): Promise<string> => {
    const update = await PDFDocument.load(signed, { updateMetadata: false, forIncrementalUpdate: true });
    const form = update.catalog.lookup(PDFName.of("AcroForm"), PDFDict);
    edit(form, form.lookup(PDFName.of("Fields"), PDFArray).lookup(0, PDFDict));
    return ((await checkSignedPdf(await update.commit()))?.findings ?? []).join("\n");
  };
  for (const key of ["AP", "A", "AA"])
    assert.match(
      await find((_, field) => field.set(PDFName.of(key), PDFString.of("x"))),
      /changes the report: the first page's annotations$/,
      key,
    );
  assert.match(
    await find((_, field) => field.set(PDFName.of("Rect"), field.context.obj([0, 0, 9, 9]))),
    /changes the report: the first page's annotations$/,
  );
  assert.match(await find((form) => form.set(PDFName.of("XFA"), PDFString.of("x"))), /changes the report: the form$/);
  assert.match(
    await find((form, field) => form.lookup(PDFName.of("Fields"), PDFArray).push(field)),
    /changes the report: the first page's annotations$/,
  );
  assert.doesNotMatch(await find((_, field) => field.set(PDFName.of("TU"), PDFString.of("x"))), /changes the report/);
});

test("a dictionary that the signed file replaces is found, and a second signature", async () => {
  const document = await PDFDocument.load(await makePdf(), { updateMetadata: false });
  const ref = document.context.register(document.context.obj({ Kind: PDFString.of("old") }));
  document.catalog.set(PDFName.of("Extra"), ref);
  const pdf = await document.save({ useObjectStreams: false });
  const update = await PDFDocument.load(pdf, { updateMetadata: false, forIncrementalUpdate: true });
  update.context.lookup(ref, PDFDict).set(PDFName.of("Kind"), PDFString.of("new"));
  const edited = Buffer.from(await update.commit());
  edited.write("%%e", edited.lastIndexOf("%%EOF"));
  assert.deepEqual((await checkSignedPdf(await signPdf(edited, erika, time)))?.findings, [
    `the signed file changes the report: ${ref}`,
  ]);
  const twice = await signPdf(await signPdf(pdf, erika, time), erika, time);
  assert.equal((await checkSignedPdf(twice))?.findings[0], "expected one signature, got 2");
});
