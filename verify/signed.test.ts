import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { findPaths, type Paths } from "@tillbook/pipeline";
import { makeSignature } from "../report/make-signature.js";
import { signPdf } from "../report/sign-pdf.js";
import { makeTestSigner } from "../report/test-signer.js";
import { checkSigned } from "./signed.js";
import { makePdf, makeReport } from "./test-report.js";
import type { VerifyContext } from "./verify.js";

const erika = await makeTestSigner({ name: "Erika" });
const time = new Date("2026-01-02T03:04:05Z");
const html = makeReport();
const pdf = await makePdf(["a"]);

let paths: Paths;
beforeEach(async () => {
  paths = findPaths(await mkdtemp(join(tmpdir(), "tillbook-signed-")));
  await mkdir(paths.report, { recursive: true });
});
afterEach(() => rm(paths.root, { recursive: true, force: true }));

async function write(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  await mkdir(join(paths.build, folder), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(paths.build, folder, name), bytes);
}

/** Both reports and their signed copies, of which some may be others. */
async function find(others: Record<string, Uint8Array> = {}): Promise<{ found: string; findings: string[] }> {
  await write("report", { "tillbook.html": html, "tillbook.pdf": pdf });
  await write("signed", {
    "tillbook.html": html,
    "tillbook.html.p7s": await makeSignature(html, erika, time),
    "tillbook.pdf": await signPdf(pdf, erika, time),
    ...others,
  });
  return check();
}

async function check(): Promise<{ found: string; findings: string[] }> {
  const findings: string[] = [];
  const found = await checkSigned({ paths } as VerifyContext, findings);
  return { found, findings };
}

test("reports need no signed copies, and copies that only sign them are right", async () => {
  assert.deepEqual(await check(), { found: "the report is not signed", findings: [] });
  const { found, findings } = await find();
  assert.deepEqual(findings, []);
  assert.match(
    found,
    /^the signed copies are of these reports, signed by CN=Erika, SHA-256 of the certificate \w{64}$/,
  );
});

test("a file too many or too few beside the signed copies is named with all of them", async () => {
  const { found, findings } = await find({ "notes.txt": html });
  assert.equal(found, "");
  assert.deepEqual(findings, [
    "build/signed: expected tillbook.html, tillbook.html.p7s, tillbook.pdf, got notes.txt, tillbook.html, tillbook.html.p7s, tillbook.pdf",
  ]);
});

test("a signed HTML other than the report is found, though its signature is right, and so is a wrong signature", async () => {
  const other = makeReport("<!doctype html><html lang='en'><head></head><body><p>other</p></body></html>");
  const signature = await makeSignature(other, erika, time);
  assert.deepEqual((await find({ "tillbook.html": other, "tillbook.html.p7s": signature })).findings, [
    "build/signed/tillbook.html differs from build/report/tillbook.html",
  ]);
  assert.match(
    (await find({ "tillbook.html.p7s": signature })).findings.join("\n"),
    /^build\/signed\/tillbook\.html\.p7s: the signature is not of these bytes[^\n]*$/,
  );
});

test("a signed PDF of another report is found, and so is one without a signature", async () => {
  assert.deepEqual((await find({ "tillbook.pdf": await signPdf(await makePdf(["b"]), erika, time) })).findings, [
    "build/signed/tillbook.pdf: what is signed is not build/report/tillbook.pdf",
  ]);
  assert.deepEqual((await find({ "tillbook.pdf": pdf })).findings, [
    "build/signed/tillbook.pdf: expected a signature, found none",
  ]);
  const changed = Buffer.from(await signPdf(pdf, erika, time));
  changed[changed.length - 30]! ^= 1;
  assert.match((await find({ "tillbook.pdf": changed })).findings.join("\n"), /^build\/signed\/tillbook\.pdf: /);
});

test("signed copies without reports are of others", async () => {
  await find();
  await rm(paths.report, { recursive: true });
  assert.deepEqual((await check()).findings, [
    "build/signed/tillbook.html differs from build/report/tillbook.html",
    "build/signed/tillbook.pdf: what is signed is not build/report/tillbook.pdf",
  ]);
});
