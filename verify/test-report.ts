import { PDFDocument, PDFName, PDFString } from "@cantoo/pdf-lib";
import { sha256 } from "@tillbook/pipeline";
import { addProvenance, checksumPlaceholder, hashPages, type Provenance, writeChecksum } from "@tillbook/provenance";

// A small report, in tests only.

export const chart = { data: [{ y: [1, 2] }] };
const files = [{ name: "a.csv", sha256: "a", rows: 3, amount_cents: "1000" }];
export const manifests = {
  import: { files, table_fingerprint: "3:10.00:77" },
  aggregate: { read: "3:10.00:77", wrote: { monthly_sales: "1:10.00:5" } },
  plot: { charts: { "sales.json": sha256(`${JSON.stringify(chart, undefined, 1)}\n`), "sales.csv": "c" } },
};
export const origin: Provenance["origin"] = { commit: "c1", tree: "clean", lockfiles: {}, versions: {} };

export const page = `<!doctype html><html lang="en"><head></head><body>
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
export function makeReport(
  html = page,
  change = (text: string): string => text,
  more: Partial<Pick<Provenance, "manifests" | "origin">> = {},
): Uint8Array {
  return writeChecksum(Buffer.from(change(addProvenance(html, { origin, manifests, colors: {}, ...more }))));
}

/** A PDF with a page for each text; by default its provenance has the hashes of its pages. */
export async function makePdf(texts: readonly string[], more: Partial<Provenance> = {}): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (const text of texts) pdf.addPage().drawText(text);
  await pdf.flush();
  const saved = await PDFDocument.load(await pdf.save());
  const content = { lines: [], colors: {}, charts: {}, pages: hashPages(saved) };
  const about = { checksum: checksumPlaceholder, format: 1, language: "en", origin, manifests };
  await saved.attach(Buffer.from(JSON.stringify({ ...about, ...content, ...more })), "provenance.json");
  saved.catalog.set(PDFName.of("Tillbook"), PDFString.of(checksumPlaceholder));
  return writeChecksum(await saved.save({ useObjectStreams: false }));
}
