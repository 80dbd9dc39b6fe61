import { compareValues, type Difference, type Provenance } from "@tillbook/provenance";

/** How two reports differ. */
export interface Comparison {
  /** The first difference in the order of the stages; undefined when there is none. */
  first: string | undefined;
  /** Differing settings, inputs and versions of that stage, those before it, and the program, e.g. "generate: settings/seed is 42 here, 43 there". */
  reasons: string[];
}

/** The keys of each manifest that are output, the most specific first; all others are settings, inputs and versions. */
const output: Record<string, readonly string[]> = {
  generate: ["files", "amount_cents"],
  import: ["table_fingerprint", "first_day", "last_day", "duplicates", "rejected", "changed_since_import"],
  aggregate: ["wrote", "checks"],
  plot: ["months", "period_files", "notebooks", "charts"],
};

/** Compares the provenance of two reports: which stage is the first whose output differs, and why. */
export function compareProvenance(here: Provenance, there: Provenance): Comparison {
  const reasons = compareValues({ language: here.language }, { language: there.language }).map(formatDifference);
  for (const [stage, keys] of Object.entries(output)) {
    const isOf = (key: string, path: string): boolean => path === key || path.startsWith(`${key}/`);
    const isOutput = (path: string): boolean => keys.some((key) => isOf(key, path));
    const differences = compareValues(here.manifests[stage], there.manifests[stage]);
    reasons.push(
      ...differences
        .filter(({ path }) => !isOutput(path))
        .map((difference) => `${stage}: ${formatDifference(difference)}`),
    );
    const [first] = keys.flatMap((key) => differences.filter(({ path }) => isOf(key, path)));
    if (first !== undefined)
      return {
        first: `${stage} wrote different output: ${formatDifference(first)}`,
        reasons: [...reasons, ...compareProgram(here, there)],
      };
  }
  return { first: compareContent(here, there), reasons: [...reasons, ...compareProgram(here, there)] };
}

function compareProgram({ origin: here }: Provenance, { origin: there }: Provenance): string[] {
  return compareValues(here, there).map((difference) => `the program: ${formatDifference(difference)}`);
}

/** Compares what readers see: lines, charts, and pages if both are PDFs. */
function compareContent(here: Provenance, there: Provenance): string | undefined {
  const line = here.lines.findIndex((hash, i) => hash !== there.lines[i]);
  if (line >= 0 || here.lines.length !== there.lines.length)
    return `html: line ${(line >= 0 ? line : here.lines.length) + 1} of the text differs`;
  const [chart] = compareValues(here.charts, there.charts);
  if (chart !== undefined) return `html: a chart differs: ${formatDifference(chart)}`;
  const [page] = here.pages && there.pages ? compareValues(here.pages, there.pages) : [];
  return page && `pdf: page ${Number(page.path) + 1} differs`;
}

function formatDifference({ path, here, there }: Difference): string {
  return `${path} is ${here ?? "nothing"} here, ${there ?? "nothing"} there`;
}
