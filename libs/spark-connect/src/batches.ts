import { type RecordBatch, RecordBatchReader } from "apache-arrow";
import { SparkError } from "./errors.js";
import type { ArrowBatch } from "./messages.js";
import { createArrayReader, createRowReader, type Row, type Value } from "./values.js";

/** Puts the pieces of batches together, and checks that no row is missing between them. */
export interface BatchReader {
  /** Takes the next piece; gives the batches that it completes, most often one or none. */
  read(piece: ArrowBatch): RecordBatch[];
}

/** Makes the reader for one result, whose pieces come in order. */
export function createBatchReader(): BatchReader {
  let pieces: Uint8Array[] = [];
  let rowCount = 0;
  return {
    read: (piece) => {
      const position = Number(piece.chunkIndex ?? 0);
      if (position !== pieces.length) throw incomplete(`piece ${pieces.length} of a batch`, `piece ${position}`);
      if (position === 0 && piece.startOffset !== undefined && Number(piece.startOffset) !== rowCount) {
        throw incomplete(`row ${rowCount}`, `row ${piece.startOffset}`);
      }
      pieces.push(piece.data);
      if (pieces.length < Number(piece.numChunksInBatch ?? 0)) return [];
      const batches = [...RecordBatchReader.from(pieces.length === 1 ? piece.data : Buffer.concat(pieces))];
      const rows = batches.reduce((sum, { numRows }) => sum + numRows, 0);
      if (rows !== Number(piece.rowCount)) throw incomplete(`${piece.rowCount} rows`, `${rows}`);
      pieces = [];
      rowCount += rows;
      return batches;
    },
  };
}

/** Gives the rows of a batch as objects. */
export function readRows({ data, schema, numRows }: RecordBatch): Row[] {
  const names = schema.fields.map((field) => field.name);
  const readRow = createRowReader(data.children, names);
  return Array.from({ length: numRows }, (_, index) => readRow(index));
}

/** Gives the rows of a batch as arrays. */
export function readArrays({ data, numRows }: RecordBatch): Value[][] {
  const readArray = createArrayReader(data.children);
  return Array.from({ length: numRows }, (_, index) => readArray(index));
}

function incomplete(expected: string, got: string): SparkError {
  return new SparkError(`result of the server: expected ${expected}, got ${got}`);
}
