import assert from "node:assert/strict";
import test from "node:test";
import { makePolicy } from "./policy.js";

// What a browser makes of it: tests/report/policy.ts

test("a page may run its scripts, has styles, fonts and pictures inside, and nothing else", () => {
  assert.equal(
    makePolicy([{ hash: "A=" }, { hash: "B=" }]),
    "default-src 'none'; script-src 'sha256-A=' 'sha256-B='; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'",
  );
});
