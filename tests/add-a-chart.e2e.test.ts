import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { followDocument } from "./add-a-chart.js";
import { type Checkout, copyCheckout } from "./checkout.js";

// docs/add-a-chart.md, followed to the letter in a copy of this checkout.

let checkout: Checkout;
let commands: string[];
before(() => {
  checkout = copyCheckout();
  const followed = followDocument(checkout.root);
  commands = followed.commands;
  assert.equal(followed.files.length, 7, followed.files.join(", "));
});
after(() => checkout?.remove());

/** Runs a command in the copy, as in a terminal; it must succeed. */
function run(command: string): void {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const ended = spawnSync("bash", ["-c", command], { cwd: checkout.root, encoding: "utf8", env });
  assert.equal(ended.status, 0, `${command}\n${ended.stdout}\n${ended.stderr}`);
}

test("types, lint and the notebooks' check find nothing wrong with the new chart", () => {
  run("node node_modules/typescript/bin/tsc -p .");
  run("node_modules/.bin/biome check --error-on-warnings .");
  run("node --import @tillbook/pipeline/tsx libs/notebook/src/check.stage.ts");
});

test("the commands of the page accept the figure, and the tests of charts, queries and languages pass", () => {
  const [figures, pictures] = commands;
  assert.match(figures ?? "", /golden\.test\.ts$/);
  assert.match(pictures ?? "", /chart-pictures\.ts$/);
  run(figures!);
  assert.ok(existsSync(join(checkout.root, "libs/charts/src/expected/weekday-sales.json")));
  const quick = "libs/charts/src libs/queries libs/notebook/src/texts.test.ts verify tests/languages.test.ts";
  run(
    `node --import @tillbook/pipeline/tsx --test $(find ${quick} -name '*.test.ts' -not -path '*/node_modules/*' 2>/dev/null)`,
  );
});
