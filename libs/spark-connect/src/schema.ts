import { SparkError } from "./errors.js";
import type { DataType } from "./messages.js";

/** A column of a result. */
export interface Field {
  name: string;
  /** Spark's own text for its type, e.g. `decimal(12,2)` or `array<struct<x:int,y:string>>`. */
  type: string;
  nullable: boolean;
}

/** Reads the columns of a result from the type of its rows. */
export function readSchema(type: DataType): Field[] {
  const { fields } = type.struct ?? {};
  if (!fields) throw new SparkError(`expected a schema of columns, got ${formatType(type)}`);
  return fields.map(({ name, dataType, nullable }) => ({ name, type: formatType(dataType), nullable }));
}

/** Spark's names of types without parameters, where they differ from the protocol's. */
const names: Readonly<Record<string, string>> = {
  null: "void",
  byte: "tinyint",
  short: "smallint",
  integer: "int",
  long: "bigint",
  timestampNtz: "timestamp_ntz",
  calendarInterval: "interval",
};
const yearUnits = ["year", "month"];
const dayUnits = ["day", "hour", "minute", "second"];

/** Writes a type as Spark's `typeof` does. */
export function formatType(type: DataType): string {
  if (type.decimal) return `decimal(${type.decimal.precision ?? 10},${type.decimal.scale ?? 0})`;
  if (type.char) return `char(${type.char.length})`;
  if (type.varChar) return `varchar(${type.varChar.length})`;
  if (type.yearMonthInterval) return formatInterval(type.yearMonthInterval, yearUnits);
  if (type.dayTimeInterval) return formatInterval(type.dayTimeInterval, dayUnits);
  if (type.array) return `array<${formatType(type.array.elementType)}>`;
  if (type.map) return `map<${formatType(type.map.keyType)},${formatType(type.map.valueType)}>`;
  if (type.struct) {
    return `struct<${type.struct.fields.map(({ name, dataType }) => `${name}:${formatType(dataType)}`).join(",")}>`;
  }
  if (type.geometry) return `geometry(${formatSrid(type.geometry)})`;
  if (type.geography) return `geography(${formatSrid(type.geography)})`;
  if (type.time) return `time(${type.time.precision ?? 6})`;
  if (type.timestampNtzNanos) return `timestamp_ntz(${type.timestampNtzNanos.precision ?? 9})`;
  if (type.timestampLtzNanos) return `timestamp_ltz(${type.timestampLtzNanos.precision ?? 9})`;
  if (type.udt) return type.udt.sqlType ? formatType(type.udt.sqlType) : type.udt.type;
  if (type.unparsed) return type.unparsed.dataTypeString;
  const kind = type.kind ?? "unknown";
  return names[kind] ?? kind;
}

function formatInterval({ startField, endField }: { startField?: number; endField?: number }, units: string[]): string {
  const start = units[startField ?? 0];
  const end = units[endField ?? units.length - 1];
  return start === end ? `interval ${start}` : `interval ${start} to ${end}`;
}

function formatSrid({ srid }: { srid: number }): string {
  return srid === -1 ? "any" : String(srid);
}
