import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { findPaths } from "@tillbook/pipeline";
import { compareReports } from "./rebuild-report.js";
import { makePdf, makeReport, manifests, origin, page } from "./test-report.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-rebuild-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const pdf = await makePdf(["a", "b"]);
const right: Record<string, Uint8Array | string> = {
  "report/tillbook.html": makeReport(),
  "report/tillbook.pdf": pdf,
  "charts/sales.svg": "<svg>\n<path/>\n</svg>",
  "charts/sales.png": Buffer.from([137, 0, 1]),
  "manifests/plot.json": "{}\n",
  "manifests/html.json": "{}\n",
  "manifests/pdf.json": "{}\n",
};

async function write(build: string, files: typeof right): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(build, file)), { recursive: true });
    await writeFile(join(build, file), content);
  }
}

/** What is found where one file differs from the one that was built again. */
async function find(changes: typeof right): Promise<string[]> {
  const [paths, again] = [findPaths(folder), findPaths(folder, join(folder, "again"))];
  await write(again.build, right);
  await write(paths.build, { ...right, ...changes });
  const findings: string[] = [];
  assert.equal(await compareReports(again, paths, findings), 5);
  return findings;
}

const html = "report/tillbook.html";

test("reports with the same bytes have no finding", async () => {
  assert.deepEqual(await find({}), []);
});

test("the first line of the text that differs is named, one too many or missing as nothing", async () => {
  const line = (text: string): Promise<string[]> => find({ [html]: makeReport(text) });
  const start = "build/report/tillbook.html: line ";
  const rest = "of the text differs from the report built again: expected";
  assert.deepEqual(await line(page.replace("strongest", "weakest")), [
    `${start}2 ${rest} January was the strongest month., got January was the weakest month.`,
  ]);
  assert.deepEqual(await line(page.replace("2.25", "2.26")), [
    `${start}5 ${rest} Feb | 2.25 | 0.25 | 2.50, got Feb | 2.26 | 0.25 | 2.50`,
  ]);
  assert.deepEqual(await line(page.replace("<p>The end.</p>", "")), [`${start}7 ${rest} The end., got nothing`]);
  assert.deepEqual(await line(page.replace("<p>The end.</p>", "<p>The end.</p><p>More.</p>")), [
    `${start}8 ${rest} nothing, got More.`,
  ]);
});

test("a change of the HTML that is no text is named by its line in the file, and one of the checksum as that", async () => {
  const [picture] = await find({ [html]: makeReport(undefined, (text) => text.replace("M0 0", "M0 1")) });
  assert.match(
    picture ?? "",
    /^build\/report\/tillbook\.html:3: expected .*<path d="M0 0"\/>.*, got .*<path d="M0 1"\/>.*, when it is built again$/,
  );
  const forged = Buffer.from(makeReport())
    .toString()
    .replace(/tillbook-sha256:\w{8}/, "tillbook-sha256:00000000");
  assert.deepEqual(await find({ [html]: forged }), [
    "build/report/tillbook.html: its checksum differs from that of the report built again",
  ]);
});

test("a report of another commit is said to be one, in both files", async () => {
  const other = { origin: { ...origin, commit: "c2", tree: "changed" as const } };
  const text =
    " says that it was made by commit c2, working tree changed, and this checkout is commit c1, working tree clean: it can only be built again by what made it (make report makes it by this checkout)";
  const files = { [html]: makeReport(undefined, undefined, other), "report/tillbook.pdf": await makePdf(["a"], other) };
  assert.deepEqual(await find(files), [`build/report/tillbook.html${text}`, `build/report/tillbook.pdf${text}`]);
});

test("of a PDF the number of pages, the first page, the provenance or the first byte that differs is named", async () => {
  const of = (bytes: Uint8Array): Promise<string[]> => find({ "report/tillbook.pdf": bytes });
  const start = "build/report/tillbook.pdf: ";
  assert.deepEqual(await of(await makePdf(["a"])), [`${start}expected 2 pages as when it is built again, got 1`]);
  assert.deepEqual(await of(await makePdf(["a", "c"])), [`${start}page 2 differs from the report built again`]);
  const imported = { ...manifests.import, table_fingerprint: "3:10.00:78" };
  const other = await makePdf(["a", "b"], { manifests: { ...manifests, import: imported } });
  assert.deepEqual(await of(other), [
    `${start}the provenance in it differs from that of the report built again: import wrote different output: table_fingerprint is 3:10.00:78 here, 3:10.00:77 there`,
  ]);
  const another = "another part differs from byte";
  const end = "on, e.g. its fonts, bookmarks or title";
  const longer = Buffer.concat([pdf, Buffer.from("\n")]);
  assert.deepEqual(await of(longer), [
    `${start}its pages are those of the report built again, ${another} ${pdf.length} ${end}`,
  ]);
  assert.deepEqual(await of(Buffer.from("nothing")), [`${start}expected 2 pages as when it is built again, got 0`]);
});

test("of other files the first line that differs is named, of pictures of pixels only that they differ", async () => {
  assert.deepEqual(
    await find({
      "charts/sales.svg": "<svg>\n<circle/>\n</svg>",
      "charts/sales.png": Buffer.from([137, 0, 2]),
      "manifests/html.json": "{ }\n",
    }),
    [
      "build/charts/sales.png differs from the file built again",
      "build/charts/sales.svg:2: expected <path/>, got <circle/>, when it is built again",
      "build/manifests/html.json:1: expected {}, got { }, when it is built again",
    ],
  );
});

test("a file that is missing differs", async () => {
  await find({});
  await rm(join(folder, "build", "manifests", "pdf.json"));
  const findings: string[] = [];
  await compareReports(findPaths(folder, join(folder, "again")), findPaths(folder), findings);
  assert.deepEqual(findings, ["build/manifests/pdf.json:1: expected {}, got , when it is built again"]);
});
