import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sha256 } from "@tillbook/pipeline";
import { makeTestSigner } from "../report/test-signer.js";
import { type Checkout, copyBuiltCheckout, sharedSpark } from "./checkout.js";

let checkout: Checkout;
before(async () => {
  checkout = await copyBuiltCheckout(sharedSpark);
});
after(() => checkout?.remove());

/** Makes a key, and gives the settings that sign with it. */
async function sign(name: string): Promise<Record<string, string>> {
  const { keyObject, certificate } = await makeTestSigner({ name });
  const pem = keyObject.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "s3same" });
  const files = { key: join(checkout.root, `${name}.pem`), password: join(checkout.root, `${name}.password`) };
  writeFileSync(files.key, `${pem}${certificate}`);
  writeFileSync(files.password, "s3same\n");
  return { REPORT_SIGN_KEY: files.key, REPORT_SIGN_PASSWORD_FILE: files.password };
}

function hashReports(): string[] {
  return ["report", "manifests"].flatMap((folder) =>
    readdirSync(join(checkout.root, "build", folder)).map((file) =>
      sha256(readFileSync(join(checkout.root, "build", folder, file))),
    ),
  );
}

function check(...files: string[]) {
  return spawnSync("npx", ["--no", "tillbook-verify", ...files], { cwd: checkout.root, encoding: "utf8" });
}

test("a report is signed beside the unsigned one, each time by the key of the settings, and tillbook-verify says by whom", async () => {
  const unsigned = hashReports();
  for (const name of ["Erika", "Max"]) {
    const { code, output } = await checkout.make("report", await sign(name));
    assert.equal(code, 0, output);
    assert.match(output, new RegExp(`sign +done in .*: build/signed, by CN=${name}, whose certificate is valid until`));
    assert.doesNotMatch(output, /s3same/);
    assert.deepEqual(hashReports(), unsigned);
    const { status, stdout } = check("build/signed/tillbook.pdf", "build/signed/tillbook.html");
    assert.equal(status, 0, stdout);
    for (const kind of ["pdf", "html"]) {
      assert.match(stdout, new RegExp(`tillbook\\.${kind}: ok: its SHA-256 is the checksum in it`));
      assert.match(stdout, new RegExp(`tillbook\\.${kind}: signature: the signature .*covers the whole file`));
      assert.match(stdout, new RegExp(`tillbook\\.${kind}: signature: signed by CN=${name}, SHA-256 of the cert`));
      assert.match(stdout, new RegExp(`tillbook\\.${kind}: signature: NOT TRUSTED by itself: .* self-made`));
    }
  }
});

test("make verify agrees with the signed copies, and names one that is not of this report", async () => {
  const good = await checkout.make("verify");
  assert.equal(good.code, 0, good.output);
  assert.match(good.output, /ok: the signed copies are of these reports, signed by CN=Max/);
  appendFileSync(join(checkout.root, "build/signed/tillbook.pdf"), "\n");
  writeFileSync(join(checkout.root, "build/signed/tillbook.html"), "<p>forged</p>");
  const alone = check("build/signed/tillbook.pdf", "build/signed/tillbook.html");
  assert.equal(alone.status, 1);
  assert.match(alone.stdout, /tillbook\.pdf: WRONG: the signature does not cover the whole file/);
  assert.match(alone.stdout, /tillbook\.html: WRONG: .*tillbook\.html\.p7s: the signature is not of these bytes/);
});

test("an unsigned run leaves no signature of an earlier report, and a key that does not open fails with a hint", async () => {
  const { code, output } = await checkout.make("report");
  assert.equal(code, 0, output);
  assert.ok(!existsSync(join(checkout.root, "build/signed")));
  const wrong = await sign("Erika");
  writeFileSync(String(wrong["REPORT_SIGN_PASSWORD_FILE"]), "other");
  const failed = await checkout.make("report", wrong);
  assert.notEqual(failed.code, 0);
  assert.match(
    failed.output,
    /sign +failed: cannot read the key in .*Erika\.pem: .* \[SIGN_FAILED\]\nsign +try: check/,
  );
  assert.doesNotMatch(failed.output, /s3same/);
});

test("make reports signs the report of the whole anew", async () => {
  const settings = { ...(await sign("Erika")), BY: "month", REPORT_PERIOD: "2025-01" };
  const { code, output } = await checkout.make("reports", settings);
  assert.equal(code, 0, output);
  const report = readFileSync(join(checkout.root, "build/report/tillbook.pdf"));
  const signed = readFileSync(join(checkout.root, "build/signed/tillbook.pdf"));
  assert.ok(signed.length > report.length && signed.subarray(0, report.length).equals(report));
});
