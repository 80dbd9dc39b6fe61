import { availableParallelism } from "node:os";
import { locales } from "@tillbook/charts";
import {
  findChoice,
  type Paths,
  readManifest,
  runStage,
  type Settings,
  type StageContext,
  TillbookError,
  writeManifest,
} from "@tillbook/pipeline";
import { describeScope, type ReportScope, readReportScope } from "@tillbook/queries";
import { connectReader, explainMysqlError } from "@tillbook/services";
import { startKernels } from "./execute.js";
import { openKernels } from "./kernels.js";
import { listLacking, plotNotebooks } from "./plot.js";
import { readPlotSums } from "./plot-sums.js";

/** Opens kernels before there is something to run. */
async function warm({ settings, paths, signal, keep }: StageContext): Promise<void> {
  const kernels = availableParallelism();
  const options = { root: paths.root, cellTimeoutS: settings.cellTimeoutS, kernels, signal };
  startKernels(await keep("kernels", () => openKernels(options)), kernels);
}

async function plot(context: StageContext): Promise<string> {
  const { settings, paths, log, signal, keep } = context;
  const messages = findChoice("REPORT_LOCALE", settings.report.locale, locales);
  const imported = await readManifest("import", paths.manifests);
  const lacking = imported === undefined ? [] : listLacking(imported, settings.report);
  const scope = await findReportScope(settings, paths);
  const described = scope ? describeScope(scope) : {};
  if (described.period) log(`the period is ${described.period.name}`);
  if (described.store !== undefined) log(`the store is ${described.store}`);
  const { cellTimeoutS, isStrict } = settings;
  const plotted = await plotNotebooks({
    paths,
    log,
    signal,
    messages,
    lacking,
    scope,
    cellTimeoutS,
    isStrict,
    keepKernels: (open) => keep("kernels", open),
  });
  const connection = await connectReader(settings.mysql, paths);
  const sums = await readPlotSums(connection, paths, imported, described).finally(() => connection.end());
  await writeManifest("plot", { ...plotted, ...described, ...sums });
  const charts = Object.keys(plotted.charts).filter((file) => file.endsWith(".json")).length;
  return `${Object.keys(plotted.notebooks).length} notebooks, ${charts} charts`;
}

/** Finds what the report speaks of; undefined where it is of all the data, and a checkout of its own has no monthly_sales. */
async function findReportScope({ mysql, report }: Settings, paths: Paths): Promise<ReportScope | undefined> {
  const aggregated = await readManifest("aggregate", paths.manifests);
  const connection = await connectReader(mysql, paths, aggregated?.wrote);
  try {
    return await readReportScope(connection, report);
  } catch (error) {
    const isOfAll = report.period === undefined && report.store === undefined;
    if (isOfAll && error instanceof TillbookError && error.code === "TABLE_MISSING") return undefined;
    throw explainMysqlError(error);
  } finally {
    await connection.end();
  }
}

await runStage("plot", plot, { warm });
