import assert from "node:assert/strict";
import { test } from "node:test";
import { PDFDocument } from "@cantoo/pdf-lib";
import { sha256 } from "@tillbook/pipeline";
import { addProvenance, checksumPlaceholder, hashPages, type Provenance, writeChecksum } from "@tillbook/provenance";
import { checkReportFile } from "./report-file.js";

const chart = { data: [{ y: [1, 2] }] };
const files = [{ name: "a.csv", sha256: "a", rows: 3, amount_cents: "1000" }];
const manifests = {
  import: { files, table_fingerprint: "3:10.00:77" },
  aggregate: { read: "3:10.00:77", wrote: { monthly_sales: "1:10.00:5" } },
  plot: { charts: { "sales.json": sha256(`${JSON.stringify(chart, undefined, 1)}\n`), "sales.csv": "c" } },
};
const origin = { commit: "c1", tree: "clean", lockfiles: {}, versions: {} } as const;

const page = `<!doctype html><html lang="en"><head></head><body>
<h1>Sales</h1><p>January was the strongest month.</p>
<div id="figure-sales" role="group"><div class="chart"><svg><path d="M0 0"/></svg><script type="application/json">${JSON.stringify(chart)}</script></div></div>
<details class="data" id="data-sales"><table>
<tr><th class="left">Month</th><th class="right">Nord</th><th class="right">Süd</th><th class="right sum">All</th></tr>
<tr><th class="left">Jan</th><td class="right">1,000.00</td><td class="right">−0.50</td><td class="right sum">999.50</td></tr>
<tr><th class="left">Feb</th><td class="right">2.25</td><td class="right">0.25</td><td class="right sum">2.50</td></tr>
<tr class="sum"><th class="left">All</th><td class="right">1,002.25</td><td class="right">−0.25</td><td class="right sum">1,002.00</td></tr>
</table></details>
<p>The end.</p>
</body></html>`;

/** The page with its provenance; `change` is made before it has its checksum. */
function makeReport(html = page, change = (text: string): string => text, some: Provenance["manifests"] = manifests) {
  return writeChecksum(Buffer.from(change(addProvenance(html, { origin, manifests: some, colors: {} }))));
}

async function check(report: Uint8Array): Promise<string[]> {
  return (await checkReportFile(report)).findings;
}

test("a report that is unchanged has no finding, and the check lists what is right", async () => {
  const { findings, good, provenance } = await checkReportFile(makeReport());
  assert.deepEqual(findings, []);
  assert.equal(provenance?.origin.commit, "c1");
  assert.deepEqual(good, [
    "7 lines of text unchanged",
    "1 chart unchanged",
    "6 sums in tables checked",
    "its SHA-256 is the checksum in it",
    "the manifests in it agree with each other to the cent",
  ]);
});

test("any changed byte is a finding, even one that nobody reads", async () => {
  const bytes = makeReport();
  const at = Buffer.from(bytes).indexOf("<head>") + 1;
  bytes[at] = 72;
  const { findings, good } = await checkReportFile(bytes);
  assert.deepEqual(findings, ["the file was changed: its SHA-256 differs from the checksum in it"]);
  assert.ok(!good.includes("its SHA-256 is the checksum in it"));
});

test("changed sums by store and month are named", async () => {
  const sums = '<script type="application/json" id="drill-sums">{"stores":[12.5]}</script>\n';
  const html = page.replace("</body>", `${sums}</body>`);
  assert.deepEqual(await check(makeReport(html)), []);
  for (const change of [(text: string) => text.replace("12.5", "13.5"), (text: string) => text.replace(sums, "")])
    assert.deepEqual(await check(makeReport(html, change)), ["the sums by store and month were changed"]);
});

test("a changed, missing or added line is named", async () => {
  const change = (from: string, to: string) => check(makeReport(page, (text) => text.replace(from, to)));
  assert.deepEqual(await change("strongest", "weakest"), ['line 2 was changed: "January was the weakest month."']);
  assert.deepEqual(await change("<h1>Sales</h1>", ""), ['a line is missing before "January was the strongest month."']);
  assert.deepEqual(await change("<p>The end.</p>", ""), ["1 line missing at the end"]);
  assert.deepEqual(await change("<p>The end.</p>", `<p>The end.</p><p>${"x".repeat(161)}</p>`), [
    `line 8 was changed: "${"x".repeat(160)}…"`,
  ]);
  assert.deepEqual(await change("1,000.00", "1,000.01"), [
    'line 4 was changed: "Jan | 1,000.01 | −0.50 | 999.50"',
    "table of sales, row 1: expected the sum 99951 (in cents), got 99950",
    "table of sales, column 2: expected the sum 100226 (in cents), got 100225",
  ]);
});

