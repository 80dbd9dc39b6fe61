import { checkServer } from "@tillbook/services";
import { checkArchive } from "./archive.js";
import { checkDataChecks } from "./data-checks.js";
import { checkFiles, checkManifestFiles, checkQueries } from "./files.js";
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
  checkDataChecks,
  checkNumbers,
  checkFiles,
  checkReports,
  checkArchive,
  checkSigned,
];
