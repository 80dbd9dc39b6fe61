import { randomBytes, X509Certificate } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates } from "node:tls";
import { pathToFileURL } from "node:url";
import type { TlsSettings } from "@tillbook/pipeline";
import { writeKeyStore } from "./java-key-store.js";
import { readTlsFiles } from "./tls.js";

/**
 * Runs `work` with the properties of Connector/J that encrypt a connection as MYSQL_SSL says, and check what the driver of the stages
 * checks. Certificates and key are in key stores in a folder of their own, which is removed afterwards.
 * @param folder  that Spark sees by the same path
 */
export async function withConnectorTls<T>(
  tls: TlsSettings | undefined,
  folder: string,
  work: (properties: Record<string, string>) => Promise<T>,
): Promise<T> {
  if (tls === undefined) return work({ sslMode: "DISABLED" });
  const sslMode = tls.mode.toUpperCase().replace("-", "_");
  const isVerified = sslMode.startsWith("VERIFY_");
  if (!isVerified && tls.client === undefined) return work({ sslMode });
  const { ca, client } = await readTlsFiles(tls);
  const own = await mkdtemp(join(folder, "tls-"));
  await chmod(own, 0o700);
  const password = randomBytes(24).toString("base64url");
  const writeStore = async (purpose: "trust" | "client", content: Buffer): Promise<Record<string, string>> => {
    const file = join(own, `${purpose}.jks`);
    await writeFile(file, content, { mode: 0o600 });
    const name = `${purpose}CertificateKeyStore`;
    return { [`${name}Url`]: pathToFileURL(file).href, [`${name}Type`]: "JKS", [`${name}Password`]: password };
  };
  try {
    // what Node trusts, so that both drivers trust the same
    const trusted = (ca ?? getCACertificates().map((pem) => new X509Certificate(pem))).map(({ raw }) => raw);
    const key = client && {
      pkcs8: client.key.export({ type: "pkcs8", format: "der" }),
      chain: client.chain.map(({ raw }) => raw),
    };
    return await work({
      sslMode,
      fallbackToSystemTrustStore: "false",
      fallbackToSystemKeyStore: "false",
      ...(isVerified && (await writeStore("trust", writeKeyStore({ trusted }, password)))),
      ...(key && (await writeStore("client", writeKeyStore({ key }, password)))),
    });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
