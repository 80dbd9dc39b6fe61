import { open } from "node:fs/promises";
import { basename } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import { type ColumnName, columnNames, salesColumns } from "./schema.js";

/**
 * Reads which column stands where in a CSV file, from its header: any order, any name that `salesColumns` knows.
 * @throws TillbookError CSV_INVALID when a column is missing, unknown or there twice
 */
export async function readHeader(path: string): Promise<ColumnName[]> {
  const line = await readFirstLine(path);
  return parseHeader(basename(path), line);
}

/**
 * Finds the columns that a header line names, in its order.
 * @throws TillbookError CSV_INVALID naming the file
 */
export function parseHeader(file: string, line: string): ColumnName[] {
  const order = line.split(",").map((name) => findColumn(name.trim().replace(/^"(.*)"$/, "$1")));
  const isComplete = order.length === columnNames.length && new Set(order).size === order.length;
  if (isComplete && !order.includes(undefined)) return order as ColumnName[];
  const known = [0, 1].map((i) => salesColumns.map(({ headers }) => headers[i]).join(","));
  throw new TillbookError(
    "CSV_INVALID",
    `${file}:1: header must be ${known.join(" or ")}, in any order, got ${JSON.stringify(line.slice(0, 200))}`,
    `mend the header of ${file}, then make import`,
  );
}

function findColumn(header: string): ColumnName | undefined {
  return salesColumns.find(({ headers }) => headers.some((known) => known === header))?.name;
}

/** Reads up to the first line's end, without it and without a byte order mark; a header fits into 4 KB. */
async function readFirstLine(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const [line = ""] = buffer.toString("utf8", 0, bytesRead).split("\n");
    return line.replace(/^\uFEFF/, "").replace(/\r$/, "");
  } finally {
    await file.close();
  }
}
