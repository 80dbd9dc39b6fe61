import assert from "node:assert/strict";
import { test } from "node:test";
import { isSealIntact, openSeal, seal } from "./seal.js";

test("a sealed file is intact until any of its bytes is another, those of the seal too", () => {
  const sealed = seal(Buffer.from(`<meta content="${openSeal}"><p>Köln</p>`));
  assert.equal(isSealIntact(sealed), true);
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.notEqual(isSealIntact(changed), true, `byte ${at}`);
  }
});

test("a file without a seal has none to be intact", () => {
  assert.equal(isSealIntact(Buffer.from("nothing")), undefined);
  assert.throws(() => seal(Buffer.from("nothing")), /open seal/);
});
