import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkReportFile } from "./report-file.js";
import type { Check } from "./verify.js";

/** Checks both reports by themselves, and what they say of their making against the manifests. */
export const checkReports: Check = async ({ paths, manifests }, problems) => {
  const { html = {}, pdf = {}, ...before } = manifests;
  for (const [name, manifest] of [
    ["tillbook.html", html],
    ["tillbook.pdf", pdf],
  ] as const) {
    const bytes = await readFile(join(paths.report, name)).catch(() => undefined);
    if (bytes === undefined) continue;
    const findings = await checkReportFile(bytes);
    for (const problem of findings.problems) problems.push(`build/report/${name}: ${problem}`);
    const { provenance } = findings;
    if (provenance === undefined) continue;
    for (const [stage, expected] of Object.entries(before))
      if (canonical(provenance.manifests[stage]) !== canonical(expected))
        problems.push(`build/manifests/${stage}.json is not the manifest that build/report/${name} was made with`);
    const { Chromium, "Plotly.js": plotly } = provenance.origin.versions;
    if (manifest["chromium_version"] !== Chromium)
      problems.push(`build/report/${name} says Chromium ${Chromium}, its manifest ${manifest["chromium_version"]}`);
    if (name === "tillbook.html") {
      if (html["plotly_version"] !== plotly)
        problems.push(`build/report/${name} says Plotly.js ${plotly}, its manifest ${html["plotly_version"]}`);
      if (html["charts"] !== Object.keys(provenance.charts).length)
        problems.push(
          `build/manifests/html.json counts ${html["charts"]} charts, the report has ${Object.keys(provenance.charts).length}`,
        );
      const notebooks = Object.keys((manifests["plot"]?.["notebooks"] ?? {}) as object).length;
      if (html["sections"] !== notebooks)
        problems.push(
          `build/manifests/html.json counts ${html["sections"]} sections, there are ${notebooks} notebooks`,
        );
    } else if (pdf["pages"] !== provenance.pages?.length)
      problems.push(`build/manifests/pdf.json counts ${pdf["pages"]} pages, the PDF has ${provenance.pages?.length}`);
  }
  return "both reports are as they were made, from these manifests";
};

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort())
      : inner,
  );
}
