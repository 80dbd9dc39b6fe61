import type { Provenance } from "@tillbook/provenance";

/** What another report has otherwise. */
export interface Comparison {
  /** The first thing that differs, in the order of the stages, e.g. "generate made another sales-01.csv"; undefined when nothing does. */
  first: string | undefined;
  /** What its stage, those before it, and the program were told or given that differs, e.g. "generate: seed is 42 here, 43 there". */
  reasons: string[];
}

/** What each stage makes, by keys of its manifest, the most telling first; all else in it is what the stage was told, was given, or is. */
const made: Record<string, readonly string[]> = {
  generate: ["files", "amount_cents"],
  import: ["table_fingerprint", "first_day", "last_day", "duplicates", "rejected", "changed_since_import"],
  aggregate: ["wrote"],
  plot: ["notebooks", "charts"],
};

/** Compares what two reports say of their making: which stage is the first that made something else, and why. */
export function compareProvenance(here: Provenance, there: Provenance): Comparison {
  const reasons = compareValues({ language: here.language }, { language: there.language }).map(tell);
  for (const [stage, keys] of Object.entries(made)) {
    const isOf = (key: string, path: string): boolean => path === key || path.startsWith(`${key}/`);
    const isMade = (path: string): boolean => keys.some((key) => isOf(key, path));
    const differences = compareValues(here.manifests[stage], there.manifests[stage]);
    reasons.push(
      ...differences.filter(({ path }) => !isMade(path)).map((difference) => `${stage}: ${tell(difference)}`),
    );
    const [first] = keys.flatMap((key) => differences.filter(({ path }) => isOf(key, path)));
    if (first !== undefined)
      return {
        first: `${stage} made something else: ${tell(first)}`,
        reasons: [...reasons, ...compareProgram(here, there)],
      };
  }
  return { first: comparePages(here, there), reasons: [...reasons, ...compareProgram(here, there)] };
}

function compareProgram({ origin: here }: Provenance, { origin: there }: Provenance): string[] {
  return compareValues(here, there).map((difference) => `the program: ${tell(difference)}`);
}

/** What readers see. Pages are compared where both are PDFs. */
function comparePages(here: Provenance, there: Provenance): string | undefined {
  const line = here.lines.findIndex((hash, i) => hash !== there.lines[i]);
  if (line >= 0 || here.lines.length !== there.lines.length)
    return `html wrote another line ${(line >= 0 ? line : here.lines.length) + 1} of text`;
  const [chart] = compareValues(here.charts, there.charts);
  if (chart !== undefined) return `html drew another chart: ${tell(chart)}`;
  const [page] = here.pages && there.pages ? compareValues(here.pages, there.pages) : [];
  return page && `pdf printed another page ${Number(page.path) + 1}`;
}

interface Difference {
  path: string;
  here: unknown;
  there: unknown;
}

function tell({ path, here, there }: Difference): string {
  return `${path} is ${here ?? "nothing"} here, ${there ?? "nothing"} there`;
}

/** Lists the single values that differ, with where they are, e.g. "files/sales-01.csv/sha256". */
function compareValues(here: unknown, there: unknown): Difference[] {
  const [some, others] = [flatten(here), flatten(there)];
  return [...new Set([...some.keys(), ...others.keys()])]
    .map((path) => ({ path, here: some.get(path), there: others.get(path) }))
    .filter((difference) => difference.here !== difference.there);
}

function flatten(value: unknown, path = ""): Map<string, unknown> {
  if (value === undefined || value === null || typeof value !== "object") return new Map([[path, value]]);
  const entries = Array.isArray(value)
    ? value.map((item, i) => [item?.name ?? i, item] as const)
    : Object.entries(value);
  return new Map(entries.flatMap(([key, inner]) => [...flatten(inner, path === "" ? `${key}` : `${path}/${key}`)]));
}
