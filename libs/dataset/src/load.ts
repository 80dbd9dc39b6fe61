import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { TillbookError } from "@tillbook/pipeline";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import type { CsvFile } from "./csv-files.js";
import { readHeader } from "./csv-header.js";
import { CsvReader } from "./csv-reader.js";
import type { SalesFile } from "./sales-file.js";

/** How a file is loaded. */
export interface LoadOptions {
  /** Hears how many bytes of the file are read, since the last call. */
  onBytes: (bytes: number) => void;
  signal?: AbortSignal;
}

/**
 * Loads a CSV file into `table`, row by row checked on the way. LOCAL makes the server mend what it does not understand, so it
 * must report no warning and as many rows as were counted here.
 * @throws TillbookError CSV_INVALID with file, line, column and value; EQUATION_BROKEN; or what the driver throws
 */
export async function loadFile(
  connection: Connection,
  table: string,
  file: CsvFile,
  { onBytes, signal }: LoadOptions,
): Promise<SalesFile> {
  const order = await readHeader(file.path);
  const reader = new CsvReader(file.name, order);
  const bytes = Readable.from(readChecked(file, reader, onBytes, signal));
  try {
    const [result] = await connection.query<ResultSetHeader>({
      sql: `load data local infile ? into table ${table} character set utf8mb4
        fields terminated by ',' optionally enclosed by '"' escaped by '' lines terminated by '\\n' (${order.join(", ")})`,
      values: [file.name],
      infileStreamFactory: () => bytes,
    });
    await checkResult(connection, file, reader, result);
  } finally {
    bytes.destroy();
  }
  return { name: file.name, sha256: file.sha256, rows: reader.rows, amount_cents: String(reader.amountCents) };
}

async function* readChecked(
  file: CsvFile,
  reader: CsvReader,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(file.path, { highWaterMark: 1 << 18 })) {
    signal?.throwIfAborted();
    hash.update(bytes);
    const rows = reader.push(bytes);
    // To the server, an empty piece is the end.
    if (rows.length > 0) yield rows;
    onBytes(bytes.length);
  }
  const last = reader.end();
  if (last.length > 0) yield last;
  if (hash.digest("hex") === file.sha256) return;
  throw new TillbookError("CSV_INVALID", `${file.name} was changed while it was read`, "make import reads it again");
}

async function checkResult(
  connection: Connection,
  file: CsvFile,
  { rows }: CsvReader,
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
