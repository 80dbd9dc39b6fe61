import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runStage, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { makeSignature } from "./make-signature.js";
import { signPdf } from "./sign-pdf.js";
import { readSigner } from "./signer.js";

// Never cached: a signature names its time, and the same key signs differently each time. What it signs stays as it is in
// build/report, so that an unsigned report has the same bytes.

await runStage("sign", async ({ settings, paths }) => {
  if (settings.signing === undefined)
    throw new TillbookError("SIGN_FAILED", "expected a key to sign with, got none", "set REPORT_SIGN_KEY");
  const signer = await readSigner(settings.signing);
  const read = (name: string): Promise<Buffer> => readFile(join(paths.report, name));
  const write = (name: string, content: Uint8Array): Promise<void> =>
    writeFileAtomic(join(paths.build, "signed", name), content);
  const [html, pdf, time] = [await read("tillbook.html"), await read("tillbook.pdf"), new Date()];
  await write("tillbook.html", html);
  await write("tillbook.html.p7s", await makeSignature(html, signer, time));
  await write("tillbook.pdf", await signPdf(pdf, signer, time));
  const { subject, validTo } = signer.certificate;
  return `build/signed, by ${subject.replaceAll("\n", ", ")}, whose certificate is valid until ${validTo}`;
});
