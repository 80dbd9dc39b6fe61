import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Paths, TillbookError } from "@tillbook/pipeline";
import type { ReportFiles } from "./report-file.js";

/** What `make reports` says of one of its reports. */
interface ListedReport {
  name: string;
  html: string;
  pdf: string;
}

/** Finds the report of the chain, or of a store by its name in the files; `make reports` lists those of the stores. */
export async function findReport(store: string | undefined, paths: Paths): Promise<ReportFiles> {
  const signed = join(paths.build, "signed");
  if (store === undefined) {
    const [html, pdf] = ["tillbook.html", "tillbook.pdf"].map((name) => join(paths.report, name)) as [string, string];
    return { html, pdf, signed: join(signed, "tillbook.pdf"), command: "make report" };
  }
  const command = "make reports BY=store";
  const listed = await readList(join(paths.build, "reports"));
  if (listed === undefined)
    throw new TillbookError(
      "REPORT_MISSING",
      `expected the report of ${JSON.stringify(store)} in build/reports, got no reports`,
      command,
    );
  const found = listed.find(({ name }) => name === store);
  if (found === undefined)
    throw new TillbookError(
      "REPORT_MISSING",
      `expected the report of ${JSON.stringify(store)} in build/reports, got ${describeNames(listed)}`,
      `${command}, or correct the name in the file of DELIVER_RECIPIENTS`,
    );
  const [html, pdf] = [found.html, found.pdf].map((name) => join(paths.build, "reports", name)) as [string, string];
  return { html, pdf, signed: join(signed, "reports", found.pdf), command };
}

async function readList(folder: string): Promise<ListedReport[] | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")).reports;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Names the reports that are there, at most a few. */
function describeNames(listed: readonly ListedReport[]): string {
  const names = listed.slice(0, 5).map(({ name }) => JSON.stringify(name));
  return `those of ${names.join(", ")}${listed.length > 5 ? `, and ${listed.length - 5} more` : ""}`;
}
