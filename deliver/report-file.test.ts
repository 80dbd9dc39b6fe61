import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type Report, readReport } from "./report-file.js";
import { type TestReport, writeTestReport } from "./test-report.js";

const root = mkdtempSync(join(tmpdir(), "tillbook-report-file-"));
after(() => rmSync(root, { recursive: true, force: true }));

const signed = join(root, "signed.pdf");
const read = (store?: string): Promise<Report> =>
  readReport({ html: join(root, "r.html"), pdf: join(root, "r.pdf"), signed, command: "make report" }, store, root);
const write = (spec?: TestReport) => writeTestReport(root, "r", spec);

test("a mail's facts are those of the report's cover and its manifests", async () => {
  write({ store: "Köln", period: "2026-02", company: "Obst & Söhne" });
  const { content, pdf, ...report } = await read("Köln");
  assert.deepEqual(report, {
    language: "en",
    company: "Obst & Söhne",
    accent: "#0b6e4f",
    accentDark: "#55a088",
    title: "Sales report",
    period: "February 2026",
    keyFigures: [
      { label: "Revenue", value: "€1,234.56", note: "+3.1% on January 2026" },
      { label: "Stores", value: "12" },
    ],
    notices: [],
    periodName: "2026-02",
    first: "2026-02-01",
    last: "2026-02-28",
    store: "Köln",
  });
  assert.match(content, /^[0-9a-f]{64}$/);
  assert.equal(pdf, join(root, "r.pdf"));
});

test("a report of all the data is of the days of the import", async () => {
  write();
  const { periodName, first, last, store } = await read();
  assert.deepEqual([periodName, first, last, store], ["all", "2025-01-01", "2026-02-28", undefined]);
});

test("its content is what a reader sees, not which commit made it", async () => {
  const contentOf = async (spec: TestReport): Promise<string> => {
    write(spec);
    return (await read()).content;
  };
  const content = await contentOf({});
  assert.equal(await contentOf({ commit: "c2" }), content);
  assert.notEqual(await contentOf({ revenue: "€1,234.57" }), content);
});

test("a report that is missing, changed, of another store or beside another PDF is refused with the command that makes it", async () => {
  const refused = (message: RegExp) => ({ code: "REPORT_MISSING", message, hint: "make report" });
  const { html, pdf } = write({ store: "Köln" });
  await assert.rejects(read("Bonn"), refused(/expected the report of "Bonn" in r\.html, got the report of "Köln"/));
  await assert.rejects(read(), refused(/expected the report of the chain in r\.html, got the report of "Köln"/));
  appendFileSync(pdf, " ");
  await assert.rejects(read("Köln"), refused(/in r\.pdf, got one whose checksum is wrong/));
  const { pdf: other } = writeTestReport(root, "other", { store: "Köln", revenue: "€9.99" });
  writeFileSync(pdf, readFileSync(other));
  await assert.rejects(read("Köln"), refused(/expected the PDF of r\.html in r\.pdf, got that of another report/));
  rmSync(html);
  await assert.rejects(read("Köln"), refused(/expected the report of Köln in r\.html, got no such file/));
});

test("a signed PDF is taken instead, if it is this report's", async () => {
  const { pdf } = write();
  const content = (await read()).content;
  writeFileSync(signed, Buffer.concat([readFileSync(pdf), Buffer.from("signature")]));
  const report = await read();
  assert.deepEqual([report.pdf, report.content], [signed, content]);
  writeFileSync(signed, "another");
  await assert.rejects(read(), { message: "expected r.pdf with a signature in signed.pdf, got another PDF" });
  rmSync(signed);
});
