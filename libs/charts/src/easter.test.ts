import assert from "node:assert/strict";
import { test } from "node:test";
import { findEaster, listEasters } from "./easter.js";

test("Easter Sunday is found, also the earliest, the latest and those of the two exceptions", () => {
  // U.S. Census Bureau, Easter dates from 1600 to 2099
  const known = "2017-04-16 2024-03-31 2025-04-20 2026-04-05 2038-04-25 1818-03-22 1954-04-18 1981-04-19 2076-04-19";
  assert.deepEqual(
    known.split(" ").map((day) => findEaster(Number(day.slice(0, 4)))),
    known.split(" "),
  );
});

test("the Easters of some days are those between their ends", () => {
  assert.deepEqual(listEasters({ first: "2024-04-01", last: "2026-04-05" }), ["2025-04-20", "2026-04-05"]);
  assert.deepEqual(listEasters({ first: "2026-03-01", last: "2026-03-31" }), []);
});
