import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readSigner } from "./signer.js";
import { makeTestSigner } from "./test-signer.js";

const folder = mkdtempSync(join(tmpdir(), "tillbook-signer-"));
after(() => rmSync(folder, { recursive: true }));

const [password, certificate] = [undefined, undefined];
// made for this test: openssl pkcs12 -export, password sesame
const pkcs12 =
  "MIIEHAIBAzCCA9IGCSqGSIb3DQEHAaCCA8MEggO/MIIDuzCCAnIGCSqGSIb3DQEHBqCCAmMwggJfAgEAMIICWAYJKoZIhvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjpJvB5CLI9HAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENa+OwcmNYlhbZUINv8Kp1aAggHwEdLMociOD+NGoml+Lgk/TRG/pX3Z7uP9jQYGq7093GBk7hxYrWZdt+c3h9tpcY8G16o+Tjz7QFrgnLoJJHGiHJOMHLLomrwz6qB32Kp7fHbR4ynPOUqiAcLetGO24UdacBLdsGgsBZO1wxR1NWubeDYUv6b6vNj1ltQeYkJjW3GQsk2lhvn221MHbbQYz4Ihl0xa8o3oN5f0qhx3DmjCIQqTerQOeqB+V+IIxKq9kpyHVOEpeFuWQiLo9the0bKd40da5XUeLf72vdvTP6+Aom2yq6g5KUw2IdbUO95259FHina2KaEvc5+ATn1chXDNxipdssTLd2GAb862MyKbR7ZU4YH24tiPFJVyr3TejCH3gf8RxsZcJFKaJja21RXB4GB2doUrmBwUYkDY4dDPHHohO0hYAIpH/+ET/VkRKC0rGPVwItdChF/4aO1qyrxHZmaCJTzxNNUGMG++hYrQte58Hq2xLNYlmmcJF9Vq/iTDT39QZO0P2eEhnV0ppkpIwIjEa72Ite9icPrnySZUyW8KIXTCHahIMALlKgulONZB3sHhnTp5kUJs+BI5rwCmdvIfdAgZyEYzNl97nNgz6QjetvepC3Pc/OlYB86x1NfIv2uM5qtyxOqxXMIt08stIdigqwYrO4YvF+gL4l8HGDCCAUEGCSqGSIb3DQEHAaCCATIEggEuMIIBKjCCASYGCyqGSIb3DQEMCgECoIHvMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh8v0mSLnGb7wICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEPXM3LMwRY/y1Oubzfx24BcEgZBNnQyfl+uMfXX92JdA10C/ghxa2TYBabPSzrIaopqzEv8ZK3g7el96C7Xk9Tldl7WBiAs5Nl3yZsWMvBnP1iXH0z+ffbDGWp3/BUSoV2iFQ+oJcRup8aryLLMWe6rENV2OdGwrqJA/zv8niSmKv9mBbf9ob6sGeoyCbfQ7Tst7b0hhCinGDqXqWVRd1oSKFgcxJTAjBgkqhkiG9w0BCRUxFgQUUEdiizys2v5ZKtjVYiVu8XUb17MwQTAxMA0GCWCGSAFlAwQCAQUABCCQ6tevEtDHuxrR9NUJEMFxQcV4y7j/CK5+lXI3E27XVAQIX6r0919sExwCAggA";

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const erika = await makeTestSigner({ name: "Erika" });
const max = await makeTestSigner({ name: "Max" });
const pem = String(erika.keyObject.export({ type: "pkcs8", format: "pem" }));
const [ofErika, ofMax] = [erika, max].map((signer) => signer.certificate.toString());

test("a key and its certificate are read from PEM, two files or one, with or without a password", async () => {
  const key = write("key.pem", pem);
  const chain = write("chain.pem", `${ofMax}${ofErika}`);
  const signer = await readSigner({ key, certificate: chain, password });
  assert.equal(signer.certificate.subject, "CN=Erika");
  assert.deepEqual(
    signer.chain.map(({ subject }) => subject),
    ["CN=Max"],
  );
  const both = write("both.pem", `${pem}${ofErika}`);
  assert.equal((await readSigner({ key: both, certificate, password })).certificate.subject, "CN=Erika");
  const locked = erika.keyObject.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "sesame" });
  const lockedFile = write("locked.pem", `${locked}${ofErika}`);
  assert.equal(
    (await readSigner({ key: lockedFile, certificate, password: "sesame" })).certificate.subject,
    "CN=Erika",
  );
  await assert.rejects(readSigner({ key: lockedFile, certificate, password: "no" }), {
    code: "SIGN_FAILED",
    message: /cannot read the key in .*locked\.pem/,
  });
});

test("key and certificate are read from PKCS#12, and a wrong password is named", async () => {
  const key = write("both.p12", Buffer.from(pkcs12, "base64"));
  assert.equal((await readSigner({ key, certificate, password: "sesame" })).certificate.subject, "CN=PKCS 12 test");
  await assert.rejects(readSigner({ key, certificate, password: "no" }), {
    code: "SIGN_FAILED",
    hint: /REPORT_SIGN_PASSWORD/,
  });
});

test("a key without its certificate, or with one that is out of date, does not sign", async () => {
  const key = write("alone.pem", pem);
  await assert.rejects(readSigner({ key, certificate, password }), { code: "SIGN_FAILED", message: /found none/ });
  const other = write("other.pem", String(ofMax));
  await assert.rejects(readSigner({ key, certificate: other, password }), {
    message: /expected the certificate of the key .* found that of CN=Max/,
  });
  const old = await makeTestSigner({ name: "Old", until: new Date("2021-01-01") });
  const oldFile = write("old.pem", `${old.keyObject.export({ type: "pkcs8", format: "pem" })}${old.certificate}`);
  await assert.rejects(readSigner({ key: oldFile, certificate, password }), {
    message: /valid now, got one from Jan {2}1 .* 2020/,
  });
});
