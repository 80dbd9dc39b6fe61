import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { TlsSettings } from "@tillbook/pipeline";
import { withConnectorTls } from "./connector-tls.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-connector-"));
after(() => rm(folder, { recursive: true }));

const makeTls = (mode: TlsSettings["mode"]): TlsSettings => ({ mode, ca: undefined, client: undefined });
const list = (mode?: TlsSettings["mode"]): Promise<Record<string, string>> =>
  withConnectorTls(mode && makeTls(mode), folder, async (properties) => properties);

test("a connection that checks no certificate needs no key store", async () => {
  assert.deepEqual(await list(), { sslMode: "DISABLED" });
  assert.deepEqual(await list("required"), { sslMode: "REQUIRED" });
  assert.deepEqual(await list("preferred"), { sslMode: "PREFERRED" });
  assert.deepEqual(await readdir(folder), []);
});

test("a server is checked against a key store of its own, which nobody else may read and which is gone afterwards", async () => {
  await withConnectorTls(makeTls("verify-identity"), folder, async (properties) => {
    const {
      trustCertificateKeyStoreUrl: url = "",
      trustCertificateKeyStorePassword: password = "",
      ...rest
    } = properties;
    assert.deepEqual(rest, {
      sslMode: "VERIFY_IDENTITY",
      fallbackToSystemTrustStore: "false",
      fallbackToSystemKeyStore: "false",
      trustCertificateKeyStoreType: "JKS",
    });
    assert.match(password, /^[\w-]{32}$/);
    const file = fileURLToPath(url);
    assert.match(file, /\/tls-\w+\/trust\.jks$/);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(join(file, ".."))).mode & 0o777, 0o700);
    assert.equal((await readFile(file)).readUInt32BE(0), 0xfeedfeed);
  });
  assert.deepEqual(await readdir(folder), []);
  const failing = withConnectorTls(makeTls("verify-ca"), folder, async ({ sslMode }) => {
    throw new Error(sslMode);
  });
  await assert.rejects(failing, /^Error: VERIFY_CA$/);
  assert.deepEqual(await readdir(folder), []);
});
