import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A key and its certificate, and that of the authority that signed it, as PEM. */
export interface TestCertificate {
  key: string;
  cert: string;
  authority: string;
}

const ecdsaWithSha256 = "06082a8648ce3d040302";
const commonName = "0603550403";
const subjectAltName = "0603551d11";
const basicConstraints = "0603551d13";

/** Makes an authority and a certificate of it for 127.0.0.1, in the structure of RFC 5280, valid from 2020 to 2049. */
export function createTestCertificate(): TestCertificate {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const isAuthority = extension(basicConstraints, der(0x01, Buffer.from([0xff])));
  const isLoopback = extension(subjectAltName, der(0x87, Buffer.from([127, 0, 0, 1])));
  return {
    key: String(server.privateKey.export({ type: "pkcs8", format: "pem" })),
    cert: certify("server", server.publicKey, isLoopback, authority.privateKey),
    authority: certify("authority", authority.publicKey, isAuthority, authority.privateKey),
  };
}

/** Writes a certificate of the authority for a key. */
function certify(subject: string, key: KeyObject, extensions: Buffer, authorityKey: KeyObject): string {
  const algorithm = der(0x30, Buffer.from(ecdsaWithSha256, "hex"));
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([subject.length])), // serial number
    algorithm,
    name("authority"),
    der(0x30, der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from("491231235959Z"))),
    name(subject),
    key.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, extensions)),
  );
  const signature = sign("sha256", body, authorityKey);
  const certificate = der(0x30, body, algorithm, der(0x03, Buffer.from([0]), signature));
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`;
}

function name(text: string): Buffer {
  return der(0x30, der(0x31, der(0x30, Buffer.from(commonName, "hex"), der(0x0c, Buffer.from(`spark test ${text}`)))));
}

function extension(id: string, value: Buffer): Buffer {
  return der(0x30, Buffer.from(id, "hex"), der(0x04, der(0x30, value)));
}

/** Encodes one value: tag, length, content. */
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  const size = bytes.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
}
