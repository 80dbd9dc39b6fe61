import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkReportFile } from "./report-file.js";
import type { Check } from "./verify.js";

/** Checks both reports by themselves, and what they say of their making against the receipts. */
export const checkReports: Check = async ({ paths, receipts }, problems) => {
  const { html = {}, pdf = {}, ...before } = receipts;
  for (const [name, receipt] of [
    ["tillbook.html", html],
    ["tillbook.pdf", pdf],
  ] as const) {
    const bytes = await readFile(join(paths.report, name)).catch(() => undefined);
    if (bytes === undefined) continue;
    const findings = await checkReportFile(bytes);
    for (const problem of findings.problems) problems.push(`build/report/${name}: ${problem}`);
    const { record } = findings;
    if (record === undefined) continue;
    for (const [stage, expected] of Object.entries(before))
      if (canonical(record.receipts[stage]) !== canonical(expected))
        problems.push(`build/receipts/${stage}.json is not the receipt that build/report/${name} was made with`);
    const { Chromium, "Plotly.js": plotly } = record.origin.versions;
    if (receipt["chromium_version"] !== Chromium)
      problems.push(`build/report/${name} says Chromium ${Chromium}, its receipt ${receipt["chromium_version"]}`);
    if (name === "tillbook.html") {
      if (html["plotly_version"] !== plotly)
        problems.push(`build/report/${name} says Plotly.js ${plotly}, its receipt ${html["plotly_version"]}`);
      if (html["charts"] !== Object.keys(record.charts).length)
        problems.push(
          `build/receipts/html.json counts ${html["charts"]} charts, the report has ${Object.keys(record.charts).length}`,
        );
      const notebooks = Object.keys((receipts["plot"]?.["notebooks"] ?? {}) as object).length;
      if (html["sections"] !== notebooks)
        problems.push(`build/receipts/html.json counts ${html["sections"]} sections, there are ${notebooks} notebooks`);
    } else if (pdf["pages"] !== record.pages?.length)
      problems.push(`build/receipts/pdf.json counts ${pdf["pages"]} pages, the PDF has ${record.pages?.length}`);
  }
  return "both reports are as they were made, from these receipts";
};

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort())
      : inner,
  );
}
