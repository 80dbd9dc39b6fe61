import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "@tillbook/pipeline";
import { checksumPlaceholder, isChecksumValid, readChecksum, writeChecksum } from "./checksum.js";

test("any changed byte of a file makes its checksum wrong, those of the checksum too", () => {
  const stamped = writeChecksum(Buffer.from(`<meta content="${checksumPlaceholder}"><p>Köln</p>`));
  assert.equal(isChecksumValid(stamped), true);
  for (let at = 0; at < stamped.length; at++) {
    const changed = Uint8Array.from(stamped);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.notEqual(isChecksumValid(changed), true, `byte ${at}`);
  }
});

test("a file without a checksum is neither unchanged nor changed", () => {
  assert.equal(isChecksumValid(Buffer.from("nothing")), undefined);
  assert.throws(() => writeChecksum(Buffer.from("nothing")), /checksum placeholder/);
});

test("the checksum of a file is read, right or not, and undefined where there is none", () => {
  const page = Buffer.from(`<meta content="${checksumPlaceholder}"><p>Köln</p>`);
  assert.equal(readChecksum(writeChecksum(page)), sha256(page));
  assert.equal(
    readChecksum(Buffer.from(`x tillbook-sha256:${"0123456789abcdef".repeat(4)}0`)),
    "0123456789abcdef".repeat(4),
  );
  for (const none of ["nothing", `tillbook-sha256:${"a".repeat(63)}`, "a".repeat(64)])
    assert.equal(readChecksum(Buffer.from(none)), undefined);
});

test("writing and checking a checksum leave the given bytes as they are", () => {
  const page = Buffer.from(`${checksumPlaceholder}<p>Köln</p>`);
  const copy = Buffer.from(page);
  const stamped = Buffer.from(writeChecksum(page));
  assert.deepEqual(page, copy);
  assert.equal(isChecksumValid(stamped), true);
  assert.equal(isChecksumValid(stamped), true);
});
