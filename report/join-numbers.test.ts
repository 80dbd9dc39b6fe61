import assert from "node:assert/strict";
import test from "node:test";
import { en } from "@tillbook/charts";
import { renderHtml } from "./html-content.js";
import { joinNumbers } from "./join-numbers.js";

test("a sign stays at its amount, and both ends of a time together; what can't be parted stays as it is", () => {
  assert.equal(String(joinNumbers("from −€1,234.50 & more")), 'from <span class="joined">−€1,234.50</span> &amp; more');
  assert.equal(
    String(joinNumbers("7–8\u00a0Uhr, 18:00–19:00")),
    '<span class="joined">7–8\u00a0Uhr</span>, <span class="joined">18:00–19:00</span>',
  );
  for (const text of ["−12,50\u00a0€", "−1.5%", "€424k", "well – known", "1 – 2"])
    assert.equal(String(joinNumbers(text)), text);
});

test("so it is in the texts of notebooks, but not in code", () => {
  const place = { id: "a", title: "A", taken: new Set<string>(), messages: en };
  const render = (text: string): string => String(renderHtml(text, place, { where: "here" }));
  assert.equal(
    render("<p>It is <b>−€5k</b> &lt;less&gt;.</p>"),
    '<p>It is <b><span class="joined">−€5k</span></b> &lt;less>.</p>',
  );
  assert.equal(render("<code>7–8</code>"), "<code>7–8</code>");
});
