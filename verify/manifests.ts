/** Manifests by stage, of a report that may have been made by another version, or edited. */
export type UncheckedManifests = { [S in "generate" | "import" | "aggregate"]?: Record<string, unknown> };

interface File {
  sha256: string;
  rows: number;
  amount_cents: string;
}

/** Lists where the manifests disagree on rows and cents, from the files to each result. */
export function checkManifests({ generate, import: imported, aggregate }: UncheckedManifests): string[] {
  if (imported === undefined || aggregate === undefined)
    return ["expected manifests of import and aggregate, found none"];
  const files = listFiles(imported);
  const table = parseFingerprint(imported["table_fingerprint"]);
  const read = parseFingerprint(aggregate["read"]);
  if (table === undefined || read === undefined) return ["expected fingerprints of sales in the manifests, found none"];
  const findings: string[] = [];
  const expect = (what: string, got: unknown, expected: unknown): void => {
    if (String(got) !== String(expected)) findings.push(`${what}: expected ${expected}, got ${got}`);
  };
  expect("sales when aggregated, against sales when imported", aggregate["read"], imported["table_fingerprint"]);
  if (imported["changed_since_import"] !== true) {
    expect("rows of sales, against the files", table.rows, sum(files.map(({ rows }) => BigInt(rows))));
    expect("cents of sales, against the files", table.cents, sum(files.map((file) => BigInt(file.amount_cents))));
  }
  const made = generate === undefined ? [] : listFiles(generate);
  if (generate !== undefined && isSame(made, files)) {
    expect("rows of the files, against the settings", sum(made.map(({ rows }) => BigInt(rows))), generate["rows"]);
    expect("cents of the files", sum(made.map((file) => BigInt(file.amount_cents))), generate["amount_cents"]);
  }
  for (const [name, print] of Object.entries((aggregate["wrote"] ?? {}) as Record<string, string>)) {
    const result = parseFingerprint(print);
    if (result === undefined) findings.push(`expected a fingerprint of ${name}, got ${print}`);
    // Each of these counts every sale once; top_articles has only a part of them.
    else if (["monthly_sales", "sales_per_cashier", "time_sales"].includes(name))
      expect(`cents of ${name}, against sales`, result.cents, read.cents);
  }
  return findings;
}

/** Reads `rows:amount:checksum`; undefined for anything else. */
export function parseFingerprint(print: unknown): { rows: bigint; cents: bigint; checksum: string } | undefined {
  const [, rows, whole, cents, checksum] = /^(\d+):(-?\d+)\.(\d{2,3}):(\d+)$/.exec(String(print)) ?? [];
  if (rows === undefined || whole === undefined || cents === undefined || checksum === undefined) return undefined;
  return { rows: BigInt(rows), cents: BigInt(whole + cents), checksum };
}

/** Lists the files of a manifest; in a store's report all of them are one, which has their sums (`hideNames`). */
function listFiles({ files }: Record<string, unknown>): File[] {
  if (Array.isArray(files)) return files;
  return typeof files === "object" && files !== null ? [files as File] : [];
}

/** Whether two lists name files with the same bytes; false for empty lists. */
export function isSame(some: readonly { sha256: string }[] = [], others: readonly { sha256: string }[] = []): boolean {
  const hashes = (files: readonly { sha256: string }[]): string => files.map(({ sha256 }) => sha256).join();
  return some.length > 0 && hashes(some) === hashes(others);
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}
