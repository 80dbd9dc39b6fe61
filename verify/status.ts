import { describeFile, fingerprintImport, type RecordedFile } from "@tillbook/dataset";
import { defaultCurrency, findScale, formatCents } from "@tillbook/pipeline";
import type { RowDataPacket } from "mysql2/promise";
import { isSame } from "./manifests.js";
import type { Check } from "./verify.js";

/** Compares the latest row of each status table with the manifests and with the table `sales`. */
export const checkStatus: Check = async ({ connection, manifests }, findings) => {
  const { import: imported, aggregate } = manifests;
  const last = async (table: string): Promise<Record<string, unknown>> => {
    const [[row]] = await connection.query<RowDataPacket[]>(
      `select * from ${table} where state = 'done' order by id desc limit 1`,
    );
    return row ?? {};
  };
  const expect = (where: string, got: unknown, expected: unknown): void => {
    if (String(got) !== String(expected)) findings.push(`${where}: expected ${expected}, got ${got}`);
  };
  const { files } = imported;
  const status = await last("import_status");
  expect("table import_status, files", status["files"], files.length);
  expect(
    "table import_status, file_list",
    JSON.stringify(
      sortKeys([parseObject(status["file_list"])].flat().map((file) => describeFile(file as RecordedFile))),
    ),
    JSON.stringify(sortKeys(files)),
  );
  const cents = files.reduce((sum, file) => sum + BigInt(file.amount_cents), 0n);
  expect(
    "table import_status, row_count",
    status["row_count"],
    files.reduce((sum, file) => sum + file.rows, 0),
  );
  const { currency = defaultCurrency } = imported;
  expect("table import_status, currency", status["currency"], currency);
  const amount = formatCents(cents, findScale(currency));
  expect("table import_status, amount", status["amount"], amount.padEnd(amount.indexOf(".") + 4, "0"));
  if (!imported.changed_since_import) {
    expect("table import_status, table_fingerprint", status["table_fingerprint"], imported.table_fingerprint);
    const [[days]] = await connection.query<RowDataPacket[]>(
      "select min(sold_on) as first, max(sold_on) as last from sales",
    );
    expect("table import_status, first_day", status["first_day"], days?.["first"]);
    expect("table import_status, last_day", status["last_day"], days?.["last"]);
    expect("manifest of import, first_day", imported.first_day, days?.["first"]);
    expect("manifest of import, last_day", imported.last_day, days?.["last"]);
  }
  const run = await last("aggregate_status");
  expect("table aggregate_status, read_fingerprint", run["read_fingerprint"], aggregate.read);
  expect("table aggregate_status, queries_sha256", run["queries_sha256"], aggregate.queries);
  expect("table aggregate_status, spark_version", run["spark_version"], aggregate.spark_version);
  const wrote = JSON.stringify(Object.entries(parseObject(run["wrote_fingerprints"])).sort());
  expect("table aggregate_status, wrote_fingerprints", wrote, JSON.stringify(Object.entries(aggregate.wrote).sort()));
  for (const [table, row] of [
    ["import_status", status],
    ["aggregate_status", run],
  ] as const)
    if (row["finished"] === null || String(row["finished"]) < String(row["started"]).slice(0, 19))
      findings.push(`table ${table}: expected finished after started ${row["started"]}, got ${row["finished"]}`);
  // Of own files, a columns.json counts as well.
  if (isSame(manifests.generate?.files, files)) {
    const expected = (["stop", "keep"] as const).map((rejects) => fingerprintImport(files, [], rejects));
    const got = String(status["files_fingerprint"]);
    if (!expected.includes(got))
      findings.push(`table import_status, files_fingerprint: expected ${expected[0]}, got ${got}`);
  }
  return "the last rows of import_status and aggregate_status agree with the manifests";
};

/** Sorts the keys of all objects, so that the texts of equal values are equal. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}

function parseObject(json: unknown): object {
  try {
    return JSON.parse(String(json)) ?? {};
  } catch {
    return {};
  }
}
