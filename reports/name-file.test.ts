import assert from "node:assert/strict";
import test from "node:test";
import { nameFile } from "./name-file.js";

test("plain names are the names of files", () => {
  const names = ["Köln", "Bad Homburg", "Store 12", "Nord", "2026-02"];
  assert.deepEqual(names.map(nameFile), ["koeln", "bad-homburg", "store-12", "nord", "2026-02"]);
});

test("any other name gets a file of its own, readable where it has letters, and safe on every disk", () => {
  const names = [
    ..."Koeln|KÖLN|köln|Ko\u0308ln|Nord/Süd|Nord-Süd|..|.|/|CON|Con|Nul|com1|All|Index|Manifest|Straße|Strasse".split(
      "|",
    ),
    ..."|東京|قهوة|🥐|🥐🥐|a\u0000b|a\nb|<b>|-rf|~|Store  1| Store 1|x".split("|"),
    "L".repeat(300),
    `${"L".repeat(299)}M`,
    "東".repeat(300),
    "Bad homburg",
    "Bad-Homburg",
    "2026-2",
  ];
  const files = [...names, "Köln", "Nord Süd", "Bad Homburg"].map(nameFile);
  assert.equal(new Set(files.map((file) => file.normalize("NFKC").toLowerCase())).size, files.length);
  for (const file of files) {
    assert.match(file, /^[\p{Ll}\p{Lo}\p{M}\p{N}]+(-[\p{Ll}\p{Lo}\p{M}\p{N}]+)*$/u);
    assert.ok(Buffer.byteLength(`${file}.html`) < 255);
    assert.doesNotMatch(file, /^(con|nul|com1|all|index|manifest)$/);
  }
  assert.match(nameFile("Nord/Süd"), /^nord-sued-[0-9a-f]{8}$/);
  assert.match(nameFile("東京"), /^東京-[0-9a-f]{8}$/);
  assert.match(nameFile(".."), /^unnamed-[0-9a-f]{8}$/);
});
