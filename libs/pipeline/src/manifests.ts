import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { isCurrency } from "./currency.js";
import { TillbookError } from "./errors.js";
import { writeFileAtomic } from "./files.js";
import { findPaths } from "./paths.js";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "expected a SHA-256"));
const cents = v.pipe(v.string(), v.regex(/^-?\d+$/, "expected whole cents"));
const day = v.pipe(v.string(), v.isoDate("expected a day"));
const fingerprint = v.pipe(v.string(), v.regex(/^\d+:-?\d+\.\d{2,3}:\d+$/, "expected rows:amount:checksum"));
const byName = <S extends v.GenericSchema>(value: S) => v.record(v.string(), value);
const files = v.array(
  v.strictObject({
    name: v.string(),
    sha256,
    rows: count,
    amount_cents: cents,
    rejected: v.optional(count),
    unread: v.optional(count),
    left_out: v.optional(v.array(v.strictObject({ reason: v.string(), rows: count, amount_cents: cents }))),
    closings: v.optional(v.strictObject({ count, amount_cents: cents })),
    profile: v.optional(v.string()),
    amounts: v.optional(v.picklist(["net", "gross"])),
    lacks_currency: v.optional(v.boolean()),
    rounding: v.optional(v.picklist(["half-up", "half-even"])),
    timezone: v.optional(v.string()),
    lacks: v.optional(
      v.array(v.picklist(["sold_at", "store", "article", "cashier", "receipt", "quantity", "category"])),
    ),
  }),
);

/** What each stage read and made: hashes of files, fingerprints of tables, counts. No time and no path of the machine. */
const schemas = {
  generate: v.strictObject({
    settings: v.strictObject({ rows: count, stores: count, days: count, start: day, seed: count }),
    files,
    rows: count,
    amount_cents: cents,
  }),
  import: v.strictObject({
    files,
    /** ISO 4217; absent for euros. */
    currency: v.optional(v.pipe(v.string(), v.check(isCurrency, "expected a currency such as USD"))),
    rejected: v.optional(count),
    duplicates: v.optional(count),
    first_day: v.nullable(day),
    last_day: v.nullable(day),
    table_fingerprint: fingerprint,
    changed_since_import: v.boolean(),
    server_version: v.string(),
  }),
  aggregate: v.strictObject({
    queries: sha256,
    read: fingerprint,
    wrote: byName(fingerprint),
    spark_version: v.string(),
    /** Days whose articles were asked for, where they are no month, quarter or year. */
    asked: v.optional(v.string()),
    /** What checks of one's own found; absent where there are none. */
    checks: v.optional(
      v.array(
        v.strictObject({
          name: v.string(),
          severity: v.picklist(["warn", "stop"]),
          expect: v.string(),
          /** The same in other languages, e.g. by "de". */
          expect_in: v.optional(byName(v.string())),
          rows: count,
          /** The first few rows, of each its columns with their values. */
          first: v.array(v.array(v.tuple([v.string(), v.string()]))),
        }),
      ),
    ),
  }),
  plot: v.strictObject({
    notebooks: byName(sha256),
    charts: byName(sha256),
    /** What was sold in each month, by e.g. "2026-01"; absent where no table monthly_sales was made. */
    months: v.optional(byName(v.strictObject({ sales: count, amount_cents: cents }))),
    /** In a chain's report of a period, what each file has in its months, by its name. */
    period_files: v.optional(byName(fingerprint)),
    /** What the report is of, by REPORT_PERIOD; absent for all the data. */
    period: v.optional(v.strictObject({ name: v.string(), first: day, last: day })),
    /** The store that the report is of; absent for the chain. */
    store: v.optional(v.string()),
  }),
  html: v.strictObject({
    sha256,
    /** Of the manifest of plot that it was made from. */
    plot: sha256,
    sections: count,
    charts: count,
    pictures: byName(sha256),
    chromium_version: v.string(),
    plotly_version: v.string(),
  }),
  /** `html`: of the HTML that it was printed from. */
  pdf: v.strictObject({ sha256, html: sha256, pages: count, chromium_version: v.string() }),
};

/** The manifest of each stage. */
export type Manifests = { [S in keyof typeof schemas]: v.InferOutput<(typeof schemas)[S]> };

/** Writes `build/manifests/<stage>.json`, with sorted keys, so that equal content means equal bytes. */
export async function writeManifest<S extends keyof Manifests>(
  stage: S,
  manifest: Manifests[S],
  folder = findPaths().manifests,
): Promise<void> {
  await writeFileAtomic(join(folder, `${stage}.json`), formatManifest(manifest));
}

/**
 * Reads the manifest of a stage; undefined when that stage has not run.
 * @throws TillbookError MANIFEST_INVALID when the file is not what the stage writes
 */
export async function readManifest<S extends keyof Manifests>(
  stage: S,
  folder = findPaths().manifests,
): Promise<Manifests[S] | undefined> {
  try {
    return parseManifest(stage, JSON.parse(await readFile(join(folder, `${stage}.json`), "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new TillbookError(
      "MANIFEST_INVALID",
      `build/manifests/${stage}.json is invalid: ${(error as Error).message}`,
      `remove it, then run \`make ${stage}\``,
      { cause: error },
    );
  }
}

/**
 * Checks that `value` is a manifest of `stage`, and returns it with its keys in their order.
 * @throws Error naming each key, what was expected and what was got
 */
export function parseManifest<S extends keyof Manifests>(stage: S, value: unknown): Manifests[S] {
  const { issues } = v.safeParse(schemas[stage], value);
  if (issues === undefined) return value as Manifests[S];
  throw new Error(issues.map((issue) => `${v.getDotPath(issue) ?? "it"}: ${issue.message}`).join("; "));
}

/** Formats plain data as JSON with keys in alphabetical order at every level and a final newline. */
export function formatManifest(manifest: unknown): string {
  return `${JSON.stringify(manifest, sortKeys, 2)}\n`;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