test("sums of rows and of columns that don't add up are findings, though nobody changed the report", async () => {
  const row = page.replace('<td class="right sum">2.50</td>', '<td class="right sum">2.51</td>');
  assert.deepEqual(await check(makeReport(row)), [
    "table of sales, row 2: expected the sum 250 (in cents), got 251",
    "table of sales, column 4: expected the sum 100201 (in cents), got 100200",
  ]);
  const column = page.replace('<td class="right">−0.25</td>', '<td class="right">0.25</td>');
  assert.deepEqual(await check(makeReport(column)), [
    "table of sales, row 3: expected the sum 100250 (in cents), got 100200",
    "table of sales, column 3: expected the sum -25 (in cents), got 25",
  ]);
});

test("rows that paper leaves out are added up as well", async () => {
  const row = '<tr><th class="left">Feb';
  const extra = page.replace(row, row.replace("<tr>", '<tr class="extra">'));
  assert.notEqual(extra, page);
  assert.deepEqual(await check(makeReport(extra)), []);
});

test("tables without sums, and cells that are no exact numbers, are not added up", async () => {
  const rounded = page.replace('<td class="right">0.25</td>', '<td class="right">0.25k</td>');
  const { findings, good } = await checkReportFile(makeReport(rounded));
  assert.deepEqual(findings, []);
  assert.ok(good.includes("4 sums in tables checked"));
  const plain = makeReport(page.replaceAll(/( |")sum"/g, '$1"'));
  assert.ok((await checkReportFile(plain)).good.includes("0 sums in tables checked"));
});

test("changed data and pictures of a chart are findings, and so is a chart that is missing or not the notebook's", async () => {
  const change = (from: string, to: string) => check(makeReport(page, (text) => text.replace(from, to)));
  assert.deepEqual(await change('"y":[1,2]', '"y":[1,3]'), ["the data of the chart sales were changed"]);
  assert.deepEqual(await change("M0 0", "M0 1"), ["the picture of the chart sales was changed"]);
  assert.deepEqual(await change('id="figure-sales"', 'id="sales"'), ["the chart sales is missing"]);
  assert.deepEqual(await check(makeReport(page.replace('"y":[1,2]', '"y":[1,3]'))), [
    "the data of the chart sales differ from the manifest of plot",
  ]);
  assert.deepEqual(await check(makeReport(page.replace('id="figure-sales"', 'id="sales"'))), [
    "the chart sales is missing",
  ]);
});

test("manifests inside that disagree are a finding", async () => {
  const aggregate = { ...manifests.aggregate, wrote: { monthly_sales: "1:9.99:5" } };
  const { findings, good } = await checkReportFile(makeReport(page, undefined, { ...manifests, aggregate }));
  assert.deepEqual(findings, ["cents of monthly_sales, against sales: expected 1000, got 999"]);
  assert.ok(!good.includes("the manifests in it agree with each other to the cent"));
});

test("a file that is no report lacks a checksum and provenance", async () => {
  assert.deepEqual(await check(Buffer.from("<p>hello</p>")), [
    "expected the checksum of a Tillbook report, found none",
    "expected provenance in the report, found none",
  ]);
});

test("a PDF says which page was changed, one more or one less", async () => {
  const make = async (texts: string[], pages?: string[]): Promise<Uint8Array> => {
    const pdf = await PDFDocument.create();
    for (const text of texts) pdf.addPage().drawText(text);
    await pdf.flush();
    const saved = await PDFDocument.load(await pdf.save());
    const provenance: Provenance = {
      checksum: checksumPlaceholder,
      format: 1,
      language: "en",
      origin,
      manifests,
      lines: [],
      colors: {},
      charts: {},
      pages: pages ?? hashPages(saved),
    };
    await saved.attach(Buffer.from(JSON.stringify(provenance)), "provenance.json");
    saved.setSubject(checksumPlaceholder);
    return saved.save({ useObjectStreams: false });
  };
  const strip = async (pdf: Uint8Array): Promise<string[]> =>
    (await check(pdf)).filter((finding) => !finding.includes("checksum"));
  const [one, two] = (await checkReportFile(await make(["a", "b"]))).provenance?.pages ?? [];
  const { good, findings } = await checkReportFile(await make(["a", "b"]));
  assert.deepEqual(
    findings.filter((finding) => !finding.includes("checksum")),
    [],
  );
  assert.ok(good.includes("2 pages unchanged"), good.join());
  assert.deepEqual(await strip(await make(["a", "b"], [String(one), "x"])), ["page 2 was changed"]);
  assert.deepEqual(await strip(await make(["a", "b"], [String(one)])), ["page 2 was changed"]);
  assert.deepEqual(await strip(await make(["a"], [String(one), String(two)])), ["page 2 was changed"]);
  assert.match((await check(Buffer.from("%PDF-1.7 nothing"))).join(), /^cannot read the PDF: /);
});
