import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Paths, TillbookError } from "@tillbook/pipeline";
import * as v from "valibot";
import type { ReportFiles } from "./report-file.js";

const command = "make reports BY=store";

/** What is needed of the list that `make reports` writes; files are named from `build/reports` on. */
const schema = v.object({
  by: v.string(),
  reports: v.array(v.object({ name: v.string(), html: v.string(), pdf: v.string() })),
});

/**
 * Finds the report of the chain, or of a store by its name in the files.
 * @throws TillbookError REPORT_MISSING where there is none of the store
 */
export async function findReport(store: string | undefined, paths: Paths): Promise<ReportFiles> {
  if (store === undefined) {
    const [html, pdf] = ["tillbook.html", "tillbook.pdf"].map((name) => join(paths.report, name)) as [string, string];
    return { html, pdf, signed: join(paths.build, "signed", "tillbook.pdf"), command: "make report" };
  }
  const home = join(paths.build, "reports");
  const list = await readList(join(home, "manifest.json"));
  const missing = (got: string, hint: string): TillbookError =>
    new TillbookError(
      "REPORT_MISSING",
      `expected the report of ${JSON.stringify(store)} in build/reports, got ${got}`,
      hint,
    );
  if (list === undefined) throw missing("no list of reports", command);
  if (list.by !== "store") throw missing(`reports by ${list.by}`, command);
  const found = list.reports.find(({ name }) => name === store);
  if (found === undefined)
    throw missing(describeNames(list.reports), `${command}, or correct the name in the file of DELIVER_RECIPIENTS`);
  return { html: join(home, found.html), pdf: join(home, found.pdf), command };
}

async function readList(file: string): Promise<v.InferOutput<typeof schema> | undefined> {
  try {
    return v.parse(schema, JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const message = `build/reports/manifest.json is invalid: ${(error as Error).message}`;
    throw new TillbookError("MANIFEST_INVALID", message, command, { cause: error });
  }
}

/** Names the reports that are there, at most a few. */
function describeNames(listed: readonly { name: string }[]): string {
  const names = listed.slice(0, 5).map(({ name }) => JSON.stringify(name));
  return `those of ${names.join(", ")}${listed.length > 5 ? ` and ${listed.length - 5} others` : ""}`;
}
