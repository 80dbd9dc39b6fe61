import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { addProvenance, checksumPlaceholder, writeChecksum } from "@tillbook/provenance";
import type { Report } from "./report-file.js";

/** What a report for a test says. */
export interface TestReport {
  language?: string;
  company?: string;
  store?: string;
  /** As REPORT_PERIOD is written; all the data without it. */
  period?: string;
  revenue?: string;
  commit?: string;
}

/** Makes a page with the parts of a report's page that a mail needs, and a PDF with its provenance. */
export function makeTestReport(spec: TestReport = {}): { html: Uint8Array; pdf: Uint8Array } {
  const { language = "en", company = "Frischmarkt Nord", store, period, revenue = "€1,234.56", commit = "c1" } = spec;
  const manifests = {
    import: { first_day: "2025-01-01", last_day: "2026-02-28" },
    plot: {
      ...(period && { period: { name: period, first: "2026-02-01", last: "2026-02-28" } }),
      ...(store && { store }),
    },
  };
  const title = language === "de" ? "Verkaufsbericht" : "Sales report";
  const page = `<!doctype html>
<html lang="${language}">
<head>
<meta name="author" content="${company.replaceAll("&", "&amp;")}">
<meta name="tillbook" content="${checksumPlaceholder}">
<style>
:root{--accent:#0b6e4f}
@media screen and (prefers-color-scheme:dark){:root{--accent:#55a088}}
</style>
</head>
<body>
<header class="cover">
<p class="brand">${company.replaceAll("&", "&amp;")}</p>
<div class="title"><h1>${title}</h1>
<p class="period">${language === "de" ? "Februar" : "February"} 2026</p></div>
<dl class="key-figures"><div><dt>Revenue</dt><dd class="value">${revenue}</dd><dd class="note">+3.1% on January 2026</dd></div>
<div><dt>Stores</dt><dd class="value">12</dd></div></dl>
</header>
<main><p>${store ?? "all"}</p>
<section id="origin"><p>${commit}</p></section></main>
</body>
</html>
`;
  const origin = { commit, tree: "clean", lockfiles: {}, versions: {} } as const;
  const html = addProvenance(page, { origin, manifests, colors: {} });
  const json = /id="provenance">(.*)<\/script>/.exec(html)?.[1] ?? "";
  return {
    html: writeChecksum(Buffer.from(html)),
    pdf: writeChecksum(Buffer.from(`%PDF-1.7\nstream\n${json}\nendstream\n%%EOF\n`)),
  };
}

/** Writes a test's report; gives the paths of its files. */
export function writeTestReport(folder: string, name: string, spec?: TestReport): { html: string; pdf: string } {
  const { html, pdf } = makeTestReport(spec);
  const files = { html: join(folder, `${name}.html`), pdf: join(folder, `${name}.pdf`) };
  mkdirSync(dirname(files.html), { recursive: true });
  writeFileSync(files.html, html);
  writeFileSync(files.pdf, pdf);
  return files;
}

/** Makes a report as a letter needs it. */
export function makeLetterReport(store?: string, more: Partial<Report> = {}): Report {
  return {
    language: "en",
    company: "Frischmarkt Nord",
    accent: "#0b6e4f",
    accentDark: "#55a088",
    title: store === undefined ? "Sales report" : `Sales report for ${store}`,
    period: "February 2026",
    keyFigures: [{ label: "Revenue", value: "€1.00" }],
    notices: [],
    periodName: "2026-02",
    first: "2026-02-01",
    last: "2026-02-28",
    store,
    content: "",
    pdf: "",
    ...more,
  };
}
