import assert from "node:assert/strict";
import test from "node:test";
import { findPictureType } from "./picture-type.js";

test("a picture is known by what its file begins with", () => {
  const files: [string, string | undefined][] = [
    ["\x89PNG\r\n\x1a\n", "image/png"],
    ["\xff\xd8\xff\xe0", "image/jpeg"],
    ["GIF89a", "image/gif"],
    ["RIFF\x01\x02\x03\x04WEBPVP8 ", "image/webp"],
    ["RIFF\x01\x02\x03\x04WAVE", undefined],
    ["<svg xmlns='x'>", "image/svg+xml"],
    ["\ufeff<?xml version='1.0'?>\n<!-- a -->\n<svg>", "image/svg+xml"],
    ["%PDF-1.7", undefined],
    ["a text about <svg>", undefined],
    ["", undefined],
  ];
  for (const [content, type] of files) {
    const bytes = Buffer.from(content, /[^\0-\xff]/.test(content) ? "utf8" : "latin1");
    assert.equal(findPictureType(bytes), type, content);
  }
  assert.equal(findPictureType(" <svg></svg>"), "image/svg+xml");
  assert.equal(findPictureType("GIF89a"), undefined);
});
