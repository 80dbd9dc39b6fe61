import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { listLacking, plotNotebooks } from "@tillbook/notebook/plot";
import { TillbookError, writeManifest } from "@tillbook/pipeline";
import { describeScope } from "@tillbook/queries";
import type { Check } from "./verify.js";

/** Runs the notebooks again, on the tables as they are, into `again`, and names the first line that differs. */
export const rerunNotebooks: Check = async (
  { paths, again, messages, manifests, seen, cellTimeoutS, signal },
  findings,
) => {
  await mkdir(again.manifests, { recursive: true });
  for (const stage of ["generate", "import", "aggregate"])
    await copyFile(join(paths.manifests, `${stage}.json`), join(again.manifests, `${stage}.json`)).catch(ignoreMissing);
  try {
    const lacking = listLacking(manifests.import, seen.report);
    const scope = seen.report;
    const plotted = await plotNotebooks({
      paths: again,
      messages,
      lacking,
      scope,
      cellTimeoutS,
      signal,
      log: () => {},
    });
    // other checks compute these
    const { months, period_files } = manifests.plot;
    const sums = { ...(months && { months }), ...(period_files && { period_files }) };
    await writeManifest("plot", { ...plotted, ...describeScope(scope), ...sums }, again.manifests);
    const names = (await readdir(again.notebooks)).sort();
    for (const name of names) {
      const expected = await readFile(join(again.notebooks, name), "utf8");
      const got = await readFile(join(paths.notebooks, name), "utf8").catch(() => "");
      const difference = findDifference(expected, got);
      if (difference !== undefined) findings.push(`build/notebooks/${name}:${difference}`);
    }
    return `${names.length} notebooks give the same bytes when they are run again`;
  } catch (error) {
    if (!(error instanceof TillbookError) || signal.aborted) throw error;
    findings.push(`the notebooks fail when they are run again: ${error.message}`);
    return "";
  }
};

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

/** Describes the first line that differs, counted from 1, e.g. `12: expected a, got b`. */
export function findDifference(expected: string, got: string): string | undefined {
  if (got === expected) return undefined;
  const [lines, others] = [expected.split("\n"), got.split("\n")];
  const at = Array.from({ length: Math.max(lines.length, others.length) }).findIndex((_, i) => lines[i] !== others[i]);
  return `${at + 1}: ${describeLines(lines[at], others[at])}`;
}

/** Shows two lines that differ; of long ones, from shortly before their first difference on. */
export function describeLines(expected: string | undefined, got: string | undefined): string {
  const [line, other] = [expected ?? "", got ?? ""];
  let same = 0;
  while (same < line.length && line[same] === other[same]) same++;
  const from = Math.max(line.length, other.length) > shownLength ? Math.max(0, same - 40) : 0;
  const show = (text: string | undefined): string =>
    text === undefined ? "nothing" : (from > 0 ? "…" : "") + text.slice(from, from + shownLength).trim();
  return `expected ${show(expected)}, got ${show(got)}`;
}

const shownLength = 200;
