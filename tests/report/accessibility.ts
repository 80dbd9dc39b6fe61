import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { before } from "node:test";
import { findPaths } from "@tillbook/pipeline";
import { type Bench, openBench } from "./bench.js";
import { judgePdf } from "./verapdf.js";
import { listViolations } from "./violations.js";

// The HTML is checked by axe against WCAG 2.2 AA, the PDF by veraPDF against PDF/UA-1.

let bench: Bench;

before(async () => {
  bench = await openBench();
});

const phone = { width: 390, height: 844 };

test("axe finds nothing on a desktop or on a phone", async () => {
  assert.deepEqual(await listViolations("plain", { colorScheme: "light" }), []);
  assert.deepEqual(await listViolations("plain", { colorScheme: "light", viewport: phone }), []);
});

test("in dark mode, where only colours differ, axe finds every contrast large enough", async () => {
  assert.deepEqual(await listViolations("plain", { colorScheme: "dark" }, ["color-contrast"]), []);
  assert.deepEqual(await listViolations("plain", { colorScheme: "dark", viewport: phone }, ["color-contrast"]), []);
});

test("axe would find a text that is too pale", async () => {
  await writeFile(join(bench.folder, "pale.html"), bench.html.replace("--quiet: #52606d", "--quiet: #b2c0cd"));
  const violations = await listViolations("pale", { colorScheme: "light" }, ["color-contrast"]);
  assert.match(violations.join("\n"), /^color-contrast: /m);
});

test("veraPDF finds the PDF compliant with PDF/UA-1", async () => {
  const { pdf } = await bench.print();
  const file = join(bench.folder, "plain.pdf");
  await writeFile(file, pdf);
  const { isCompliant, failures, checks } = await judgePdf(file, findPaths());
  assert.deepEqual(failures, []);
  assert.ok(isCompliant);
  assert.ok(checks > 10_000);
});

test("veraPDF finds the PDF well-tagged (WTPDF 1.0, accessibility)", async () => {
  const { pdf } = await bench.print();
  const file = join(bench.folder, "plain.pdf");
  await writeFile(file, pdf);
  assert.deepEqual((await judgePdf(file, findPaths(), "wt1a")).failures, []);
});

test("veraPDF would find what Chromium leaves open", async () => {
  const page = await bench.browser.newPage();
  await page.setContent('<html lang="en"><title>A</title><h1>A</h1><p><a href="#a" id="a">A</a></p></html>');
  const file = join(bench.folder, "raw.pdf");
  await writeFile(file, await page.pdf({ tagged: true, outline: true }));
  await page.close();
  const { isCompliant, failures } = await judgePdf(file, findPaths());
  assert.ok(!isCompliant);
  assert.match(failures.join("\n"), /^7\.1-8, /m);
});
