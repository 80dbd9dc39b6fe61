import { RecordBatchReader } from "apache-arrow";
import { SparkError } from "./errors.js";
import type { ArrowBatch } from "./messages.js";
import { createRowReader, type Row } from "./values.js";

/** Puts the pieces of batches together, and checks that no row is missing between them. */
export interface BatchReader {
  /** Takes the next piece; gives the rows of a batch once all of it is there, else none. */
  read(piece: ArrowBatch): Row[];
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
      const rows = readRows(pieces.length === 1 ? piece.data : Buffer.concat(pieces));
      if (rows.length !== Number(piece.rowCount)) throw incomplete(`${piece.rowCount} rows`, `${rows.length}`);
      pieces = [];
      rowCount += rows.length;
      return rows;
    },
  };
}

function readRows(batch: Uint8Array): Row[] {
  const rows: Row[] = [];
  for (const { data, schema, numRows } of RecordBatchReader.from(batch)) {
    const names = schema.fields.map((field) => field.name);
    const readRow = createRowReader(data.children, names);
    for (let index = 0; index < numRows; index += 1) rows.push(readRow(index));
  }
  return rows;
}

function incomplete(expected: string, got: string): SparkError {
  return new SparkError(`result of the server: expected ${expected}, got ${got}`);
}
