import { SparkError } from "./errors.js";
import { formatDate, formatDecimal, formatTime, formatTimestamp } from "./formats.js";
import type { Value } from "./values.js";

/**
 * Reads a VARIANT, whose two parts are in Parquet's "Variant Binary Encoding": objects, arrays, strings, booleans and null
 * are what JSON has; a decimal is a number where that has the same digits, else a string; all others as in a column of
 * their type.
 */
export function readVariant(value: Uint8Array, metadata: Uint8Array): Value {
  return readValue(view(value), 0, readNames(view(metadata)));
}

const offsetSize = (header: number): number => (header & 3) + 1;

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The dictionary of field names: a header, their count, where each begins, and the texts. */
function readNames(bytes: DataView): string[] {
  const size = offsetSize(bytes.getUint8(0) >> 6);
  const count = readUnsigned(bytes, 1, size);
  const offsetAt = (index: number): number => readUnsigned(bytes, 1 + (1 + index) * size, size);
  const start = 1 + (count + 2) * size;
  return Array.from({ length: count }, (_, index) =>
    readText(bytes, start + offsetAt(index), offsetAt(index + 1) - offsetAt(index)),
  );
}

function readValue(bytes: DataView, at: number, names: readonly string[]): Value {
  const first = bytes.getUint8(at);
  const header = first >> 2;
  switch (first & 3) {
    case 0:
      return readPrimitive(bytes, at + 1, header);
    case 1:
      return readText(bytes, at + 1, header);
    case 2:
      return Object.fromEntries(
        readElements(bytes, at + 1, {
          size: offsetSize(header),
          idSize: offsetSize(header >> 2),
          isLarge: header >> 4,
        }).map(([id, place]) => [names[id] ?? "", readValue(bytes, place, names)]),
      );
    default:
      return readElements(bytes, at + 1, { size: offsetSize(header), idSize: 0, isLarge: header >> 2 }).map(
        ([, place]) => readValue(bytes, place, names),
      );
  }
}

/** Finds the elements of an object or an array: id of the name, which an array has not, and where the value begins. */
function readElements(
  bytes: DataView,
  at: number,
  { size, idSize, isLarge }: { size: number; idSize: number; isLarge: number },
): [id: number, place: number][] {
  const count = readUnsigned(bytes, at, isLarge & 1 ? 4 : 1);
  const ids = at + (isLarge & 1 ? 4 : 1);
  const offsets = ids + count * idSize;
  const values = offsets + (count + 1) * size;
  return Array.from({ length: count }, (_, index) => [
    readUnsigned(bytes, ids + index * idSize, idSize),
    values + readUnsigned(bytes, offsets + index * size, size),
  ]);
}

/** Reads what stands behind the header of a primitive value; `type` is its id in the encoding's table. */
function readPrimitive(bytes: DataView, at: number, type: number): Value {
  const long = (): bigint => bytes.getBigInt64(at, true);
  switch (type) {
    case 0:
      return null;
    case 1:
    case 2:
      return type === 1;
    case 3:
      return bytes.getInt8(at);
    case 4:
      return bytes.getInt16(at, true);
    case 5:
      return bytes.getInt32(at, true);
    case 6:
      return Number.isSafeInteger(Number(long())) ? Number(long()) : long();
    case 7:
      return bytes.getFloat64(at, true);
    case 8:
      return toNumber(BigInt(bytes.getInt32(at + 1, true)), bytes.getUint8(at));
    case 9:
      return toNumber(bytes.getBigInt64(at + 1, true), bytes.getUint8(at));
    case 10:
      return toNumber((bytes.getBigInt64(at + 9, true) << 64n) | bytes.getBigUint64(at + 1, true), bytes.getUint8(at));
    case 11:
      return formatDate(bytes.getInt32(at, true));
    case 12:
      return `${formatTimestamp(long() * 1000n)}Z`;
    case 13:
      return formatTimestamp(long() * 1000n);
    case 14:
      return bytes.getFloat32(at, true);
    case 15:
      return readBytes(bytes, at + 4, bytes.getUint32(at, true)).slice();
    case 16:
      return readText(bytes, at + 4, bytes.getUint32(at, true));
    case 17:
      return formatTime(long() * 1000n);
    case 18:
      return `${formatTimestamp(long())}Z`;
    case 19:
      return formatTimestamp(long());
    case 20:
      return Buffer.from(readBytes(bytes, at, 16))
        .toString("hex")
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    default:
      throw new SparkError(`expected a type of the variant encoding, got ${type}`);
  }
}

function toNumber(unscaled: bigint, scale: number): number | string {
  const text = formatDecimal(unscaled, scale);
  const shortest = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return String(Number(text)) === shortest ? Number(text) : text;
}

function readUnsigned(bytes: DataView, at: number, size: number): number {
  let value = 0;
  for (let index = size - 1; index >= 0; index--) value = value * 256 + bytes.getUint8(at + index);
  return value;
}

function readText(bytes: DataView, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString("utf8");
}

function readBytes(bytes: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
}
