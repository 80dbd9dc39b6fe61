import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Int32, RecordBatchStreamWriter, Table, tableToIPC, vectorFromArray } from "apache-arrow";
import { createBatchReader, readRows } from "./batches.js";
import { SparkError } from "./errors.js";
import type { ArrowBatch } from "./messages.js";
import type { Row } from "./values.js";

const encode = (...numbers: number[]): Uint8Array =>
  tableToIPC(new Table({ id: vectorFromArray(numbers, new Int32()) }), "stream");

const whole = (startOffset: string | undefined, ...numbers: number[]): ArrowBatch => ({
  rowCount: String(numbers.length),
  data: encode(...numbers),
  ...(startOffset !== undefined && { startOffset }),
});

/** One batch cut into three pieces. */
function cut(startOffset: string, ...numbers: number[]): ArrowBatch[] {
  const bytes = encode(...numbers);
  const third = Math.ceil(bytes.length / 3);
  return [0, 1, 2].map((index) => ({
    rowCount: String(numbers.length),
    data: bytes.subarray(index * third, (index + 1) * third),
    startOffset,
    chunkIndex: String(index),
    numChunksInBatch: "3",
  }));
}

const isIncomplete =
  (expected: string, got: string) =>
  (error: unknown): boolean =>
    error instanceof SparkError && error.message === `result of the server: expected ${expected}, got ${got}`;

/** The reader, with the rows of its batches as objects. */
function createRowReader() {
  const reader = createBatchReader();
  return { read: (piece: ArrowBatch): Row[] => reader.read(piece).flatMap(readRows) };
}

describe("createBatchReader", () => {
  it("gives the rows of each batch, counted over all of them", () => {
    const reader = createRowReader();
    assert.deepEqual(reader.read(whole("0", 1, 2)), [{ id: 1 }, { id: 2 }]);
    assert.deepEqual(reader.read(whole("2", 3)), [{ id: 3 }]);
    assert.deepEqual(reader.read(whole(undefined, 4)), [{ id: 4 }]);
    assert.deepEqual(reader.read(whole("4", 5)), [{ id: 5 }]);
  });

  it("gives no row before a batch is complete, then all of it, and the next batch after it", () => {
    const reader = createRowReader();
    const [first, second, third] = cut("0", 1, 2, 3) as [ArrowBatch, ArrowBatch, ArrowBatch];
    assert.deepEqual([reader.read(first), reader.read(second)], [[], []]);
    assert.deepEqual(reader.read(third), [{ id: 1 }, { id: 2 }, { id: 3 }]);
    assert.deepEqual(
      cut("3", 4).flatMap((piece) => reader.read(piece)),
      [{ id: 4 }],
    );
  });

  it("refuses a batch that starts at another row", () => {
    const reader = createRowReader();
    reader.read(whole("0", 1, 2));
    assert.throws(() => reader.read(whole("3", 3)), isIncomplete("row 2", "row 3"));
    assert.throws(() => reader.read(whole("1", 3)), isIncomplete("row 2", "row 1"));
  });

  it("refuses a piece that is out of order, and a new batch before the end of another", () => {
    const [first, second, third] = cut("0", 1, 2, 3) as [ArrowBatch, ArrowBatch, ArrowBatch];
    assert.throws(() => createRowReader().read(second), isIncomplete("piece 0 of a batch", "piece 1"));
    const reader = createRowReader();
    reader.read(first);
    assert.throws(() => reader.read(third), isIncomplete("piece 1 of a batch", "piece 2"));
    assert.throws(() => reader.read(whole("0", 1)), isIncomplete("piece 1 of a batch", "piece 0"));
  });

  it("refuses a batch with another number of rows than it says", () => {
    assert.throws(() => createRowReader().read({ ...whole("0", 1, 2), rowCount: "3" }), isIncomplete("3 rows", "2"));
  });

  it("reads several record batches in one message", () => {
    const table = new Table({ id: vectorFromArray([1, 2], new Int32()) });
    const data = RecordBatchStreamWriter.writeAll([...table.batches, ...table.batches]).toUint8Array(true);
    assert.deepEqual(
      createRowReader()
        .read({ rowCount: "4", data })
        .map(({ id }) => id),
      [1, 2, 1, 2],
    );
  });
});
