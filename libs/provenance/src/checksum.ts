import { sha256 } from "@tillbook/pipeline";

const zeros = "0".repeat(64);
const pattern = /tillbook-sha256:[0-9a-f]{64}/;

/** Stands in a file where its checksum is to be written. */
export const checksumPlaceholder = `tillbook-sha256:${zeros}`;

/**
 * Writes the SHA-256 of a file into the file itself: the hash of its bytes with 64 zeros in place of the hash. It shows that
 * the file was changed; it is not a signature, since anybody can compute it again.
 * @throws Error when the file has no checksum placeholder
 */
export function writeChecksum(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  const at = text.indexOf(checksumPlaceholder);
  if (at < 0) throw new Error("expected a file with a checksum placeholder, found none");
  // not slice, which for a Buffer is the same memory
  const stamped = Uint8Array.from(bytes);
  stamped.set(Buffer.from(`tillbook-sha256:${sha256(bytes)}`), at);
  return stamped;
}

/** Reads the checksum in a file, 64 hexadecimal digits, right or not; undefined when it has none. */
export function readChecksum(bytes: Uint8Array): string | undefined {
  return pattern.exec(Buffer.from(bytes).toString("latin1"))?.[0].replace("tillbook-sha256:", "");
}

/** Whether a file is unchanged since its checksum was written; undefined when it has none. */
export function isChecksumValid(bytes: Uint8Array): boolean | undefined {
  const found = pattern.exec(Buffer.from(bytes).toString("latin1"));
  if (found === null) return undefined;
  const opened = Uint8Array.from(bytes);
  opened.set(Buffer.from(checksumPlaceholder), found.index);
  return found[0] === `tillbook-sha256:${sha256(opened)}`;
}
