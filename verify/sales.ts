import { createReadStream } from "node:fs";
import { crc32 } from "node:zlib";
import { columnNames } from "@tillbook/dataset";
import { formatCents, sha256, sha256File } from "@tillbook/pipeline";
import { parse } from "csv-parse";
import type { RowDataPacket } from "mysql2/promise";
import { isSame, listFiles } from "./manifests.js";
import type { Check, VerifyContext } from "./verify.js";

/** The columns that the checksum of `sales` covers. */
const columns = columnNames.join(", ");

/** Compares the CSV files with the manifests; generated ones are read and added up once more, row by row. */
export const checkCsv: Check = async ({ manifests, csvPaths }, problems) => {
  const files = listFiles(manifests["import"] ?? {});
  for (const { name, sha256: expected } of files) {
    const path = csvPaths.get(name);
    const got = path && (await sha256File(path));
    if (got === undefined) problems.push(`${name} is missing; import read it`);
    else if (got !== expected)
      problems.push(`${name} is not the file that was imported: expected SHA-256 ${expected}, got ${got}`);
  }
  for (const name of csvPaths.keys())
    if (!files.some((file) => file.name === name)) problems.push(`${name} was not imported`);
  const made = listFiles(manifests["generate"] ?? {});
  if (made.length > 0 && manifests["generate"]?.["source"] === undefined && !isSame(made, files))
    problems.push("the manifest of generate names other files than that of import");
  return `${files.length} CSV files are those that were imported`;
};

/**
 * Compares `sales` with what the manifests say, and with the generated CSV files: a second reader adds up rows, cents and
 * checksum of the files, and where they differ finds the first day and store whose sales do.
 */
export const checkSales: Check = async (context, problems) => {
  const { connection, manifests } = context;
  const [[row]] = await connection.query<RowDataPacket[]>(
    `select concat(count(*), ':', coalesce(sum(amount), 0.00), ':',
       coalesce(sum(crc32(concat_ws('|', ${columns}))), 0)) as print from sales`,
  );
  const print = String(row?.["print"]);
  const imported = manifests["import"] ?? {};
  const isAsRead = print === manifests["aggregate"]?.["read"];
  const files = listFiles(imported);
  if (isSame(listFiles(manifests["generate"] ?? {}), files) && imported["changed_since_import"] !== true) {
    const counted = await countFiles(context);
    if (counted !== undefined && counted.print !== print)
      problems.push(`table sales is not what the CSV files hold: ${await findFirst(context, counted.groups)}`);
  }
  if (!isAsRead && problems.length === 0)
    problems.push(`table sales is not what was aggregated: expected ${manifests["aggregate"]?.["read"]}, got ${print}`);
  const said = imported["changed_since_import"] === true ? ", changed after their import, as the report says" : "";
  return `${print.split(":")[0]} rows of sales are those of the files${said}`;
};

/** Rows and cents by day and store. */
type Groups = Map<string, { rows: number; cents: bigint; checksum: bigint }>;

async function countFiles({ manifests, csvPaths }: VerifyContext) {
  const total = { rows: 0, cents: 0n, checksum: 0n };
  const groups: Groups = new Map();
  for (const { name } of listFiles(manifests["import"] ?? {})) {
    const path = csvPaths.get(name);
    if (path === undefined) return undefined;
    for await (const row of createReadStream(path).pipe(
      parse({ fromLine: 2, relaxColumnCount: true, relaxQuotes: true }),
    )) {
      const [soldOn = "", , store = "", , amount = ""]: string[] = row;
      const cents = /^-?\d+\.\d\d$/.test(amount) ? BigInt(amount.replace(".", "")) : 0n;
      const checksum = BigInt(crc32((row as string[]).join("|")));
      const key = `${soldOn}, ${store}`;
      const group = groups.get(key) ?? { rows: 0, cents: 0n, checksum: 0n };
      for (const sum of [total, group]) {
        sum.rows++;
        sum.cents += cents;
        sum.checksum += checksum;
      }
      groups.set(key, group);
    }
  }
  const { rows, cents, checksum } = total;
  return { print: `${rows}:${formatCents(cents)}:${checksum}`, groups };
}

