import { checkFiles, checkManifestFiles, checkQueries } from "./files.js";
import { checkManifests } from "./manifests.js";
import { checkNumbers } from "./notebooks.js";
import { checkReports } from "./reports.js";
import { checkResults } from "./results.js";
import { checkCsv, checkSales } from "./sales.js";
import { checkSigned } from "./signed.js";
import { checkStatus } from "./status.js";
import type { Check } from "./verify.js";

const checkSums: Check = async ({ manifests }, findings) => {
  findings.push(...checkManifests(manifests));
  return "the manifests agree on rows and cents, from the files to each result";
};

/** The checks in the order of the stages, so that the first finding is the earliest fault. */
export const checks: readonly Check[] = [
  checkManifestFiles,
  checkSums,
  checkCsv,
  checkSales,
  checkStatus,
  checkQueries,
  checkResults,
  checkNumbers,
  checkFiles,
  checkReports,
  checkSigned,
];
