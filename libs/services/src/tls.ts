import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { TillbookError, type TlsSettings } from "@tillbook/pipeline";

/** What MYSQL_SSL_CA, MYSQL_SSL_CERT and MYSQL_SSL_KEY hold. */
export interface TlsFiles {
  /** Of the authorities to trust; undefined means those that Node trusts. */
  ca: X509Certificate[] | undefined;
  client: { chain: X509Certificate[]; key: KeyObject } | undefined;
}

/**
 * Reads certificates and key, and checks that they can be used today.
 * @throws TillbookError SETTING_INVALID naming the variable, what was expected and what was got
 */
export async function readTlsFiles({ ca, client }: TlsSettings, today = new Date()): Promise<TlsFiles> {
  return {
    ca: ca === undefined ? undefined : await readCertificates("MYSQL_SSL_CA", ca),
    client: client === undefined ? undefined : await readClient(client, today),
  };
}

async function readClient({ cert, key: keyFile }: NonNullable<TlsSettings["client"]>, today: Date) {
  const chain = await readCertificates("MYSQL_SSL_CERT", cert);
  const own = chain[0]!;
  if (own.validToDate < today)
    throw invalid("MYSQL_SSL_CERT", `a certificate that is valid, not one that expired on ${own.validTo}`, cert);
  const key = await readKey(keyFile);
  if (!own.checkPrivateKey(key)) throw invalid("MYSQL_SSL_KEY", `the private key of ${cert}`, keyFile);
  return { chain, key };
}

async function readKey(file: string): Promise<KeyObject> {
  try {
    return createPrivateKey(await readFile(file));
  } catch {
    throw invalid("MYSQL_SSL_KEY", "a private key as PEM, without a password", file);
  }
}

async function readCertificates(name: string, file: string): Promise<X509Certificate[]> {
  const blocks = (await readText(name, file)).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block));
  } catch {
    // told below
  }
  throw invalid(name, "certificates as PEM", file);
}

async function readText(name: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw invalid(name, `a file that can be read (${(error as NodeJS.ErrnoException).code})`, file);
  }
}

/** What the driver needs for a mode; a server is checked before it is told the password. */
export function writeDriverTls({ mode }: TlsSettings, { ca, client }: TlsFiles) {
  return {
    ...(ca && { ca: ca.map(String) }),
    ...(client && { cert: client.chain.join(""), key: String(client.key.export({ type: "pkcs8", format: "pem" })) }),
    rejectUnauthorized: mode === "verify-ca" || mode === "verify-identity",
    verifyIdentity: mode === "verify-identity",
  };
}

function invalid(name: string, expected: string, got: string): TillbookError {
  return new TillbookError(
    "SETTING_INVALID",
    `${name} must be ${expected}, got ${JSON.stringify(got)}`,
    `set ${name} in .env or in the shell; docs/your-own-server.md shows how to make such files`,
  );
}
