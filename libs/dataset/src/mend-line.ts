import type { TableForm } from "./record-cutter.js";
import { isLenient } from "./schema.js";

/** A field of a line, as it is written; `isBroken`: its quotes break the rules of RFC 4180. */
interface RawField {
  text: string;
  isBroken: boolean;
}

/**
 * Empties the fields of a line whose quotes are broken, such as `Rohr 5" lang`. Undefined where such a field must be read, or where
 * the line has not as many fields as the table, so that it is not sure where each begins.
 */
export function mendLine(
  line: Buffer,
  { delimiter, width, fields, alsoRead = [], isSpaced = false }: TableForm,
): Buffer | undefined {
  if (width === undefined || fields === undefined) return undefined;
  // In Latin-1, each byte is a letter.
  const [text = ""] = /^[^\n]*?(?=\r?\n?$)/.exec(line.toString("latin1")) ?? [];
  const raw = splitLine(text, delimiter, isSpaced);
  if (raw.length < width || raw.slice(width).some((field) => field.text !== "")) return undefined;
  const strict = fields.filter(({ column }) => !isLenient(column));
  if ([...strict.map(({ at }) => at), ...alsoRead].some((at) => raw[at]?.isBroken)) return undefined;
  return Buffer.from(`${raw.map((field) => (field.isBroken ? "" : field.text)).join(delimiter)}\n`, "latin1");
}

/** Whether the first line of a record and another one are rows by themselves: then its quotes belong to different rows. */
export function hasRowInside(record: Buffer, { delimiter, width, fields }: TableForm): boolean {
  if (width === undefined || fields === undefined) return false;
  const [dateAt, amountAt] = ["sold_on", "amount"].map((name) => fields.find(({ column }) => column === name)?.at);
  const [first = "", ...others] = record.toString("latin1").split("\n");
  if (first.split(delimiter).length < width) return false;
  return others.some((line) => {
    const cells = line.split(delimiter);
    const isDate = /^"?\d[\d./: -]{4}/.test(cells[dateAt ?? -1] ?? "");
    return cells.length >= width && isDate && /\d/.test(cells[amountAt ?? -1] ?? "");
  });
}

/** Splits a line; a field that begins with a quote ends with the first one before a delimiter, or with the line. */
function splitLine(text: string, delimiter: string, isSpaced: boolean): RawField[] {
  const mark = `\\x${delimiter.charCodeAt(0).toString(16).padStart(2, "0")}`;
  const space = isSpaced ? " *" : "";
  const whole = new RegExp(`${space}=?"(?:[^"]|"")*"${space}(?=${mark}|$)`, "y");
  const broken = new RegExp(`${space}=?".*?"${space}(?=${mark}|$)`, "y");
  const plain = new RegExp(`[^${mark}]*`, "y");
  const match = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const isQuoted = new RegExp(`${space}=?"`, "y");
  const fields: RawField[] = [];
  for (let at = 0; at <= text.length; at++) {
    const [strict, starts] = [match(whole, at), match(isQuoted, at) !== undefined];
    const found = strict ?? match(starts ? broken : plain, at) ?? text.slice(at);
    fields.push({ text: found, isBroken: strict === undefined && found.includes('"') });
    at += found.length;
  }
  return fields;
}
