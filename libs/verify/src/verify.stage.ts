import { readdir } from "node:fs/promises";
import { locales } from "@tillbook/charts";
import { findCsvFiles, findSource } from "@tillbook/dataset";
import { findChoice, type Paths, readReceipt, runStage, type Settings, TillbookError } from "@tillbook/pipeline";
import { connectMysql } from "@tillbook/services";
import { checkFiles, checkQueries, checkReceiptFiles } from "./files.js";
import { checkNumbers } from "./notebooks.js";
import { checkReceipts, type Receipts } from "./receipts.js";
import { repeatNotebooks } from "./repeat.js";
import { checkReports } from "./reports.js";
import { checkResults } from "./results.js";
import { checkCsv, checkSales, checkStatus } from "./sales.js";
import type { Check } from "./verify.js";

// In the order of the stages, so that the first thing that is said is the earliest that went wrong.

const checkEquations: Check = async ({ receipts }, problems) => {
  problems.push(...checkReceipts(receipts));
  return "rows and cents agree from the files to each result";
};

await runStage("verify", async ({ settings, paths, log, signal }) => {
  const { numbers } = findChoice("REPORT_LOCALE", settings.report.locale, locales);
  const checks = [
    checkReceiptFiles,
    checkEquations,
    checkCsv,
    checkSales,
    checkStatus,
    checkQueries,
    checkResults,
    checkNumbers(numbers),
    repeatNotebooks,
    checkFiles,
    checkReports,
  ];
  const receipts = await readReceipts(paths);
  const csvPaths = await findCsv(settings, paths);
  const connection = await connectMysql(settings.mysql, paths);
  const all: string[] = [];
  try {
    for (const check of checks) {
      signal.throwIfAborted();
      const problems: string[] = [];
      const good = await check({ paths, mysql: settings.mysql, connection, receipts, csvPaths }, problems);
      if (problems.length === 0) log(`ok: ${good}`);
      for (const problem of problems.slice(0, 10)) log(`WRONG: ${problem}`);
      if (problems.length > 10) log(`WRONG: and ${problems.length - 10} more of this kind`);
      all.push(...problems);
    }
  } finally {
    await connection.end();
  }
  const [first] = all;
  if (first === undefined) return `${checks.length} checks, all is as the report says`;
  throw new TillbookError(
    "VERIFY_FAILED",
    `expected everything as the report says, got ${all.length} differences, the first: ${first}`,
    "make report makes it again from the data; a changed build/ file comes back after rm -rf build",
  );
});

async function readReceipts(paths: Paths): Promise<Receipts> {
  const names = (await readdir(paths.receipts).catch(() => [])).filter((name) => name.endsWith(".json"));
  const stages = ["generate", "import", "aggregate", "plot", "html", "pdf"] as const;
  const missing = stages.find((stage) => !names.includes(`${stage}.json`));
  if (missing !== undefined)
    throw new TillbookError(
      "VERIFY_FAILED",
      `expected a report to verify, found no receipt of ${missing}`,
      "make report",
    );
  return Object.fromEntries(
    await Promise.all(stages.map(async (stage) => [stage, (await readReceipt(stage, paths.receipts)) ?? {}] as const)),
  );
}

async function findCsv(settings: Settings, paths: Paths): Promise<Map<string, string>> {
  const { files } = await findCsvFiles(findSource(settings.salesCsv, paths), "make report");
  return new Map(files.map(({ name, path }) => [name, path]));
}
