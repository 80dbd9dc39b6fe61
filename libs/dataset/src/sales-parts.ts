import { isDeepStrictEqual } from "node:util";
import { formatCents, type Paths, parseCents } from "@tillbook/pipeline";
import { type Fingerprint, findKnown, isMissing, keepKnown, readKnown, selectFingerprint } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { readPart } from "./file-ranges.js";
import { columnNames } from "./schema.js";

/** The rows of `sales` that are from one file and one month, and what they contain. */
export interface SalesPart extends Fingerprint {
  /** Index of the file in `file_list` of the last import; −1 for rows of none, which somebody inserted. */
  file: number;
  year: number;
  /** 1 to 12. */
  month: number;
  /** The lowest and the highest id; rows of other parts may be between. */
  firstId: bigint;
  lastId: bigint;
}

/** The ids that an import gave the rows of a file, both inclusive; undefined for a file without rows. */
export type FileIds = { first: bigint; last: bigint } | undefined;

/** A part as JSON has it. */
type Stored = Omit<SalesPart, "firstId" | "lastId"> & { firstId: string; lastId: string };

/**
 * Reads the parts of `sales`, by file and month: in one scan, or what the last one found if nobody has written to the table since.
 * Undefined where there is no such table, or one with other columns. Ends a transaction of the connection.
 * @param files  the ids of each file, by default those of the last import
 */
export async function readSalesParts(
  connection: Connection,
  paths: Paths,
  { files }: { files?: readonly FileIds[] } = {},
): Promise<SalesPart[] | undefined> {
  const ids = files ?? (await readFileIds(connection));
  const found = await readKnown(connection, paths, "sales", formatQuestion(ids), async () => {
    const parts = await scanParts(connection, ids);
    // JSON has no undefined.
    return parts === undefined ? null : store(parts);
  });
  return found === null
    ? undefined
    : found.map((part) => ({ ...part, firstId: BigInt(part.firstId), lastId: BigInt(part.lastId) }));
}

/**
 * Scans `sales` whatever is known of it, for `make verify`, and compares that with what is: undefined where nothing is known, or
 * somebody may have written to it.
 */
export async function compareKnownParts(
  connection: Connection,
  paths: Paths,
): Promise<{ known: Fingerprint; computed: Fingerprint; isSame: boolean } | undefined> {
  const ids = await readFileIds(connection);
  const parts = (await scanParts(connection, ids)) ?? [];
  const known = await findKnown(connection, paths, "sales");
  if (known?.question !== formatQuestion(ids)) return undefined;
  const stored = known.answer as Stored[];
  const isSame = isDeepStrictEqual(stored, store(parts));
  return { known: sumFingerprints(stored), computed: sumFingerprints(parts), isSame };
}

/**
 * Keeps the parts of `sales` that an import has just written, so that nobody has to scan them. The import must know that nobody else
 * has written to the table meanwhile.
 */
export async function keepSalesParts(
  connection: Connection,
  paths: Paths,
  parts: readonly SalesPart[],
  isAlone?: () => Promise<boolean>,
): Promise<void> {
  const ids = await readFileIds(connection);
  const { rows } = sumFingerprints(parts);
  await keepKnown(connection, paths, "sales", formatQuestion(ids), store(parts), { rows, ...(isAlone && { isAlone }) });
}

/** Adds up the fingerprints of parts. */
export function sumFingerprints(parts: readonly Fingerprint[]): Fingerprint {
  const sum = { rows: 0, cents: 0n, checksum: 0n };
  for (const { rows, amount, checksum } of parts) {
    sum.rows += rows;
    sum.cents += parseCents(amount);
    sum.checksum += BigInt(checksum);
  }
  // Amounts of a currency with thousandths have three decimals, in all parts.
  const scale = parts[0]?.amount.split(".")[1]?.length ?? 2;
  return { rows: sum.rows, amount: formatCents(sum.cents, scale), checksum: String(sum.checksum) };
}

