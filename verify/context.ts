import { join } from "node:path";
import { inCurrency, locales } from "@tillbook/charts";
import { findCsvFiles, findSource } from "@tillbook/dataset";
import {
  defaultCurrency,
  findChoice,
  type Manifests,
  type Paths,
  readManifest,
  resolvePeriod,
  type Settings,
  TillbookError,
} from "@tillbook/pipeline";
import {
  findAskedPeriod,
  type ReportScope,
  readQueries,
  readReportScope,
  readScopeFiles,
  readSecondPath,
} from "@tillbook/queries";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { SeenTables } from "./sources.js";
import type { VerifyContext } from "./verify.js";

/**
 * Reads what the checks look at.
 * @param again  where the report is to be made again
 * @throws TillbookError VERIFY_FAILED when the manifest of a stage is missing or cannot be read; SETTING_INVALID;
 * SQL_FILE_INVALID
 */
export async function readContext(
  settings: Pick<Settings, "salesCsv" | "report" | "cellTimeoutS">,
  paths: Paths,
  again: Paths,
  connection: Connection,
  signal: AbortSignal,
): Promise<VerifyContext> {
  const { salesCsv, report, cellTimeoutS } = settings;
  const manifests = await readManifests(paths, salesCsv !== undefined);
  const language = findChoice("REPORT_LOCALE", report.locale, locales);
  const { currency = defaultCurrency } = manifests.import;
  const messages = inCurrency(language, currency);
  const { files } = await findCsvFiles(findSource(salesCsv, paths), "make report");
  const csvFiles = new Map(files.map((file) => [file.name, file]));
  const queries = await readQueries(join(paths.root, "spark"));
  const secondPath = await readSecondPath(
    join(paths.root, "spark"),
    queries,
    currency,
    findAskedPeriod(manifests.aggregate.asked),
  );
  return {
    paths,
    again,
    connection,
    manifests,
    csvFiles,
    queries,
    secondPath,
    seen: await readSeenTables(report, paths, connection, manifests.import),
    messages,
    archive: report.archive,
    cellTimeoutS,
    notChecked: [],
    signal,
  };
}

/** All the data is from the first to the last day of the import, also where a table is missing that the checks then name. */
async function readSeenTables(
  settings: Settings["report"],
  paths: Paths,
  connection: Connection,
  { first_day, last_day }: Manifests["import"],
): Promise<SeenTables> {
  const [[row]] = await connection.query<RowDataPacket[]>("select database() as name");
  const files = await readScopeFiles(join(paths.root, "spark"));
  const report = await readReportScope(connection, settings).catch((error): ReportScope => {
    const isOfAll = settings.period === undefined && settings.store === undefined;
    if (!isOfAll || first_day === null || last_day === null) throw error;
    const data = { first: first_day, last: last_day, closedWeekdays: [] };
    return { period: resolvePeriod(undefined, data), data, store: undefined };
  });
  return { report, files, database: row?.["name"], confirmed: new Set() };
}

/** Files of your own are not generated, so that there is no manifest of generate. */
async function readManifests(paths: Paths, hasOwnFiles: boolean): Promise<VerifyContext["manifests"]> {
  const read = async <S extends keyof Manifests>(stage: S): Promise<Manifests[S]> => {
    const manifest = await readManifest(stage, paths.manifests).catch((error) => {
      throw fail(error.message);
    });
    if (manifest === undefined) throw fail(`expected a report to verify, found no build/manifests/${stage}.json`);
    return manifest;
  };
  return {
    ...(!hasOwnFiles && { generate: await read("generate") }),
    import: await read("import"),
    aggregate: await read("aggregate"),
    plot: await read("plot"),
    html: await read("html"),
    pdf: await read("pdf"),
  };
}

function fail(message: string): TillbookError {
  return new TillbookError("VERIFY_FAILED", message, "make report");
}
