import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { findPaths, readSettings, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { readDiffAssets } from "@tillbook/report/diff-assets";
import { renderDiffPage, summarise } from "@tillbook/report/diff-page";
import { diffReports, isSame, type ReportDiff, type ReportSide, readSide } from "@tillbook/report/diff-reports";
import { readLook } from "@tillbook/report/look";
import { describeCauses } from "@tillbook/report/restated";
import { checkReportFile } from "./report-file.js";
import { checkSignedPdf } from "./signed-pdf.js";

/**
 * Compares two reports and writes what differs as a page.
 * @param root  of the checkout
 * @param page  where the page goes; by default build/diff/diff.html of the checkout
 * @param print  takes lines for people
 * @returns whether every number is the same
 * @throws TillbookError VERIFY_FAILED when one can't be read, was changed since it was made, or is of something else
 */
export async function writeDiff(
  root: string,
  [earlier, later]: readonly [string, string],
  page: string | undefined,
  print: (line: string) => void,
): Promise<boolean> {
  const paths = findPaths(root);
  const file = page ?? join(paths.build, "diff", "diff.html");
  const diff = diffReports(await read(earlier), await read(later));
  const look = await readLook(readSettings().report, paths);
  const html = renderDiffPage(diff, look, { css: "", fontCss: "" });
  await writeFileAtomic(file, renderDiffPage(diff, look, await readDiffAssets(join(root, "report"), html)));
  for (const line of describe(diff)) print(line);
  print(relative(process.cwd(), file));
  return isSame(diff);
}

/** Reads a report, and makes sure that it is as it was made. */
async function read(file: string): Promise<ReportSide> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new TillbookError(
      "VERIFY_FAILED",
      `cannot read ${file}: ${error.message}`,
      "make diff A=old.html B=new.html",
    );
  });
  const signed = await checkSignedPdf(bytes);
  const unsigned = signed?.unsigned ?? bytes;
  const side = await readSide(file, unsigned);
  const { findings } = await checkReportFile(unsigned);
  const [finding] = [...(signed?.findings ?? []), ...findings];
  if (finding !== undefined)
    throw new TillbookError("VERIFY_FAILED", `${file}: ${finding}`, `tillbook-verify ${file}, which lists all`);
  return side;
}

function describe(diff: ReportDiff): string[] {
  const { tables, causes, messages } = diff;
  const counts = new Map<string, number>();
  for (const { title, moves, only } of tables) counts.set(title, (counts.get(title) ?? 0) + (only ? 1 : moves.length));
  const why = describeCauses(causes, messages);
  return [
    summarise(diff),
    ...[...counts].map(([title, count]) => `  ${title}: ${count}`),
    ...(why.length > 0 ? [`${messages.restated.diff.why}: ${why.join(", ")}`] : []),
  ];
}