/** Reads the ids of each file of the last import; of none where that is not recorded. */
async function readFileIds(connection: Connection): Promise<FileIds[]> {
  try {
    const [[row]] = await connection.query<RowDataPacket[]>(
      "select file_list from import_status where state = 'done' order by id desc limit 1",
    );
    const files: { first_id?: string | number; last_id?: string | number }[] = JSON.parse(row?.["file_list"] ?? "[]");
    return files.map(({ first_id: first, last_id: last }) =>
      first === undefined || last === undefined ? undefined : { first: BigInt(first), last: BigInt(last) },
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ER_NO_SUCH_TABLE") return [];
    throw error;
  }
}

/** Says what a scan finds, by which an answer is known again. */
function formatQuestion(ids: readonly FileIds[]): string {
  return JSON.stringify({
    columns: columnNames,
    ids: ids.map((range) => range && [`${range.first}`, `${range.last}`]),
  });
}

/** How many ranges one statement reads: each way to a server far away counts, and so does the size of a packet. */
const rangesAtOnce = 50;

/** Scans all rows once, those of each file and those between by themselves, at one moment. */
async function scanParts(connection: Connection, ids: readonly FileIds[]): Promise<SalesPart[] | undefined> {
  const values = selectFingerprint(connection, columnNames, "amount");
  const parts = new Map<string, SalesPart>();
  await connection.query("set transaction isolation level repeatable read");
  await connection.query("start transaction with consistent snapshot, read only");
  try {
    const all = divide(ids);
    for (let i = 0; i < all.length; i += rangesAtOnce) {
      const selects = all.slice(i, i + rangesAtOnce).map(
        ({ file, where }) =>
          `select ${file} as file, year(sold_on) as year, month(sold_on) as month, ${values}, min(id) as first_id, max(id) as last_id
           from sales where ${where} group by year, month`,
      );
      const [rows] = await connection.query<RowDataPacket[]>(selects.join("\nunion all\n"));
      for (const row of rows) {
        const part = { file: Number(row["file"]), ...readPart(row) };
        const key = [part.file, part.year, part.month].join();
        const known = parts.get(key);
        parts.set(key, known === undefined ? part : join(known, part));
      }
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  } finally {
    await connection.query("rollback");
  }
  return [...parts.values()].sort((a, b) => a.file - b.file || a.year - b.year || a.month - b.month);
}

/** Divides all ids into those of each file and those between, in their order; none is in two. */
export function divide(ids: readonly FileIds[]): { file: number; where: string }[] {
  const ranges = ids
    .flatMap((range, file) => (range === undefined ? [] : [{ file, ...range }]))
    .sort((a, b) => (a.first < b.first ? -1 : 1));
  // Ids that two files claim say nothing.
  if (ranges.some(({ first }, i) => i > 0 && first <= (ranges[i - 1]?.last ?? first)))
    return [{ file: -1, where: "true" }];
  const found: { file: number; where: string }[] = [];
  let end: bigint | undefined;
  for (const { file, first, last } of ranges) {
    if (end === undefined) found.push({ file: -1, where: `id < ${first}` });
    else if (first > end + 1n) found.push({ file: -1, where: `id > ${end} and id < ${first}` });
    found.push({ file, where: `id between ${first} and ${last}` });
    end = last;
  }
  found.push({ file: -1, where: end === undefined ? "true" : `id > ${end}` });
  return found;
}

function join(a: SalesPart, b: SalesPart): SalesPart {
  const joined = { ...a, ...sumFingerprints([a, b]) };
  if (b.firstId < a.firstId) joined.firstId = b.firstId;
  if (b.lastId > a.lastId) joined.lastId = b.lastId;
  return joined;
}

function store(parts: readonly SalesPart[]): Stored[] {
  return parts.map((part) => ({ ...part, firstId: String(part.firstId), lastId: String(part.lastId) }));
}
