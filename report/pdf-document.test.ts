import assert from "node:assert/strict";
import test from "node:test";
import { wrapArtifacts } from "./pdf-document.js";

test("what is painted outside marked content becomes an artifact, and what is inside stays", () => {
  const content = "q\n0 0 9 9 re\nf\n/P <</MCID 0 >>BDC\nBT\n<41> Tj\nET\nEMC\nQ\n";
  assert.equal(
    wrapArtifacts(content),
    "/Artifact BMC\nq\n0 0 9 9 re\nf\nEMC\n/P <</MCID 0 >>BDC\nBT\n<41> Tj\nET\nEMC\nQ\n",
  );
});

test("lines that only set something are left alone", () => {
  assert.equal(wrapArtifacts("q\n1 0 0 1 0 0 cm\n0 0 9 9 re\nW* n\nQ"), "q\n1 0 0 1 0 0 cm\n0 0 9 9 re\nW* n\nQ");
});
