import { createHash, randomBytes } from "node:crypto";

/** What a key store holds: certificates to trust, or a private key with its certificates, all as DER. */
export interface KeyStoreContent {
  trusted?: readonly Buffer[];
  /** The key as PKCS#8, and its certificate before those above it. */
  key?: { pkcs8: Buffer; chain: readonly Buffer[] };
}

/**
 * Writes a key store in Java's own format, JKS version 2, which Connector/J reads: it takes no PEM files. The format is that of
 * the class `sun.security.provider.JavaKeyStore`; the password protects a key, and the whole from changes.
 */
export function writeKeyStore({ trusted = [], key }: KeyStoreContent, password: string): Buffer {
  const entries = [
    ...(key === undefined ? [] : [writeKey(key.pkcs8, key.chain, password)]),
    ...trusted.map((certificate, i) =>
      Buffer.concat([uint32(trustedTag), text(`ca-${i + 1}`), time, writeCertificate(certificate)]),
    ),
  ];
  const store = Buffer.concat([uint32(0xfeedfeed), uint32(2), uint32(entries.length), ...entries]);
  return Buffer.concat([store, sha1(utf16(password), Buffer.from("Mighty Aphrodite"), store)]);
}

const [keyTag, trustedTag] = [1, 2];

/** When an entry was made, in ms since 1970: nobody asks, and the same content gives the same bytes. */
const time = Buffer.alloc(8);

function writeKey(pkcs8: Buffer, chain: readonly Buffer[], password: string): Buffer {
  const sealed = sealKey(pkcs8, password);
  return Buffer.concat([
    ...[uint32(keyTag), text("client"), time, uint32(sealed.length), sealed],
    ...[uint32(chain.length), ...chain.map(writeCertificate)],
  ]);
}

function writeCertificate(der: Buffer): Buffer {
  return Buffer.concat([text("X.509"), uint32(der.length), der]);
}

/** AlgorithmIdentifier of Java's key protection, 1.3.6.1.4.1.42.2.17.1.1, without parameters. */
const algorithm = Buffer.from("300e060a2b060104012a021101010500", "hex");

/** Encrypts a key by a stream of SHA-1 hashes, each of the password and the hash before, the first being random. */
function sealKey(pkcs8: Buffer, password: string): Buffer {
  const secret = utf16(password);
  const salt = randomBytes(20);
  const stream: Buffer[] = [];
  for (let hash: Buffer = salt; stream.length * 20 < pkcs8.length; stream.push(hash)) hash = sha1(secret, hash);
  const mask = Buffer.concat(stream);
  const encrypted = pkcs8.map((byte, i) => byte ^ mask[i]!);
  return der(0x30, algorithm, der(0x04, salt, encrypted, sha1(secret, pkcs8)));
}

/** A value of DER: tag, length, content. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(content);
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function utf16(password: string): Buffer {
  return Buffer.from(password, "utf16le").swap16();
}

function sha1(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