async function findFirst({ connection }: VerifyContext, groups: Groups): Promise<string> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `select concat_ws(', ', sold_on, store) as place, count(*) as row_count, sum(amount) as amount,
       sum(crc32(concat_ws('|', ${columns}))) as checksum
     from sales group by sold_on, store order by sold_on, store`,
  );
  const left = new Map(groups);
  for (const row of rows) {
    const place = String(row["place"]);
    const expected = left.get(place);
    left.delete(place);
    const got = `${row["row_count"]} rows, ${row["amount"]} euro`;
    if (expected === undefined) return `${place}: expected no sales, got ${got}`;
    if (String(row["checksum"]) !== String(expected.checksum) || Number(row["row_count"]) !== expected.rows)
      return `${place}: expected ${expected.rows} rows, ${formatCents(expected.cents)} euro, got ${got}, or other texts or times`;
  }
  const [missing] = [...left.keys()].sort();
  return `${missing}: expected sales, got none`;
}

/** Compares the latest row of each status table with the manifests, and with what can be counted. */
export const checkStatus: Check = async ({ connection, manifests }, problems) => {
  const { import: imported = {}, aggregate = {} } = manifests;
  const last = async (table: string): Promise<Record<string, unknown>> => {
    const [[row]] = await connection.query<RowDataPacket[]>(
      `select * from ${table} where state = 'done' order by id desc limit 1`,
    );
    return row ?? {};
  };
  const expect = (where: string, got: unknown, expected: unknown): void => {
    if (String(got) !== String(expected)) problems.push(`${where}: expected ${expected}, got ${got}`);
  };
  const files = listFiles(imported);
  const status = await last("import_status");
  expect("table import_status, files", status["files"], files.length);
  expect(
    "table import_status, file_list",
    JSON.stringify(sortFiles(status["file_list"])),
    JSON.stringify(sortFiles(files)),
  );
  const cents = files.reduce((sum, file) => sum + BigInt(file.amount_cents), 0n);
  expect(
    "table import_status, row_count",
    status["row_count"],
    files.reduce((sum, file) => sum + file.rows, 0),
  );
  expect("table import_status, amount", status["amount"], formatCents(cents));
  if (imported["changed_since_import"] !== true) {
    expect("table import_status, table_fingerprint", status["table_fingerprint"], imported["table_fingerprint"]);
    const [[days]] = await connection.query<RowDataPacket[]>(
      "select min(sold_on) as first, max(sold_on) as last from sales",
    );
    expect("table import_status, first_day", status["first_day"], days?.["first"]);
    expect("table import_status, last_day", status["last_day"], days?.["last"]);
    expect("manifest of import, first_day", imported["first_day"], days?.["first"]);
    expect("manifest of import, last_day", imported["last_day"], days?.["last"]);
  }
  const run = await last("aggregate_status");
  expect("table aggregate_status, read_fingerprint", run["read_fingerprint"], aggregate["read"]);
  expect("table aggregate_status, queries_sha256", run["queries_sha256"], aggregate["queries"]);
  expect("table aggregate_status, spark_version", run["spark_version"], aggregate["spark_version"]);
  const wrote = JSON.stringify(Object.entries(parseObject(run["wrote_fingerprints"])).sort());
  expect(
    "table aggregate_status, wrote_fingerprints",
    wrote,
    JSON.stringify(Object.entries(aggregate["wrote"] ?? {}).sort()),
  );
  for (const [table, row] of [
    ["import_status", status],
    ["aggregate_status", run],
  ] as const)
    if (row["finished"] === null || String(row["finished"]) < String(row["started"]).slice(0, 19))
      problems.push(`table ${table}: finished (${row["finished"]}) is before started (${row["started"]})`);
  const plain = sha256(files.map(({ name, sha256: hash }) => `${hash}  ${name}\n`).join(""));
  if (isSame(listFiles(manifests["generate"] ?? {}), files) && status["files_fingerprint"] !== plain) {
    const kept = sha256(`${files.map(({ name, sha256: hash }) => `${hash}  ${name}\n`).join("")}rejects kept\n`);
    if (status["files_fingerprint"] !== kept)
      problems.push("table import_status, files_fingerprint is not that of the files");
  }
  return "the last rows of import_status and aggregate_status say what the manifests say";
};

function sortFiles(list: unknown): unknown {
  const files = (typeof list === "string" ? parseObject(list) : list) as Record<string, unknown>[];
  return Array.isArray(files) ? files.map((file) => Object.entries(file).sort()) : files;
}

function parseObject(json: unknown): object {
  try {
    return JSON.parse(String(json)) ?? {};
  } catch {
    return {};
  }
}
