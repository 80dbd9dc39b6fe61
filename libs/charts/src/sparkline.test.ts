import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "./locale/index.js";
import { describeCourse, sparkline } from "./sparkline.js";

const points = (...values: number[]): { name: string; value: number }[] =>
  values.map((value, i) => ({ name: `M${i + 1}`, value }));

test("a course is told by its shape, and by its peak where there is only one", () => {
  const say = (...values: number[]): string => describeCourse(points(...values), en);
  assert.equal(say(1, 2, 3), "Rising, highest in M3");
  assert.equal(say(9, 4, 3), "Falling, highest in M1");
  assert.equal(say(1, 9, 1), "Neither rising nor falling, highest in M2");
  assert.equal(say(1, 9, 9, 1), "Neither rising nor falling");
  assert.equal(say(5, 5, 5), "Level");
  assert.equal(describeCourse(points(1, 2, 3), de), "Steigend, am höchsten: M3");
});

test("a sparkline is an SVG from the lowest value to the highest, with a text alternative and a dot at its end", () => {
  const svg = sparkline(points(10, 30, 20), en);
  assert.match(svg, /^<svg viewBox="0 0 80 18" width="80" height="18" role="img" aria-label="Rising, highest in M2">/);
  assert.match(svg, /<path d="M3 15L40 3L77 9" .*<circle cx="77" cy="9"/);
  assert.equal(sparkline(points(1), en), "");
  assert.match(sparkline(points(7, 7), en), /d="M3 9L77 9"/);
  const named = sparkline(
    [
      { name: 'A "b" | <c>', value: 2 },
      { name: "d", value: 1 },
    ],
    en,
  );
  assert.match(named, /aria-label="Falling, highest in A &quot;b&quot; &#124; &lt;c&gt;"/);
});
