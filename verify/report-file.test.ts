import assert from "node:assert/strict";
import { test } from "node:test";
import { checkReportFile } from "./report-file.js";
import { makePdf, makeReport, manifests, page } from "./test-report.js";

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
  const { findings, good } = await checkReportFile(
    makeReport(page, undefined, { manifests: { ...manifests, aggregate } }),
  );
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
  const { good, findings, provenance } = await checkReportFile(await makePdf(["a", "b"]));
  assert.deepEqual(findings, []);
  assert.ok(good.includes("2 pages unchanged"), good.join());
  const [one, two] = (provenance?.pages ?? []).map(String) as [string, string];
  assert.deepEqual(await check(await makePdf(["a", "b"], { pages: [one, "x"] })), ["page 2 was changed"]);
  assert.deepEqual(await check(await makePdf(["a", "b"], { pages: [one] })), ["page 2 was changed"]);
  assert.deepEqual(await check(await makePdf(["a"], { pages: [one, two] })), ["page 2 was changed"]);
  assert.match((await check(Buffer.from("%PDF-1.7 nothing"))).join(), /^cannot read the PDF: /);
});

test("cells with tags in them are added up as well, and a row with too few cells has no sum", async () => {
  const marked = page.replace(">2.25<", "><b>2.25</b><");
  const { findings, good } = await checkReportFile(makeReport(marked));
  assert.deepEqual(findings, []);
  assert.ok(good.includes("6 sums in tables checked"), good.join());
  const short = page.replace("<tr class", '<tr><th class="left">Mar</th><td class="right">0.00</td></tr>\n<tr class');
  assert.deepEqual(await check(makeReport(short)), []);
});

test("lines that are missing at the end are counted", async () => {
  const change = (text: string): string => text.replace("<p>The end.</p>", "");
  assert.deepEqual(await check(makeReport(undefined, change)), ["1 line missing at the end"]);
});
