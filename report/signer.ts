import { createPrivateKey, type KeyObject, type webcrypto, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type SigningSettings, TillbookError } from "@tillbook/pipeline";
import { readPkcs12 } from "./pkcs12.js";

/** A key, its certificate, and the certificates above that one which came with it. */
export interface Signer {
  key: webcrypto.CryptoKey;
  certificate: X509Certificate;
  chain: X509Certificate[];
}

/**
 * Reads the key and certificates that the settings name, from PEM or PKCS#12.
 * @throws TillbookError SIGN_FAILED when a file cannot be read, the password is wrong, or no certificate is the key's
 */
export async function readSigner(settings: SigningSettings): Promise<Signer> {
  const { key, certificates } = await readFiles(settings);
  const certificate = certificates.find((one) => one.checkPrivateKey(key));
  if (certificate === undefined)
    throw refuse(
      `expected the certificate of the key in ${settings.key}, found ${certificates.length === 0 ? "none" : `that of ${certificates.map(({ subject }) => subject.replaceAll("\n", ", ")).join("; ")}`}`,
      "set REPORT_SIGN_CERTIFICATE to a PEM file with the certificate of the key",
    );
  const now = new Date();
  if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo))
    throw refuse(
      `expected a certificate that is valid now, got one from ${certificate.validFrom} to ${certificate.validTo}`,
      "renew the certificate",
    );
  const algorithm = findAlgorithm(key);
  return {
    key: key.toCryptoKey(algorithm, false, ["sign"]),
    certificate,
    chain: certificates.filter((one) => one !== certificate),
  };
}

async function readFiles({ key, certificate, password }: SigningSettings): Promise<Unlocked> {
  try {
    const bytes = await readFile(key);
    const isPem = bytes.includes("-----BEGIN");
    if (!isPem) return await readPkcs12(bytes, password ?? "");
    const pems = certificate === undefined ? bytes.toString() : await readFile(certificate, "utf8");
    return {
      key: createPrivateKey({ key: bytes, ...(password !== undefined && { passphrase: password }) }),
      certificates: (pems.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []).map(
        (pem) => new X509Certificate(pem),
      ),
    };
  } catch (error) {
    throw refuse(
      `cannot read the key in ${key}: ${(error as Error).message}`,
      "check REPORT_SIGN_PASSWORD and REPORT_SIGN_CERTIFICATE; convert a PKCS#12 file from before OpenSSL 3 to one with AES",
      error,
    );
  }
}

/** What a file gives. */
export interface Unlocked {
  key: KeyObject;
  certificates: X509Certificate[];
}

function findAlgorithm(key: KeyObject): webcrypto.RsaHashedImportParams | webcrypto.EcKeyImportParams {
  const { namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  const curve = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" }[namedCurve];
  if (key.asymmetricKeyType === "rsa") return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  if (curve !== undefined) return { name: "ECDSA", namedCurve: curve };
  throw refuse(
    `expected a key for RSA, P-256, P-384 or P-521, got ${namedCurve || key.asymmetricKeyType}`,
    "use another key",
  );
}

function refuse(message: string, hint: string, cause?: unknown): TillbookError {
  return new TillbookError("SIGN_FAILED", message, hint, { cause });
}
