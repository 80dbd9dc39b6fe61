import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Paths, readManifest, removeOthers, sha256 } from "@tillbook/pipeline";

/** Removes charts of other data that nx left beside those that it brought back from its cache. */
export async function removeOldCharts(paths: Paths): Promise<void> {
  const plot = await readManifest("plot", paths.manifests);
  if (plot === undefined) return;
  const charts = Object.keys(plot.charts);
  const pictures = charts.flatMap((file) => [file.replace(/\.\w+$/, ".svg"), file.replace(/\.\w+$/, ".png")]);
  await removeOthers(paths.charts, new Set([...charts, ...pictures]));
}

/** Whether the PDF was printed from the HTML, and that made from what plot made last. */
export async function isOfPlot(paths: Paths): Promise<boolean> {
  const [plot, html, pdf] = await Promise.all([
    readFile(join(paths.manifests, "plot.json")).then(sha256),
    readManifest("html", paths.manifests),
    readManifest("pdf", paths.manifests),
  ]);
  return html?.plot === plot && pdf?.html === html.sha256;
}

/** Lists the report's files with their sizes, e.g. `build/report/tillbook.pdf  1.2 MB, 14 pages`. */
export async function listReportFiles(paths: Paths): Promise<string[]> {
  const pages = (await readManifest("pdf", paths.manifests))?.pages;
  const describe = (name: string, more = ""): string => {
    const file = join(paths.report, name);
    return `${relative(paths.root, file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB${more}`;
  };
  return [describe("tillbook.html"), describe("tillbook.pdf", `, ${pages} pages`)];
}
