import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "@tillbook/pipeline";
import { hideNames } from "@tillbook/provenance";
import { checkReportFile } from "./report-file.js";
import type { Check } from "./verify.js";

/** Checks each report on its own, and compares its provenance with the manifests. */
export const checkReports: Check = async ({ paths, manifests }, findings) => {
  const { html, pdf, ...before } = manifests;
  for (const [name, manifest] of [
    ["tillbook.html", html],
    ["tillbook.pdf", pdf],
  ] as const) {
    const bytes = await readFile(join(paths.report, name)).catch(() => undefined);
    if (bytes === undefined) continue;
    const { provenance, findings: inside } = await checkReportFile(bytes);
    for (const finding of inside) findings.push(`build/report/${name}: ${finding}`);
    if (provenance === undefined) continue;
    for (const [stage, expected] of Object.entries(hideNames(before)))
      if (canonical(provenance.manifests[stage]) !== canonical(expected))
        findings.push(`build/manifests/${stage}.json differs from the manifest inside build/report/${name}`);
    const { Chromium, "Plotly.js": plotly } = provenance.origin.versions;
    if (manifest.chromium_version !== Chromium)
      findings.push(
        `build/report/${name}: expected Chromium ${manifest.chromium_version} as in its manifest, got ${Chromium}`,
      );
    if (name === "tillbook.html") {
      if (html.plot !== (await hash(join(paths.manifests, "plot.json"))))
        findings.push("build/manifests/html.json: the report was made from another plot.json");
      if (html.plotly_version !== plotly)
        findings.push(
          `build/report/${name}: expected Plotly.js ${html.plotly_version} as in its manifest, got ${plotly}`,
        );
      if (html.charts !== Object.keys(provenance.charts).length)
        findings.push(
          `build/manifests/html.json: expected ${Object.keys(provenance.charts).length} charts as in the report, got ${html.charts}`,
        );
      const notebooks = Object.keys(manifests.plot.notebooks).length;
      if (html.sections !== notebooks)
        findings.push(
          `build/manifests/html.json: expected ${notebooks} sections, one for each notebook, got ${html.sections}`,
        );
    } else {
      if (pdf.html !== (await hash(join(paths.report, "tillbook.html"))))
        findings.push("build/manifests/pdf.json: the PDF was printed from another tillbook.html");
      if (pdf.pages !== provenance.pages?.length)
        findings.push(
          `build/manifests/pdf.json: expected ${provenance.pages?.length} pages as in the PDF, got ${pdf.pages}`,
        );
    }
  }
  return "both reports are unchanged and were made from these manifests";
};

/** The SHA-256 of a file; undefined of one that is missing. */
async function hash(file: string): Promise<string | undefined> {
  return readFile(file).then(sha256, () => undefined);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort())
      : inner,
  );
}
