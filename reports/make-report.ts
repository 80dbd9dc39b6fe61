import { cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatCount, formatMoney, type KeyFigure, type Messages } from "@tillbook/charts";
import { keyFiguresType, parseNotebook } from "@tillbook/notebook";
import type { Plotter } from "@tillbook/notebook/plot";
import { findPaths, type Paths, sha256, TillbookError, writeFileAtomic, writeManifest } from "@tillbook/pipeline";
import { describeScope } from "@tillbook/queries";
import { buildReport, type Look, type openDrawer, printReport, type readOrigin } from "@tillbook/report";
import type { Browser } from "playwright";
import { writeEntry } from "./entries.js";
import type { Part, Sums } from "./parts.js";

/** What all reports of a run are made with. */
export interface Tools {
  paths: Paths;
  plotter: Plotter;
  /** Reads what a report is compared by with earlier ones. */
  readSums: (of: ReturnType<typeof describeScope>) => Promise<object>;
  browser: Browser;
  drawer: ReturnType<typeof openDrawer>;
  look: Look;
  origin: Awaited<ReturnType<typeof readOrigin>>;
  epochSeconds: number | undefined;
  /** In the currency of the sales. */
  messages: Messages;
}

/**
 * Makes the report of a part, as `make report` does with REPORT_PERIOD and REPORT_STORE: HTML, PDF and at last its entry.
 * @param folder  that gets them
 * @param slug  their name, without an ending
 * @param inputs  hash of what the report is made from
 * @throws TillbookError CHECK_FAILED where the report says other sums than the tables have, and what the stages throw
 */
export async function makeReport(
  { paths, plotter, readSums, browser, drawer, look, origin, epochSeconds, messages }: Tools,
  { name, scope, sums }: Part & { name: string },
  { folder, slug, inputs }: { folder: string; slug: string; inputs: string },
): Promise<void> {
  const making = join(folder, ".making", slug);
  await rm(making, { recursive: true, force: true });
  const own = findPaths(paths.root, making);
  await mkdir(own.manifests, { recursive: true });
  for (const stage of ["generate", "import", "aggregate"])
    await cp(join(paths.manifests, `${stage}.json`), join(own.manifests, `${stage}.json`)).catch(ignoreMissing);
  const plotted = await plotter.plot(own, scope);
  const described = describeScope(scope);
  await writeManifest("plot", { ...plotted, ...described, ...(await readSums(described)) }, own.manifests);
  checkSaid(await readKeyFigures(own.notebooks), sums, messages);
  const { html } = await buildReport(browser, own, join(paths.root, "report"), look, origin, drawer.draw);
  const [htmlFile, pdfFile] = [`${slug}.html`, `${slug}.pdf`];
  await writeFileAtomic(join(making, htmlFile), html);
  const print = await printReport(browser, join(making, htmlFile), epochSeconds);
  await writeFileAtomic(join(making, pdfFile), print.pdf);
  await writeEntry(folder, slug, { name });
  for (const file of [htmlFile, pdfFile]) await rename(join(making, file), join(folder, file));
  await writeEntry(folder, slug, {
    name,
    inputs,
    html: { file: htmlFile, sha256: sha256(html) },
    pdf: { file: pdfFile, sha256: sha256(print.pdf) },
    revenue_cents: String(sums.cents),
    sales: String(sums.sales),
  });
  await rm(making, { recursive: true, force: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

/** Reads the key figures that executed notebooks show. */
async function readKeyFigures(folder: string): Promise<KeyFigure[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ipynb"));
  const notebooks = files.map(async (file) =>
    parseNotebook(file, await readFile(join(folder, file), "utf8"), "make plot"),
  );
  return (await Promise.all(notebooks)).flatMap(({ cells }) =>
    cells.flatMap(({ outputs = [] }) =>
      outputs.flatMap(({ data }) => (data?.[keyFiguresType] as KeyFigure[] | undefined) ?? []),
    ),
  );
}

/** Checks that the key figures of a report are the sums of the tables; a report without them says nothing wrong. */
export function checkSaid(figures: readonly KeyFigure[], sums: Sums, messages: Messages): void {
  const expected = [
    [messages.labels.revenue, formatMoney(sums.cents, messages)],
    [messages.labels.sales, formatCount(Number(sums.sales), messages)],
  ] as const;
  for (const [label, text] of expected) {
    const said = figures.find((figure) => figure.label === label);
    // a note may go on with a comparison
    if (said === undefined || [said.value, ...(said.note ?? "").split("; ")].includes(text)) continue;
    throw new TillbookError(
      "CHECK_FAILED",
      `${label}: expected ${text}, as in monthly_sales, got ${said.note ?? said.value}`,
      "compare the cell of that key figure with the table",
    );
  }
}
