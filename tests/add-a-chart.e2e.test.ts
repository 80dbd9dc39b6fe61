import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { followDocument } from "./add-a-chart.js";
import { type Checkout, copyBuiltCheckout, sharedSpark } from "./checkout.js";
import { listStale, readFixtures } from "./fixtures.js";

// docs/add-a-chart.md, followed to the letter in a copy of this checkout: three questions, from the SQL to a verified report.

let checkout: Checkout;
before(async () => {
  checkout = await copyBuiltCheckout(sharedSpark);
});
after(() => checkout?.remove());

/** Runs a command in the copy, as in a terminal; it must succeed. */
function run(command: string): string {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const ended = spawnSync("bash", ["-c", command], { cwd: checkout.root, encoding: "utf8", env });
  assert.equal(ended.status, 0, `${command}\n${ended.stdout}\n${ended.stderr}`);
  return ended.stdout + ended.stderr;
}

const charts = [
  ["weekday-sales", "The average line is highest on"],
  ["abc-analysis", "articles make"],
  ["store-shares", "gained most"],
];

test("three questions take a query and three notebooks, and nothing else; make new-notebook's own example runs", async () => {
  run("make new-notebook NAME=example");
  const made = await checkout.make("plot");
  assert.match(made.output, /^plot +8-example done/m);
  run("rm notebooks/8-example.ipynb");
  assert.deepEqual(followDocument(checkout.root), [
    "spark/weekday_sales.sql",
    "notebooks/8-weekday-sales.ipynb",
    "notebooks/9-abc-analysis.ipynb",
    "notebooks/10-store-shares.ipynb",
  ]);
});

test("make format has the new files as make check wants them", () => {
  run("node_modules/.bin/biome check --error-on-warnings .");
  run("node --import @tillbook/pipeline/tsx libs/notebook/src/format.stage.ts");
  run("node --import @tillbook/pipeline/tsx libs/notebook/src/check.stage.ts");
});

test("the report has the three charts with their data, and only the new notebooks were run", async () => {
  const { code, output } = await checkout.make("report");
  assert.equal(code, 0, output);
  assert.match(output, /^plot +1-the-data unchanged$/m);
  assert.match(output, /^plot +6-weekday-hours unchanged$/m);
  const html = readFileSync(join(checkout.root, "build/report/tillbook.html"), "utf8");
  for (const [name, title] of charts) {
    const [, section = ""] = new RegExp(`<section id="${name}"([\\s\\S]*?)</section>`).exec(html) ?? [];
    assert.match(section, new RegExp(`<h3 id="figure-[^"]*"[^>]*>[^<]*${title}`), name);
    assert.match(section, /<details class="data"/, name);
  }
});

test("make verify computes the new numbers again", async () => {
  const { code, output } = await checkout.make("verify");
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /WRONG|not checked: .*\/[789]-/);
});

test("a German report says which of the new texts are in English; STRICT=1 refuses them", async () => {
  const german = await checkout.make("plot", { REPORT_LOCALE: "de" });
  assert.equal(german.code, 0, german.output);
  assert.match(
    german.output,
    /^plot +NOTE: notebooks\/8-weekday-sales\.ipynb cell 1 line 1: expected this in Deutsch too, got none: "# On which weekday/m,
  );
  const executed = readFileSync(join(checkout.root, "build/notebooks/8-weekday-sales.ipynb"), "utf8");
  assert.match(executed, /On which weekday is a sale largest\?\u00a0\[en\]/);
  const strict = await checkout.make("plot", { REPORT_LOCALE: "de", STRICT: "1" });
  assert.notEqual(strict.code, 0);
  assert.match(strict.output, /expected this in Deutsch too.*\[NOTEBOOK_INVALID\]/);
});

test("make test stays green: the fixtures still hold, and so do the tests that read notebooks, queries and languages", async () => {
  assert.equal((await checkout.make("plot")).code, 0);
  assert.deepEqual(listStale(join(findRoot(), "report/fixtures"), readFixtures(checkout.root)), []);
  const files = "libs/queries/src/queries.test.ts libs/notebook/src/inputs.slow.test.ts tests/languages.test.ts";
  run(`node --import @tillbook/pipeline/tsx --test ${files}`);
});
