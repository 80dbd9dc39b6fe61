import { type RecordBatch, Table } from "apache-arrow";
import { createBatchReader, readArrays, readRows } from "./batches.js";
import type { ExecutePlanResponse } from "./messages.js";
import type { Row, Value } from "./values.js";

/**
 * The rows of one statement, in several forms. A query runs again with each reading; a command has run already, and reading
 * gives the rows that it answered, often none.
 */
export interface Result extends AsyncIterable<Row> {
  /** Reads all rows into memory. */
  collect(): Promise<Row[]>;
  /** Gives the rows one by one as arrays, in the order of the columns; unlike objects, these can have two columns of a name. */
  arrays(): AsyncIterable<Value[]>;
  /** Reads all rows into memory as arrays. */
  collectArrays(): Promise<Value[][]>;
  /** Gives the rows as Arrow's columns, a batch of at most 4 MB after the other, as the server sends them. */
  batches(): AsyncIterable<RecordBatch>;
  /** Reads all rows into one table of Arrow's columns, without looking into a value: the quickest form for many rows. */
  toArrow(): Promise<Table>;
}

/** Reads what a run answers. An aborted signal ends iterating at the row that is reached. */
export function createResult(
  run: () => AsyncGenerator<ExecutePlanResponse, void, undefined>,
  signal: AbortSignal | undefined,
): Result {
  async function* batches(): AsyncGenerator<RecordBatch, void, undefined> {
    const reader = createBatchReader();
    for await (const { arrowBatch } of run()) if (arrowBatch) yield* reader.read(arrowBatch);
  }

  async function* each<T>(read: (batch: RecordBatch) => T[]): AsyncGenerator<T, void, undefined> {
    for await (const batch of batches()) {
      for (const row of read(batch)) {
        signal?.throwIfAborted();
        yield row;
      }
    }
  }

  async function all<T>(read: (batch: RecordBatch) => T[]): Promise<T[]> {
    const rows: T[][] = [];
    for await (const batch of batches()) rows.push(read(batch));
    return rows.flat();
  }

  return {
    batches,
    arrays: () => each(readArrays),
    collectArrays: () => all(readArrays),
    collect: () => all(readRows),
    toArrow: async () => {
      const all: RecordBatch[] = [];
      for await (const batch of batches()) all.push(batch);
      return new Table(all);
    },
    [Symbol.asyncIterator]: () => each(readRows),
  };
}
