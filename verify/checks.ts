import { checkFiles, checkManifestFiles, checkQueries } from "./files.js";
import { checkManifests } from "./manifests.js";
import { checkNumbers } from "./notebooks.js";
import { checkReports } from "./reports.js";
import { checkResults } from "./results.js";
import { checkCsv, checkSales, checkStatus } from "./sales.js";
import type { Marks } from "./unknown-numbers.js";
import type { Check } from "./verify.js";

const checkEquations: Check = async ({ manifests }, problems) => {
  problems.push(...checkManifests(manifests));
  return "rows and cents agree from the files to each result";
};

/**
 * Lists the checks in the order of the stages, so that the first thing that is said is the earliest that went wrong.
 * @param marks  of the report's language
 */
export function listChecks(marks: Marks): Check[] {
  return [
    checkManifestFiles,
    checkEquations,
    checkCsv,
    checkSales,
    checkStatus,
    checkQueries,
    checkResults,
    checkNumbers(marks),
    checkFiles,
    checkReports,
  ];
}
