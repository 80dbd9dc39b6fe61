import { createReadStream } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { columnNames, hashTable } from "@tillbook/dataset";
import { formatCents } from "@tillbook/pipeline";
import { parse } from "csv-parse";
import type { RowDataPacket } from "mysql2/promise";
import { isSame } from "./manifests.js";
import type { Check, VerifyContext } from "./verify.js";

/** The columns that the checksum of `sales` covers. */
const columns = columnNames.join(", ");

/** Compares the CSV files with the hashes in the manifests. */
export const checkCsv: Check = async ({ manifests, csvFiles }, findings) => {
  const { files } = manifests.import;
  for (const { name, sha256: expected } of files) {
    // Several sheets of a workbook are listed as sales.xlsx/March.
    const file = csvFiles.get(name) ?? csvFiles.get(dirname(name));
    const got = file && (await hashTable(file)).sha256;
    if (got === undefined) findings.push(`${name} is missing; build/manifests/import.json lists it`);
    else if (got !== expected)
      findings.push(`${name} differs from build/manifests/import.json: expected SHA-256 ${expected}, got ${got}`);
  }
  for (const name of csvFiles.keys())
    if (!files.some((file) => file.name === name || dirname(file.name) === name))
      findings.push(`${name} was not imported`);
  if (manifests.generate !== undefined && !isSame(manifests.generate.files, files))
    findings.push("build/manifests/generate.json and import.json list different files");
  return `${files.length} CSV files are the ones that were imported`;
};

/**
 * Compares `sales` with the manifests and with the generated CSV files: a second reader sums rows, cents and checksums of the
 * files; if the totals differ, it finds the first day and store whose sales differ.
 */
export const checkSales: Check = async (context, findings) => {
  const { connection, manifests } = context;
  const [[row]] = await connection.query<RowDataPacket[]>(
    `select concat(count(*), ':', coalesce(sum(amount), 0.00), ':',
       coalesce(sum(crc32(concat_ws('|', ${columns}))), 0)) as print from sales`,
  );
  const print = String(row?.["print"]);
  const { files, changed_since_import: isChanged } = manifests.import;
  if (isSame(manifests.generate?.files, files) && !isChanged) {
    const counted = await countFiles(context);
    if (counted !== undefined && counted.print !== print)
      findings.push(`table sales differs from the CSV files: ${await findFirst(context, counted.groups)}`);
  }
  if (print !== manifests.aggregate.read && findings.length === 0)
    findings.push(`table sales differs from what was aggregated: expected ${manifests.aggregate.read}, got ${print}`);
  const rows = print.split(":")[0];
  return isChanged
    ? `${rows} rows of sales are the ones that were aggregated; they were changed after the import, as the report says`
    : `${rows} rows of sales are the rows of the files`;
};

const quantityPlace = columnNames.indexOf("quantity");

/** Writes a quantity as MySQL does, with three decimals. */
function toThousandths(quantity = ""): string {
  const [units = "", decimals = ""] = quantity.split(".");
  return `${units}.${decimals.padEnd(3, "0")}`;
}

/** Rows and cents by day and store. */
type Groups = Map<string, { rows: number; cents: bigint; checksum: bigint }>;

/** Undefined when a file is missing. */
async function countFiles({ manifests, csvFiles }: VerifyContext) {
  const total = { rows: 0, cents: 0n, checksum: 0n };
  const groups: Groups = new Map();
  for (const { name } of manifests.import.files) {
    const path = csvFiles.get(name)?.path;
    if (path === undefined) return undefined;
    for await (const row of createReadStream(path).pipe(
      parse({ fromLine: 2, relaxColumnCount: true, relaxQuotes: true }),
    )) {
      const [soldOn = "", , store = "", , amount = ""]: string[] = row;
      const cents = /^-?\d+\.\d\d$/.test(amount) ? BigInt(amount.replace(".", "")) : 0n;
      row[quantityPlace] = toThousandths(row[quantityPlace]);
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
    if (String(row["checksum"]) !== String(expected.checksum) || Number(row["row_count"]) !== expected.rows) {
      const wanted = `${expected.rows} rows, ${formatCents(expected.cents)} euro`;
      return wanted === got
        ? `${place}: the rows differ in columns other than amount`
        : `${place}: expected ${wanted}, got ${got}`;
    }
  }
  const [missing] = [...left.keys()].sort();
  return `${missing}: expected sales, got none`;
}
