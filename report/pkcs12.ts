import { createPrivateKey, X509Certificate } from "node:crypto";
import { type AuthenticatedSafe, CertBag, Certificate, PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo } from "pkijs";
import type { Unlocked } from "./signer.js";

/**
 * Reads key and certificates from a PKCS#12 file (RFC 7292).
 * @throws Error when it is none, the password is wrong, or its encryption is not AES, as with files made before OpenSSL 3
 */
export async function readPkcs12(bytes: Uint8Array, password: string): Promise<Unlocked> {
  const secret = new TextEncoder().encode(password).buffer;
  const pfx = PFX.fromBER(new Uint8Array(bytes));
  await pfx.parseInternalValues({ password: secret, checkIntegrity: true });
  const safe = pfx.parsedValue?.authenticatedSafe as AuthenticatedSafe;
  await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password: secret })) });
  const bags = (safe.parsedValue.safeContents as { value: { safeBags: { bagValue: unknown }[] } }[]).flatMap(
    ({ value }) => value.safeBags.map(({ bagValue }) => bagValue),
  );
  const keys: PrivateKeyInfo[] = [];
  const certificates: X509Certificate[] = [];
  for (const bag of bags) {
    if (bag instanceof PKCS8ShroudedKeyBag) {
      await (bag as unknown as { parseInternalValues: (of: object) => Promise<void> }).parseInternalValues({
        password: secret,
      });
      if (bag.parsedValue) keys.push(bag.parsedValue);
    }
    if (bag instanceof PrivateKeyInfo) keys.push(bag);
    if (bag instanceof CertBag && bag.parsedValue instanceof Certificate)
      certificates.push(new X509Certificate(Buffer.from(bag.parsedValue.toSchema(true).toBER())));
  }
  const [key] = keys;
  if (key === undefined) throw new Error("expected a private key in the PKCS#12 file, found none");
  const der = Buffer.from(key.toSchema().toBER());
  return { key: createPrivateKey({ key: der, format: "der", type: "pkcs8" }), certificates };
}
