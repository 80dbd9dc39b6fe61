import assert from "node:assert/strict";
import { test } from "node:test";
import { nameAttachment, nameEml, numberNames } from "./file-name.js";

test("an attachment is named after the store and the period", () => {
  assert.equal(nameAttachment("Köln", "2026-02"), "Köln 2026-02.pdf");
  assert.equal(nameAttachment("Köln", "2026-02-01/2026-02-14"), "Köln 2026-02-01 2026-02-14.pdf");
});

test("no name of a store leads elsewhere, hides, or reads as another file", () => {
  for (const [name, expected] of [
    ["../../etc/passwd", "etc passwd 2026.pdf"],
    ["C:\\x", "C x 2026.pdf"],
    [".htaccess", "htaccess 2026.pdf"],
    ["a\r\nContent-Type: text/html", "a Content-Type text html 2026.pdf"],
    ["a\u202efdp.exe", "a fdp.exe 2026.pdf"],
    ['"<>|?*', "2026.pdf"],
    ["Mainz  Süd ", "Mainz Süd 2026.pdf"],
    ["ü".normalize("NFD"), "ü 2026.pdf"],
  ] as const)
    assert.equal(nameAttachment(name, "2026"), expected);
  assert.ok(Buffer.byteLength(nameAttachment("🍏".repeat(500), "2026")) <= 255);
});

test("equal names get numbers", () => {
  assert.deepEqual(numberNames(["a.pdf", "A.pdf", "a.pdf", "b.pdf"]), ["a.pdf", "A (2).pdf", "a (3).pdf", "b.pdf"]);
});

test("each address has a file of its own", () => {
  assert.equal(nameEml("Erika+x@Example.org"), "erika+x@example.org.eml");
  assert.equal(nameEml("a/b@example.org"), "a%2fb@example.org.eml");
  assert.equal(nameEml("a%2fb@example.org"), "a%252fb@example.org.eml");
  const long = ["a", "b"].map((end) => nameEml(`erika@${"sub.".repeat(60)}example.${end}`));
  assert.notEqual(long[0], long[1]);
  for (const name of long) assert.ok(name.length <= 204);
});
