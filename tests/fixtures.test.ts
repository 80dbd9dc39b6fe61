import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { listStale, readFixtures } from "./fixtures.js";

// Which changes of a run's results make the committed fixtures stale.

const committed = join(findRoot(), "report/fixtures");
let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), "tillbook-fixtures-"));
  cpSync(committed, join(root, "build"), { recursive: true });
});
after(() => rmSync(root, { recursive: true }));

/** What is stale when files of a run are other than those of the committed one. */
function listChanged(...edits: [file: string, change: (text: string) => string][]): string[] {
  const texts = edits.map(([file, change]): [string, string, string] => {
    const text = readFileSync(join(root, "build", file), "utf8");
    assert.notEqual(change(text), text, file);
    return [file, text, change(text)];
  });
  for (const [file, , text] of texts) writeFileSync(join(root, "build", file), text);
  const stale = listStale(committed, readFixtures(root));
  for (const [file, text] of texts) writeFileSync(join(root, "build", file), text);
  return stale;
}

/** Changes a digit of a hash. */
function flip(text: string, pattern: RegExp): string {
  return text.replace(pattern, (_, before, digit) => `${before}${digit === "0" ? "1" : "0"}`);
}

/** The last notebook with a chart. */
const notebook = readdirSync(join(committed, "notebooks"))
  .sort()
  .map((name) => `notebooks/${name}`)
  .findLast((name) => /"meta": \{\s*"name"/.test(readFileSync(join(committed, name), "utf8")))!;

test("another result of the same cells, another table and another chart are stale", () => {
  assert.deepEqual(listStale(committed, readFixtures(root)), []);
  const result: [string, (text: string) => string] = [notebook, (text) => text.replace('"output_type"', '"a": 1, $&')];
  assert.deepEqual(listChanged(result), ["manifests/plot.json", notebook]);
  const change = (text: string): string => text.replace(/("monthly_sales": "\d)/, "$19");
  assert.deepEqual(listChanged(["manifests/aggregate.json", change]), ["manifests/aggregate.json"]);
  const chart = (text: string): string => flip(text, /("top-articles.json": ")(.)/);
  assert.deepEqual(listChanged(["manifests/plot.json", chart]), ["manifests/plot.json"]);
});

test("an edited notebook with its chart, a new query and a new notebook are not", () => {
  const edit = (text: string): string => text.replace(/"source": \[\n/, '$&"// edited\\n",');
  const name = /"meta": \{\s*"name": "([\w-]+)"/.exec(readFileSync(join(committed, notebook), "utf8"))?.[1];
  const chart = (text: string): string => flip(text, new RegExp(`("${name}.json": ")(.)`));
  assert.deepEqual(listChanged([notebook, edit], ["manifests/plot.json", chart]), []);
  const query = (text: string): string =>
    flip(text, /("queries": ")(.)/).replace('"wrote": {', '"wrote": {"weekday_sales": "1:1.00:1",');
  assert.deepEqual(listChanged(["manifests/aggregate.json", query]), []);
});
