import {
  Binary,
  Bool,
  type DataType,
  Field,
  Float64,
  Int64,
  List,
  Map_,
  makeData,
  Null,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMicrosecond,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { SparkError } from "./errors.js";

/** A value that a row can be made of. */
export type LocalValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly LocalValue[]
  | ReadonlyMap<LocalValue, LocalValue>
  | { readonly [field: string]: LocalValue };

/** A row of this side, by column name; what it has not is null. */
export type LocalRow = Readonly<Record<string, LocalValue>>;

/** Writes rows, or a table of Arrow's, as the stream that a server reads. */
export function encodeRows(rows: readonly LocalRow[] | Table, names: readonly string[] = []): Uint8Array {
  if (isTable(rows)) return tableToIPC(rows, "stream");
  const columns = [...new Set([...names, ...rows.flatMap(Object.keys)])];
  const vectors = columns.map((name) => {
    const values = rows.map((row) => row[name] ?? null);
    const type = inferType(values, name);
    return vectorFromArray(
      values.map((value) => adapt(value, type)),
      type,
    );
  });
  const fields = vectors.map(({ type }, index) => new Field(columns[index] ?? "", type, true));
  const children = vectors.map(({ data, type }) => data[0] ?? makeData({ type, length: 0 } as never));
  const data = makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children });
  return tableToIPC(new Table([new RecordBatch(new Schema(fields), data)]), "stream");
}

/** Takes BIGINT for whole numbers and DOUBLE for others, as PySpark does. */
function inferType(values: readonly LocalValue[], name: string): DataType {
  const present = values.filter((value) => value !== null && value !== undefined);
  const are = (is: (value: LocalValue) => boolean): boolean => present.every(is);
  if (present.length === 0) return new Null();
  if (are((value) => typeof value === "string")) return new Utf8();
  if (are((value) => typeof value === "boolean")) return new Bool();
  if (are((value) => typeof value === "bigint" || Number.isSafeInteger(value))) return new Int64();
  if (are((value) => typeof value === "number")) return new Float64();
  if (are((value) => value instanceof Date)) return new TimestampMicrosecond("UTC");
  if (are((value) => value instanceof Uint8Array)) return new Binary();
  if (are(Array.isArray)) {
    return new List(new Field("element", inferType((present as LocalValue[][]).flat(), name), true));
  }
  if (are((value) => value instanceof Map)) {
    const entries = (present as Map<LocalValue, LocalValue>[]).flatMap((map) => [...map]);
    const key = new Field(
      "key",
      inferType(
        entries.map(([key]) => key),
        name,
      ),
      false,
    );
    const value = new Field(
      "value",
      inferType(
        entries.map(([, value]) => value),
        name,
      ),
      true,
    );
    return new Map_(new Field("entries", new Struct([key, value]), false) as never);
  }
  if (are(isRecord)) {
    const records = present as LocalRow[];
    const fields = [...new Set(records.flatMap(Object.keys))];
    return new Struct(
      fields.map(
        (field) =>
          new Field(
            field,
            inferType(
              records.map((row) => row[field]),
              name,
            ),
            true,
          ),
      ),
    );
  }
  throw new SparkError(`column ${name}: expected values of one type, got several, or one that Spark has not`);
}

/** Arrow's builders take whole numbers of 64 bits as bigints. */
function adapt(value: LocalValue, type: DataType): unknown {
  if (value === null || value === undefined) return null;
  if (type instanceof Int64) return BigInt(value as number);
  if (type instanceof List) return (value as LocalValue[]).map((element) => adapt(element, type.children[0]!.type));
  if (type instanceof Struct) {
    return Object.fromEntries(
      type.children.map((field: Field) => [field.name, adapt((value as LocalRow)[field.name], field.type)]),
    );
  }
  if (type instanceof Map_) {
    const [key, item] = type.children[0]!.type.children as [Field, Field];
    return new Map(
      [...(value as Map<LocalValue, LocalValue>)].map(([k, v]) => [adapt(k, key.type), adapt(v, item.type)]),
    );
  }
  return value;
}

/** Not by its class: a program that loads Arrow by `require` has another one. */
function isTable(rows: readonly LocalRow[] | Table): rows is Table {
  return !Array.isArray(rows);
}

function isRecord(value: LocalValue): boolean {
  return typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
