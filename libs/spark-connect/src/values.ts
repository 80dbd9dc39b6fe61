import { type Data, DataType, type Field, TimeUnit, Vector } from "apache-arrow";
import { SparkError } from "./errors.js";
import { formatDate, formatDecimal, formatInterval, formatTime, formatTimestamp } from "./formats.js";
import { readVariant } from "./variant.js";

/** A value of a result; the README says which SQL type becomes what. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Value[]
  | Map<Value, Value>
  | { [field: string]: Value };

/** One row, by column name. */
export type Row = Record<string, Value>;

/** Row number within its batch, counted from 0 → value. */
type Read<T = Value> = (index: number) => T;

/**
 * Makes the reader of columns, or of the fields of a struct.
 * @throws SparkError when two have the same name, since an object would lose one
 */
export function createRowReader(columns: readonly Data[], names: readonly string[]): Read<Row> {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new SparkError(`expected columns of different names, got "${twice}" twice (rename one with "as")`);
  }
  const readers = columns.map((column, index) => [names[index] ?? "", createReader(column)] as const);
  return (index) => {
    const row: Row = {};
    for (const [name, read] of readers) {
      // a plain assignment to this name would set the prototype
      if (name === "__proto__") Object.defineProperty(row, name, { value: read(index), enumerable: true });
      else row[name] = read(index);
    }
    return row;
  };
}

/** Makes the reader of rows as arrays, which keep the order of the columns and those of the same name. */
export function createArrayReader(columns: readonly Data[]): Read<Value[]> {
  const readers = columns.map(createReader);
  return (index) => readers.map((read) => read(index));
}

function createReader(data: Data): Read {
  if (DataType.isNull(data.type)) return () => null;
  const read = createValueReader(data);
  return (index) => (data.getValid(index) ? read(index) : null);
}

/** Reads the buffers of Arrow's columnar format as they are, since its own getters round times to milliseconds. */
function createValueReader(data: Data): Read {
  const { type, values, children } = data;
  if (DataType.isInt(type))
    return type.bitWidth === 64 ? (index) => toInteger(values[index]) : (index) => values[index];
  if (DataType.isDecimal(type)) {
    const words = type.bitWidth / 32;
    return (index) => formatDecimal(toBigInt(values.subarray(index * words, (index + 1) * words)), type.scale);
  }
  if (DataType.isDate(type)) return (index) => formatDate(values[index]);
  if (DataType.isTime(type)) return (index) => formatTime(BigInt(values[index]) * nanosPerUnit(type.unit));
  if (DataType.isTimestamp(type)) {
    const zone = type.timezone ? "Z" : "";
    return (index) => formatTimestamp(values[index] * nanosPerUnit(type.unit)) + zone;
  }
  if (DataType.isDuration(type)) {
    return (index) => formatInterval({ months: 0, days: 0, nanos: values[index] * nanosPerUnit(type.unit) });
  }
  if (DataType.isInterval(type)) return createIntervalReader(values, data.stride);
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) {
    const vector = new Vector([data]);
    return (index) => Uint8Array.from(vector.get(index));
  }
  if (DataType.isList(type) || DataType.isLargeList(type)) return createListReader(data, createReader(only(children)));
  if (DataType.isMap(type)) return createMapReader(data);
  if (DataType.isStruct(type)) return createStructReader(type.children, children);
  if (DataType.isBool(type) || DataType.isFloat(type) || DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    const vector = new Vector([data]);
    return (index) => vector.get(index);
  }
  throw new SparkError(`expected a column of a Spark SQL type, got Arrow's ${type}`);
}

/** A VARIANT is a struct of two binaries, one of which says so; what GEOGRAPHY and GEOMETRY are made of is kept. */
function createStructReader(fields: readonly Field[], children: readonly Data[]): Read {
  const readStruct = createRowReader(
    children,
    fields.map((field) => field.name),
  );
  if (!fields.some(({ metadata }) => metadata.get("variant") === "true")) return readStruct;
  return (index) => {
    const { value, metadata } = readStruct(index);
    return readVariant(value as Uint8Array, metadata as Uint8Array);
  };
}

/** BIGINT is a number where a number holds it exactly. */
function toInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Joins 32-bit words, lowest first, to a signed number. */
function toBigInt(words: Uint32Array): bigint {
  const bits = words.reduceRight((high, word) => (high << 32n) | BigInt(word), 0n);
  return BigInt.asIntN(words.length * 32, bits);
}

function nanosPerUnit(unit: TimeUnit): bigint {
  return 1000n ** BigInt(TimeUnit.NANOSECOND - unit);
}

/** Widths in 32-bit words: 1 is months, 2 is days and milliseconds, 4 is months, days and nanoseconds. */
function createIntervalReader(values: Int32Array, words: number): Read {
  return (index) => {
    const part = values.subarray(index * words, (index + 1) * words);
    const [first = 0, second = 0] = part;
    if (words === 1) return formatInterval({ months: first, days: 0, nanos: 0n });
    if (words === 2) return formatInterval({ months: 0, days: first, nanos: BigInt(second) * 1_000_000n });
    const nanos = (BigInt(part[3] ?? 0) << 32n) | BigInt((part[2] ?? 0) >>> 0);
    return formatInterval({ months: first, days: second, nanos });
  };
}

function createListReader<T>({ valueOffsets }: Data, read: Read<T>): Read<T[]> {
  return (index) => {
    const start = Number(valueOffsets[index]);
    return Array.from({ length: Number(valueOffsets[index + 1]) - start }, (_, position) => read(start + position));
  };
}

function createMapReader(data: Data): Read {
  const [keys, values] = only(data.children).children.map(createReader);
  if (!keys || !values) throw new SparkError("expected a map column with keys and values, got less");
  const readEntries = createListReader(data, (index): [Value, Value] => [keys(index), values(index)]);
  return (index) => new Map(readEntries(index));
}

function only(children: readonly Data[]): Data {
  const [child] = children;
  if (!child) throw new SparkError("expected a list column with elements, got none");
  return child;
}
