import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { TillbookError } from "@tillbook/pipeline";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import type { BlockReaders } from "./block-readers.js";
import type { CsvFile } from "./csv-files.js";
import { type Dialect, lacksCurrency } from "./dialect.js";
import type { IdRange } from "./file-ranges.js";
import type { BlockRead, Omission } from "./read-block.js";
import { readFile } from "./read-file.js";
import type { Rejects } from "./rejects.js";
import type { SalesFile } from "./sales-file.js";
import { listLacking } from "./schema.js";
import type { TextTable } from "./table-texts.js";

/** A file that was loaded, and the ids of its rows, both inclusive; absent where it has none. */
export interface LoadedFile {
  file: SalesFile;
  ids?: IdRange;
}

/** How a file is loaded. */
export interface LoadOptions {
  readers: BlockReaders;
  rejects: Rejects;
  /** Called with each block of valid rows. */
  onRows: (block: BlockRead) => void;
  /** Called with the count of bytes read since the last call. */
  onBytes: (bytes: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Loads the valid rows of a CSV file into `table`. With LOCAL, the server adjusts values that it cannot store and only warns,
 * so it must report no warnings and the row count of this side. After rejects stop the import, files are only checked.
 * @throws TillbookError CSV_INVALID, CHECK_FAILED; or what the driver throws
 */
export async function loadFile(
  connection: Connection,
  table: string,
  file: CsvFile & { dialect: Dialect } & Pick<TextTable, "joined">,
  { readers, rejects, onRows, onBytes, signal }: LoadOptions,
): Promise<LoadedFile> {
  const hash = createHash("sha256");
  const onChunk = (bytes: Buffer): void => {
    signal?.throwIfAborted();
    hash.update(bytes);
    onBytes(bytes.length);
  };
  const total = { rows: 0, cents: 0n, unread: 0, rejected: 0 };
  const leftOut = new Map<string, Omission>();
  const blocks = readFile(file, { readers, mostInvalid: rejects.mostInvalid, onBytes: onChunk });
  const readNext = async (): Promise<BlockRead | undefined> => {
    const { value, done } = await blocks.next();
    if (done) return undefined;
    total.rows += value.rows;
    total.cents += BigInt(value.amountCents);
    total.unread += value.unread;
    onRows(value);
    for (const [reason, { rows, cents }] of Object.entries(value.leftOut)) {
      const sum = leftOut.get(reason) ?? { rows: 0, cents: 0 };
      leftOut.set(reason, { rows: sum.rows + rows, cents: sum.cents + cents });
    }
    total.rejected += await rejects.add(file.name, value);
    return value;
  };
  let ids: IdRange | undefined;
  if (!rejects.isStopped) {
    const result = await sendRows(connection, table, file, async () => {
      const block = await readNext();
      return rejects.isStopped ? undefined : block;
    });
    if (!rejects.isStopped) {
      await checkResult(connection, file, total.rows, result);
      if (total.rows > 0) ids = await readIds(connection, total.rows);
    }
  }
  while (rejects.isStopped && (await readNext()) !== undefined);
  if (hash.digest("hex") !== (file.text ?? file).sha256) {
    throw new TillbookError(
      "CSV_INVALID",
      `${file.name} changed while it was read`,
      "run `make import` to read it again",
    );
  }
  const { rows, cents, unread, rejected } = total;
  const lacks = listLacking(file.dialect.fields.map(({ column }) => column));
  const omissions = [
    ...(file.joined?.leftOut ?? []),
    ...[...leftOut].map(([reason, { rows, cents }]) => ({ reason, rows, amount_cents: String(cents) })),
  ];
  const described: SalesFile = {
    name: file.name,
    sha256: file.sha256,
    rows,
    amount_cents: String(cents),
    ...(rejected > 0 && { rejected }),
    ...(unread > 0 && { unread }),
    ...(omissions.length > 0 && { left_out: omissions }),
    ...(file.joined?.closings && { closings: file.joined.closings }),
    ...(file.dialect.profile !== undefined && { profile: file.dialect.profile }),
    ...(file.dialect.amounts !== undefined && { amounts: file.dialect.amounts }),
    ...(lacksCurrency(file.dialect) && { lacks_currency: true }),
    ...(file.dialect.rounding !== undefined && { rounding: file.dialect.rounding }),
    ...(file.dialect.timezone !== undefined && { timezone: file.dialect.timezone }),
    ...(lacks.length > 0 && { lacks }),
  };
  return { file: described, ...(ids && { ids }) };
}

/** Reads which ids the rows of the last statement got: one after the other, as far as no other session inserts at the same time. */
async function readIds(connection: Connection, rows: number): Promise<IdRange> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    "select last_insert_id() as first, @@auto_increment_increment as step",
  );
  const first = Number(row?.["first"]);
  return { first, last: first + (rows - 1) * Number(row?.["step"]) };
}

/** Servers may be set to take packets of no more than 64 KB. */
const packetBytes = 60_000;

async function sendRows(
  connection: Connection,
  table: string,
  file: CsvFile & { dialect: Dialect },
  readNext: () => Promise<BlockRead | undefined>,
): Promise<ResultSetHeader> {
  const send = async function* (): AsyncGenerator<Buffer> {
    for (let block = await readNext(); block !== undefined; block = await readNext()) {
      const { buffer, byteOffset, byteLength } = block.bytes;
      // The server takes an empty chunk for the end.
      for (let sent = 0; sent < byteLength; sent += packetBytes)
        yield Buffer.from(buffer, byteOffset + sent, Math.min(packetBytes, byteLength - sent));
    }
  };
  const bytes = Readable.from(send());
  try {
    const [result] = await connection.query<ResultSetHeader>({
      sql: `load data local infile ? into table ${table} character set utf8mb4
        fields terminated by ',' optionally enclosed by '"' escaped by '' lines terminated by '\\n'
        (${file.dialect.fields.map(({ column }) => column).join(", ")})`,
      values: [file.name],
      infileStreamFactory: () => bytes,
    });
    return result;
  } finally {
    bytes.destroy();
  }
}

async function checkResult(
  connection: Connection,
  file: CsvFile,
  rows: number,
  { affectedRows, warningStatus, info }: ResultSetHeader,
): Promise<void> {
  if (affectedRows === rows && warningStatus === 0) return;
  const [warnings] = await connection.query<RowDataPacket[]>("show warnings limit 3");
  const reported = [info, ...warnings.map((warning) => warning["Message"])].join("; ");
  throw new TillbookError(
    "CHECK_FAILED",
    `${file.name}: expected MySQL to store ${rows} rows unchanged, it reported: ${reported}`,
    "sales is unchanged; compare the file with the server's report, then run `make import`",
  );
}
