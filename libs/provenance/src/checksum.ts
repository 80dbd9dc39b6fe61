import { sha256 } from "@tillbook/pipeline";

const zeros = "0".repeat(64);
const pattern = /tillbook-sha256:[0-9a-f]{64}/;

/** What a file that is to be given its checksum has in one place, before its hash is known. */
export const checksumPlaceholder = `tillbook-sha256:${zeros}`;

/**
 * Puts the SHA-256 of a file into the file: that of its bytes with 64 zeros in the hash's place. It finds a change by accident
 * or by hand; it is no signature, since anybody can compute it anew.
 * @throws Error when the file has no checksum placeholder
 */
export function writeChecksum(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  const at = text.indexOf(checksumPlaceholder);
  if (at < 0) throw new Error("expected a file with an checksum placeholder");
  const stamped = bytes.slice();
  stamped.set(Buffer.from(`tillbook-sha256:${sha256(bytes)}`), at);
  return stamped;
}

/** Tells whether a file is as it was when it got its checksum; undefined when it never was. */
export function isChecksumValid(bytes: Uint8Array): boolean | undefined {
  const found = pattern.exec(Buffer.from(bytes).toString("latin1"));
  if (found === null) return undefined;
  const opened = bytes.slice();
  opened.set(Buffer.from(checksumPlaceholder), found.index);
  return found[0] === `tillbook-sha256:${sha256(opened)}`;
}
