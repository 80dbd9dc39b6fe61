import { checkFiles, checkQueries, checkReceiptFiles } from "./files.js";
import { checkNumbers } from "./notebooks.js";
import { checkReceipts } from "./receipts.js";
import { checkReports } from "./reports.js";
import { checkResults } from "./results.js";
import type { Marks } from "./said.js";
import { checkCsv, checkSales, checkStatus } from "./sales.js";
import type { Check } from "./verify.js";

const checkEquations: Check = async ({ receipts }, problems) => {
  problems.push(...checkReceipts(receipts));
  return "rows and cents agree from the files to each result";
};

/**
 * Lists the checks in the order of the stages, so that the first thing that is said is the earliest that went wrong.
 * @param marks  of the report's language
 */
export function listChecks(marks: Marks): Check[] {
  return [
    checkReceiptFiles,
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
