import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { findPaths } from "@tillbook/pipeline";
import { signPdf } from "../../report/sign-pdf.js";
import { makeTestSigner } from "../../report/test-signer.js";
import { checkReportFile } from "../../verify/report-file.js";
import { checkSignedPdf } from "../../verify/signed-pdf.js";
import { openBench } from "./bench.js";
import { judgePdf } from "./verapdf.js";

test("a signed report is PDF/UA-1 as well, and the report in it is unchanged", async () => {
  const bench = await openBench();
  const { pdf } = await bench.print();
  const signed = await signPdf(pdf, await makeTestSigner({ name: "Erika" }), new Date());
  const file = join(bench.folder, "signed.pdf");
  await writeFile(file, signed);
  assert.deepEqual((await judgePdf(file, findPaths())).failures, []);
  const check = await checkSignedPdf(signed);
  assert.deepEqual(check?.findings, []);
  assert.deepEqual((await checkReportFile(check.unsigned)).findings, []);
});
