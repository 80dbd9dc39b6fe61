import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { inCurrency } from "@tillbook/charts";
import { listLacking, openPlotter, type Plotter } from "@tillbook/notebook/plot";
import { readPlotSums } from "@tillbook/notebook/plot-sums";
import {
  defaultCurrency,
  formatManifest,
  inTurn,
  type Paths,
  readManifest,
  runStage,
  type Settings,
  type StageContext,
  sha256,
  TillbookError,
} from "@tillbook/pipeline";
import { describeScope, readReportScope } from "@tillbook/queries";
import { checkAssets, listSuperseded, openDrawer, readLook, readOrigin, withBrowser } from "@tillbook/report";
import { connectReader, explainMysqlError } from "@tillbook/services";
import { hashSources } from "./hash-sources.js";
import { writeIndex } from "./index-page.js";
import { makeReport } from "./make-report.js";
import { copyWhole, describeFailures, makeReports, writeList } from "./make-reports.js";
import { checkSums, listParts, nameNext, type Part, type Parts, readBy } from "./parts.js";

/** How often a run without a terminal tells how far it is, in ms. */
const progressMs = 10_000;
const chosen = process.env["TILLBOOK_REPORTS_BY"];

await runStage("reports", run, { next: nameNext(chosen) });

async function run({ settings, paths, log, signal }: StageContext): Promise<string> {
  const { report, cellTimeoutS, isStrict } = settings;
  const by = readBy(chosen, report);
  const [look, origin] = [await readLook(report, paths), await readOrigin(paths.root)];
  await checkAssets(join(paths.root, "report"));
  const imported = await readManifest("import", paths.manifests);
  const aggregated = await readManifest("aggregate", paths.manifests);
  if (imported === undefined || aggregated === undefined || !existsSync(join(paths.report, "tillbook.pdf")))
    throw new TillbookError("SETUP_MISSING", "expected the report of the whole, got none", `make reports BY=${by}`);
  const messages = inCurrency(look.messages, imported.currency ?? defaultCurrency);
  const parts = await readParts(by, settings, paths);
  const tables = checkSums(
    `the ${by}s in monthly_sales`,
    parts.parts.map(({ sums }) => sums),
    parts.whole.sums,
  );
  log(
    `${parts.parts.length} ${by}s; in the tables they add up to the whole: ${tables.cents} cents, ${tables.sales} sales`,
  );
  const home = join(paths.build, "reports");
  const folder = join(home, `${by}s`);
  // they are of the reports that were there before
  for (const file of ["index.html", "manifest.json"]) await rm(join(home, file), { force: true });
  const generated = await readManifest("generate", paths.manifests);
  const { archive, ...shown } = look;
  const { epochSeconds } = report;
  const shared = sha256(
    formatManifest([
      await hashSources(paths.root),
      generated,
      imported,
      aggregated,
      shown,
      origin,
      epochSeconds,
      process.version,
      settings.chromium ?? "",
    ]),
  );
  const note = (problem: string): void => log(`NOTE: ${archive}: ${problem}`);
  const hashInputs = async ({ scope }: Part): Promise<string> => {
    const manifests = { import: { ...imported }, aggregate: { ...aggregated }, plot: describeScope(scope) };
    return sha256(JSON.stringify([shared, scope, await listSuperseded(archive, manifests, note)]));
  };
  let told = 0;
  const progress = (line: string): void => {
    if (process.env["TILLBOOK_PROGRESS"] === undefined && performance.now() - told < progressMs) return;
    told = performance.now();
    log(line);
  };
  const { entries, failures, made } = await makeReports({
    folder,
    parts,
    hashInputs,
    log,
    progress,
    signal,
    open: async (work) => {
      const connection = await connectReader(settings.mysql, paths);
      // in turn, since one may lock tables of the connection
      const readSums = inTurn(
        (of: ReturnType<typeof describeScope>): Promise<object> =>
          readPlotSums(connection, paths, imported, of).catch(rethrow),
      );
      try {
        const lacking = listLacking(imported, settings.report);
        const options = { paths, log, signal, messages: look.messages, lacking, cellTimeoutS, isStrict };
        await withPlotter(options, (plotter) =>
          withBrowser(settings, paths, signal, async (browser) => {
            const drawer = openDrawer(browser);
            const tools = { paths, plotter, readSums, browser, drawer, look, origin, epochSeconds, messages };
            await work((part, files) => makeReport(tools, part, files));
          }),
        );
      } finally {
        await connection.end();
      }
    },
  });
  const whole = await copyWhole(folder, paths.report, parts.whole);
  const list = {
    by,
    whole: describe(undefined),
    reports: parts.parts.filter(({ name }) => entries.has(name ?? "")).map(({ name }) => describe(name ?? "")),
  };
  const said = [...entries.values()].map((entry) => ({
    cents: BigInt(entry.revenue_cents),
    sales: BigInt(entry.sales),
  }));
  const isWhole = failures.length === 0;
  if (isWhole) {
    const { cents, sales } = checkSums("the reports", said, parts.whole.sums);
    log(`the ${said.length} reports add up to the report of the whole: ${cents} cents, ${sales} sales`);
  }
  await writeList(join(home, "manifest.json"), list);
  await writeIndex(join(home, "index.html"), {
    parts,
    entries,
    whole,
    failures,
    look: { ...look, messages },
    root: paths.root,
  });
  if (!isWhole) throw describeFailures(failures, parts);
  return `build/reports/index.html, ${parts.parts.length} reports, ${made} of them new`;

  function describe(name: string | undefined) {
    const { html, pdf, revenue_cents, sales } = name === undefined ? whole : entries.get(name)!;
    return {
      ...(name !== undefined && { name }),
      html: `${by}s/${html.file}`,
      html_sha256: html.sha256,
      pdf: `${by}s/${pdf.file}`,
      pdf_sha256: pdf.sha256,
      revenue_cents,
      sales,
    };
  }
}

async function readParts(by: Parts["by"], { mysql, report }: Settings, paths: Paths): Promise<Parts> {
  const aggregated = await readManifest("aggregate", paths.manifests);
  const connection = await connectReader(mysql, paths, aggregated?.wrote);
  try {
    return await listParts(connection, by, await readReportScope(connection, report)).catch(rethrow);
  } finally {
    await connection.end();
  }
}

function rethrow(error: unknown): never {
  throw explainMysqlError(error);
}

/** Runs `work` with kernels that stay up, and ends them afterwards. */
async function withPlotter(
  options: Parameters<typeof openPlotter>[0],
  work: (plotter: Plotter) => Promise<void>,
): Promise<void> {
  const plotter = await openPlotter(options);
  try {
    await work(plotter);
  } finally {
    await plotter.close();
  }
}
