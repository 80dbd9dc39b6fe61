import assert from "node:assert/strict";
import test from "node:test";
import { placeApart } from "./place-apart.js";

test("boxes that have room stay where they should be", () => {
  assert.deepEqual(
    placeApart(
      [
        { at: 20, size: 10 },
        { at: 60, size: 20 },
      ],
      100,
    ),
    [20, 60],
  );
});

test("boxes that would cover each other stand side by side around their mean, whatever their sizes", () => {
  const boxes = [50, 50, 53].map((at) => ({ at, size: 10 }));
  const [first, second, third] = placeApart(boxes, 100)!;
  assert.equal(second! - first!, 10);
  assert.equal(third! - second!, 10);
  assert.ok(Math.abs((first! + second! + third!) / 3 - 51) < 1e-9);
  const sizes = [10, 30, 10];
  const places = placeApart(
    sizes.map((size) => ({ at: 50, size })),
    100,
  )!;
  assert.deepEqual(
    places.map((at, i) => at - sizes[i]! / 2),
    [25, 35, 65],
  );
});

test("none reaches beyond an end, and what it pushes aside pushes on", () => {
  assert.deepEqual(
    placeApart(
      [
        { at: 0, size: 10 },
        { at: 1, size: 10 },
        { at: 17, size: 10 },
      ],
      30,
    ),
    [5, 15, 25],
  );
  assert.deepEqual(placeApart([{ at: 100, size: 10 }], 100), [95]);
});

test("where there is no room for all, there is no place", () => {
  assert.equal(
    placeApart(
      [
        { at: 0, size: 60 },
        { at: 0, size: 50 },
      ],
      100,
    ),
    undefined,
  );
});
