import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { TillbookError } from "@tillbook/pipeline";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import type { BlockReaders } from "./block-readers.js";
import type { CsvFile } from "./csv-files.js";
import type { Dialect } from "./dialect.js";
import type { DuplicateCounter } from "./duplicates.js";
import type { BlockRead } from "./read-block.js";
import { readFile } from "./read-file.js";
import type { Rejects } from "./rejects.js";
import type { SalesFile } from "./sales-file.js";

/** How a file is loaded. */
export interface LoadOptions {
  readers: BlockReaders;
  rejects: Rejects;
  duplicates: DuplicateCounter;
  /** Hears how many bytes of the file are read, since the last call. */
  onBytes: (bytes: number) => void;
  signal?: AbortSignal | undefined;
}

/** More rows than these don't wait for the server in memory: the driver itself would take them all. */
const mostUnsentBytes = 4_000_000;

/**
 * Loads the good rows of a CSV file into `table`. LOCAL makes the server mend what it does not understand, so it must
 * report no warning and as many rows as were counted here. Once rejects have stopped the import, files are only read.
 * @throws TillbookError CSV_INVALID, EQUATION_BROKEN; or what the driver throws
 */
export async function loadFile(
  connection: Connection,
  table: string,
  file: CsvFile & { dialect: Dialect },
  { readers, rejects, duplicates, onBytes, signal }: LoadOptions,
): Promise<SalesFile> {
  const hash = createHash("sha256");
  const hear = (bytes: Buffer): void => {
    signal?.throwIfAborted();
    hash.update(bytes);
    onBytes(bytes.length);
  };
  const total = { rows: 0, cents: 0n, rejected: 0 };
  const blocks = readFile(file, { readers, mostBad: rejects.mostBad, onBytes: hear });
  const readNext = async (): Promise<BlockRead | undefined> => {
    const { value, done } = await blocks.next();
    if (done) return undefined;
    total.rows += value.rows;
    total.cents += BigInt(value.amountCents);
    duplicates.add(value.hashes);
    total.rejected += await rejects.add(file.name, value);
    return value;
  };
  if (!rejects.isStopped) {
    const result = await sendRows(connection, table, file, async () => {
      const block = await readNext();
      return rejects.isStopped ? undefined : block;
    });
    if (!rejects.isStopped) await checkResult(connection, file, total.rows, result);
  }
  while (rejects.isStopped && (await readNext()) !== undefined);
  if (hash.digest("hex") !== file.sha256) {
    throw new TillbookError("CSV_INVALID", `${file.name} was changed while it was read`, "make import reads it again");
  }
  const { rows, cents, rejected } = total;
  return { name: file.name, sha256: file.sha256, rows, amount_cents: String(cents), ...(rejected > 0 && { rejected }) };
}

async function sendRows(
  connection: Connection,
  table: string,
  file: CsvFile & { dialect: Dialect },
  readNext: () => Promise<BlockRead | undefined>,
): Promise<ResultSetHeader> {
  const socket: Socket = Reflect.get(Reflect.get(connection, "connection"), "stream");
  const send = async function* (): AsyncGenerator<Buffer> {
    for (let block = await readNext(); block !== undefined; block = await readNext()) {
      while (socket.writableLength > mostUnsentBytes && !socket.destroyed) await sleep(2);
      const { buffer, byteOffset, byteLength } = block.bytes;
      // To the server, an empty piece is the end.
      if (byteLength > 0) yield Buffer.from(buffer, byteOffset, byteLength);
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
  if (affectedRows === rows && warningStatus === 0 && /Records: (\d+) .* Skipped: 0 /.exec(info)?.[1] === String(rows))
    return;
  const [warnings] = await connection.query<RowDataPacket[]>("show warnings limit 3");
  const said = [info, ...warnings.map((warning) => warning["Message"])].join("; ");
  throw new TillbookError(
    "EQUATION_BROKEN",
    `${file.name}: expected MySQL to take ${rows} rows as they are, it said: ${said}`,
    "sales is as it was; compare the file with what the server says, then make import",
  );
}
