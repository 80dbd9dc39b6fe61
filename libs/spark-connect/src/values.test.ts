import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Binary,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  DenseUnion,
  Duration,
  Field,
  Float64,
  Int32,
  Int64,
  Interval,
  IntervalUnit,
  List,
  Map_,
  makeData,
  Null,
  Struct,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimeUnit,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { SparkError } from "./errors.js";
import { createRowReader, type Value } from "./values.js";

/** Reads a column of these values. */
function read(values: unknown[], type: DataType): Value[] {
  return readData(vectorFromArray(values, type).data[0] as Data, values.length);
}

function readData(data: Data, length: number): Value[] {
  const readRow = createRowReader([data], ["x"]);
  return Array.from({ length }, (_, index) => readRow(index)["x"] as Value);
}

describe("createRowReader", () => {
  it("reads rows by the names of their columns, whatever these are", () => {
    const columns = [vectorFromArray([1, 2], new Int32()), vectorFromArray(["a", "b"], new Utf8())];
    const readRow = createRowReader(
      columns.map(({ data }) => data[0] as Data),
      ["id", "__proto__"],
    );
    const row = readRow(1);
    assert.deepEqual(Object.entries(row), [
      ["id", 2],
      ["__proto__", "b"],
    ]);
    assert.equal(Object.getPrototypeOf(row), Object.prototype);
  });

  it("refuses two columns of one name, since an object would lose one", () => {
    const data = vectorFromArray([1], new Int32()).data[0] as Data;
    assert.throws(
      () => createRowReader([data, data, data], ["a", "b", "a"]),
      (error) =>
        error instanceof SparkError && error.message.startsWith('expected columns of different names, got "a" twice'),
    );
  });

  it("refuses a type that Spark SQL does not have", () => {
    const data = { type: new DenseUnion([], []), values: undefined, children: [], getValid: () => true };
    assert.throws(
      () => createRowReader([data as unknown as Data], ["x"]),
      /expected a column of a Spark SQL type, got/,
    );
  });
});

describe("a value", () => {
  it("that is null is null in a column of any type", () => {
    assert.deepEqual(read([null, 7], new Int32()), [null, 7]);
    assert.deepEqual(read(["a", null], new Utf8()), ["a", null]);
    assert.deepEqual(readData(makeData({ type: new Null(), length: 2 }), 2), [null, null]);
  });

  it("of BIGINT is a number where a number holds it exactly", () => {
    const limit = 2n ** 53n;
    const values = [limit - 1n, limit, 1n - limit, -limit, 0n];
    assert.deepEqual(read(values, new Int64()), [Number.MAX_SAFE_INTEGER, limit, -Number.MAX_SAFE_INTEGER, -limit, 0]);
  });

  it("of DECIMAL keeps its digits and sign, in 128 and 256 bits", () => {
    const words = Uint32Array.of(1, 0, 0, 0, 0xffff_fffe, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0, 1, 0, 0);
    const decimal = makeData({ type: new Decimal(2, 38, 128), length: 3, data: words });
    assert.deepEqual(readData(decimal, 3), ["0.01", "-0.02", "42949672.96"]);
    const wide = makeData({ type: new Decimal(0, 76, 256), length: 1, data: Uint32Array.of(0, 0, 0, 0, 1, 0, 0, 0) });
    assert.deepEqual(readData(wide, 1), [String(2n ** 128n)]);
  });

  it("of DATE, TIME and TIMESTAMP is an ISO text, with a Z where the moment is fixed", () => {
    const days = makeData({ type: new DateDay(), length: 2, data: Int32Array.of(0, 20_000) });
    assert.deepEqual(readData(days, 2), ["1970-01-01", "2024-10-04"]);
    const micros = BigInt64Array.of(0n, 1_500_000n);
    assert.deepEqual(readData(makeData({ type: new TimeMicrosecond(), length: 2, data: micros }), 2), [
      "00:00:00",
      "00:00:01.500000",
    ]);
    assert.deepEqual(readData(makeData({ type: new TimestampMicrosecond("UTC"), length: 2, data: micros }), 2), [
      "1970-01-01T00:00:00Z",
      "1970-01-01T00:00:01.500000Z",
    ]);
    assert.deepEqual(readData(makeData({ type: new TimestampMicrosecond(), length: 1, data: micros }), 1), [
      "1970-01-01T00:00:00",
    ]);
    const millis = makeData({ type: new TimestampMillisecond(), length: 2, data: micros });
    assert.deepEqual(readData(millis, 2)[1], "1970-01-01T00:25:00");
    const nanos = makeData({ type: new TimestampNanosecond(), length: 2, data: micros });
    assert.deepEqual(readData(nanos, 2)[1], "1970-01-01T00:00:00.001500");
  });

  it("of INTERVAL is an ISO duration, in months, days and milliseconds, or all of it", () => {
    const months = makeData({ type: new Interval(IntervalUnit.YEAR_MONTH), length: 2, data: Int32Array.of(14, -1) });
    assert.deepEqual(readData(months, 2), ["P1Y2M", "P-1M"]);
    const days = makeData({
      type: new Interval(IntervalUnit.DAY_TIME),
      length: 2,
      data: Int32Array.of(3, 1_500, -1, 0),
    });
    assert.deepEqual(readData(days, 2), ["P3DT1.500000S", "P-1D"]);
    const parts = Int32Array.of(1, 2, 500_000_000, 0, 0, 0, -1, -1, 0, 0, 0, 1, 0, 0, -(2 ** 31), 0);
    const all = makeData({ type: new Interval(IntervalUnit.MONTH_DAY_NANO), length: 4, data: parts });
    assert.deepEqual(readData(all, 4), ["P1M2DT0.500000S", "PT-0.000000001S", "PT4.294967296S", "PT2.147483648S"]);
    const micros = makeData({
      type: new Duration(TimeUnit.MICROSECOND),
      length: 1,
      data: BigInt64Array.of(-1_500_000n),
    });
    assert.deepEqual(readData(micros, 1), ["PT-1.500000S"]);
  });

  it("of BINARY is a copy of its bytes; of BOOLEAN, DOUBLE and STRING what JavaScript has", () => {
    const bytes = Uint8Array.of(0, 255);
    assert.deepEqual(read([bytes, Uint8Array.of()], new Binary()), [bytes, Uint8Array.of()]);
    assert.deepEqual(read([true, false], new Bool()), [true, false]);
    assert.deepEqual(read([0.1, -0], new Float64()), [0.1, -0]);
    assert.deepEqual(read(["Zürich", ""], new Utf8()), ["Zürich", ""]);
  });

  it("of ARRAY, MAP and STRUCT has values within, each row its own", () => {
    const list = new List(new Field("item", new Int32(), true));
    assert.deepEqual(read([[1, null], [], [3]], list), [[1, null], [], [3]]);
    const entries = new Struct<{ key: Utf8; value: Int32 }>([
      new Field("key", new Utf8()),
      new Field("value", new Int32(), true),
    ]);
    const map = new Map_<Utf8, Int32>(new Field("entries", entries));
    assert.deepEqual(read([{ a: 1, b: null }, {}, { c: 3 }], map), [
      new Map([
        ["a", 1],
        ["b", null],
      ]),
      new Map(),
      new Map([["c", 3]]),
    ]);
    const struct = new Struct<{ x: Int32; y: List<Int32> }>([new Field("x", new Int32()), new Field("y", list)]);
    assert.deepEqual(
      read(
        [
          { x: 1, y: [2] },
          { x: 3, y: [] },
        ],
        struct,
      ),
      [
        { x: 1, y: [2] },
        { x: 3, y: [] },
      ],
    );
  });
});
