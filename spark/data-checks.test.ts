import assert from "node:assert/strict";
import { test } from "node:test";
import { type CheckResult, printDataChecks } from "./data-checks.js";

/** Prints what some checks found; of one that stops the run also why. */
function print(...results: Partial<CheckResult>[]): { lines: string[]; stopped: string | undefined } {
  const lines: string[] = [];
  const whole = results.map(
    (result): CheckResult => ({ name: "a", severity: "warn", expect: "it is so", rows: 1, first: [], ...result }),
  );
  try {
    printDataChecks(whole, (line) => lines.push(line));
    return { lines, stopped: undefined };
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint: string };
    return { lines, stopped: `${code} ${message}; ${hint}` };
  }
}

const first: CheckResult["first"] = [
  [
    ["store", "Nord"],
    ["sales", "7"],
  ],
  [["store", "Süd"]],
];

test("a check that finds nothing prints nothing", () => {
  assert.deepEqual(print({ rows: 0 }, { rows: 0, severity: "stop" }), { lines: [], stopped: undefined });
});

test("a check that finds rows prints how many, and the first with its columns", () => {
  assert.deepEqual(print({ first }, { name: "b", rows: 2, first }), {
    lines: [
      "WARNING: checks/a.sql expects that it is so: got 1 row, the first: store Nord, sales 7",
      "WARNING: checks/b.sql expects that it is so: got 2 rows, the first: store Nord, sales 7",
    ],
    stopped: undefined,
  });
});

test("the first check that stops the run is the failure, and the others are printed before", () => {
  const stop = { severity: "stop" as const, first };
  assert.deepEqual(
    print({ ...stop, name: "none", rows: 0 }, { ...stop, name: "b" }, { first }, { ...stop, name: "c" }),
    {
      lines: [
        "WARNING: checks/a.sql expects that it is so: got 1 row, the first: store Nord, sales 7",
        "STOP: checks/c.sql expects that it is so: got 1 row, the first: store Nord, sales 7",
      ],
      stopped:
        'CHECK_FAILED checks/b.sql expects that it is so: got 1 row, the first: store Nord, sales 7; correct the data and run make report, or write "-- severity: warn" in checks/b.sql to go on',
    },
  );
});
