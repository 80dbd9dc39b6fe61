import assert from "node:assert/strict";
import test from "node:test";
import { chooseSubsets } from "./fonts.js";

const ranges = { greek: "U+0370-0377,U+037A", "latin-ext": "U+0100-02BA,U+0304", latin: "U+0000-00FF,U+20AC,U+0304" };

test("plain text with euros needs the Latin letters only", () => {
  assert.deepEqual(chooseSubsets("Käse € 3", ranges), ["latin"]);
});

test("a letter outside Latin brings its alphabet", () => {
  assert.deepEqual(chooseSubsets("Łódź", ranges), ["latin-ext", "latin"]);
  assert.deepEqual(chooseSubsets("\u037a", ranges), ["greek", "latin"]);
});

test("a character that no font has changes nothing", () => {
  assert.deepEqual(chooseSubsets("漢", ranges), ["latin"]);
});
