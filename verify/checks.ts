import { isDeepStrictEqual } from "node:util";
import { describeScope } from "@tillbook/queries";
import { checkServer } from "@tillbook/services";
import { checkArchive } from "./archive.js";
import { checkDataChecks } from "./data-checks.js";
import { checkFiles, checkManifestFiles, checkQueries } from "./files.js";
import { checkKnown } from "./known.js";
import { checkManifests } from "./manifests.js";
import { checkMonths } from "./months.js";
import { checkNumbers } from "./notebooks.js";
import { checkReports } from "./reports.js";
import { checkResults } from "./results.js";
import { checkCsv, checkSales } from "./sales.js";
import { checkSigned } from "./signed.js";
import { checkStatus } from "./status.js";
import type { Check } from "./verify.js";

const checkVersion: Check = async ({ connection, manifests }, findings) => {
  const [expected, got] = [manifests.import.server_version, await checkServer(connection)];
  if (got !== expected)
    findings.push(
      `build/manifests/import.json: server_version is ${expected}, the server is ${got}; run \`make import\``,
    );
  return `the database server is ${got}`;
};

const checkSums: Check = async ({ manifests }, findings) => {
  findings.push(...checkManifests(manifests));
  return "the manifests agree on rows and cents, from the files to each result";
};

/** Compares what the report is of with the settings, so that no other period is taken for the one that was asked for. */
const checkScope: Check = async ({ manifests, seen }, findings) => {
  const expected = describeScope(seen.report);
  const got = manifests.plot;
  const say = (period = "all the data", store = "all stores"): string => `${period} of ${store}`;
  const [set, plotted] = [expected, got].map(({ period, store }) => say(period?.name, store)) as [string, string];
  const isSame = isDeepStrictEqual([expected.period, expected.store], [got.period, got.store]);
  if (!isSame) findings.push(`build/manifests/plot.json: the report is of ${plotted}, the settings say ${set}`);
  return `the report is of ${set}`;
};

/** The checks in the order of the stages, so that the first finding is the earliest fault. */
export const checks: readonly Check[] = [
  checkManifestFiles,
  checkSums,
  checkVersion,
  checkCsv,
  checkSales,
  checkStatus,
  checkQueries,
  checkResults,
  checkMonths,
  checkKnown,
  checkDataChecks,
  checkScope,
  checkNumbers,
  checkFiles,
  checkReports,
  checkArchive,
  checkSigned,
];
