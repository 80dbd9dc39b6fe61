import { fitScale, TillbookError } from "@tillbook/pipeline";
import type { Query, QueryColumn } from "@tillbook/queries";
import type { Field, RecordBatch } from "@tillbook/spark-connect";

/** Writes a column as LOAD DATA reads it, of the type that the header says. */
export function formatColumn({ name, type }: QueryColumn, currency: string): string {
  return `ifnull(${formatText(name, fitScale(type, currency))}, '\\\\N')`;
}

function formatText(name: string, type: string): string {
  if (/^decimal/.test(type)) return `cast(cast(${name} as ${type}) as string)`;
  if (/^bigint unsigned/.test(type)) return `cast(cast(${name} as decimal(20, 0)) as string)`;
  if (/^bool|int\b/.test(type)) return `cast(cast(${name} as bigint) as string)`;
  // a backslash, and what separates columns and rows
  return `replace(replace(replace(cast(${name} as string), '\\\\', '\\\\\\\\'), '\\t', '\\\\t'), '\\n', '\\\\n')`;
}

/** @throws TillbookError SQL_FILE_INVALID where the query selects other columns than its header names */
export function expectColumns({ name, columns }: Query, found: readonly Field[]): void {
  const expected = columns.map((column) => column.name);
  const got = found.map(({ name }) => name.toLowerCase());
  if (expected.toSorted().join() === got.toSorted().join()) return;
  throw new TillbookError(
    "SQL_FILE_INVALID",
    `spark/${name}.sql: expected the columns of its header, ${expected.join(", ")}, got ${got.join(", ")}`,
    'name the columns that are selected in "-- columns:"',
  );
}

/** Servers may be set to take packets of no more than 64 KB. */
const packetBytes = 60_000;

/** Cuts the texts of a column, which lie one after the other in memory. */
export function* cutPackets({
  values,
  valueOffsets,
  length,
}: RecordBatch["data"]["children"][number]): Generator<Buffer> {
  const [first, end] = [Number(valueOffsets[0]), Number(valueOffsets[length])];
  for (let start = first; start < end; start += packetBytes) {
    const piece: Uint8Array = values.subarray(start, Math.min(end, start + packetBytes));
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  }
}
