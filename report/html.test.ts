import assert from "node:assert/strict";
import test from "node:test";
import { html } from "@remix-run/html-template";
import { joinLines, toCssString, toScriptJson } from "./html.js";

test("pieces stand on a line each, escaped once", () => {
  assert.equal(String(joinLines([html`<p>${"<"}</p>`, html`b`])), "<p>&lt;</p>\nb");
});

test("JSON in a script means the same, and ends neither the script nor a line", () => {
  const value = { a: "</script><!--", b: "\u2028\u2029\u2028\u2029" };
  const json = String(toScriptJson(value));
  assert.doesNotMatch(json, /[<\u2028\u2029]/);
  assert.deepEqual(JSON.parse(json), value);
});

test("a text in a style is one string, and can't end the style", () => {
  assert.equal(String(toCssString("A & B's · Ä")), '"A & B\'s · Ä"');
  assert.equal(String(toCssString('</style>"\\\n')), '"\\3c /style>\\22 \\5c \\a "');
});
