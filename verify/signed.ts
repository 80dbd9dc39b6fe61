import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkSignature } from "./signature.js";
import { checkSignedPdf } from "./signed-pdf.js";
import type { Check } from "./verify.js";

/** Checks the signed copies of the reports, if there are any: they are of the reports in build/report, and only signed. */
export const checkSigned: Check = async ({ paths }, findings) => {
  const folder = join(paths.build, "signed");
  const names = (await readdir(folder).catch(() => [])).sort();
  if (names.length === 0) return "the report is not signed";
  const expected = ["tillbook.html", "tillbook.html.p7s", "tillbook.pdf"];
  if (names.join() !== expected.join()) {
    findings.push(`build/signed: expected ${expected.join(", ")}, got ${names.join(", ")}`);
    return "";
  }
  const [html, signature, pdf] = await Promise.all(expected.map((name) => readFile(join(folder, name))));
  const [report, printed] = await Promise.all(
    ["html", "pdf"].map((kind) => readFile(join(paths.report, `tillbook.${kind}`)).catch(() => Buffer.alloc(0))),
  );
  if (!html!.equals(report!)) findings.push("build/signed/tillbook.html differs from build/report/tillbook.html");
  const signedHtml = await checkSignature(signature!, html!);
  for (const finding of signedHtml.findings) findings.push(`build/signed/tillbook.html.p7s: ${finding}`);
  const signedPdf = await checkSignedPdf(pdf!);
  for (const finding of signedPdf?.findings ?? ["expected a signature, found none"])
    findings.push(`build/signed/tillbook.pdf: ${finding}`);
  if (signedPdf && !printed!.equals(signedPdf.unsigned))
    findings.push("build/signed/tillbook.pdf: what is signed is not build/report/tillbook.pdf");
  return `the signed copies are of these reports, ${signedHtml.good[0]}`;
};
