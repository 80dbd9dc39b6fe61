import { parse } from "csv-parse/sync";
import type { ColumnsSpec } from "./columns-file.js";
import { checkHeader, type Header, type Mapped, readHeader } from "./csv-header.js";

const delimiters = [",", ";", "\t", "|", "^", "~"];
/** Titles, filters and comments above the header have fewer lines. */
const mostLines = 60;
/** A header with line breaks in its names has fewer lines. */
const mostHeaderLines = 30;

/** A table's header, and how its fields are separated. */
export interface Table extends Header {
  /** Whether spaces may stand between a delimiter and a quote. */
  isSpaced: boolean;
}

interface Candidate extends Mapped {
  isSpaced: boolean;
  rank: number;
  /** The first rows below the header. */
  sample: string[][];
}

/**
 * Finds the header of a file among its first lines, and the delimiter: the first row with the columns that are needed, else, for
 * the message, the one with most of ours, or that is as long as the one below. Excel's `sep=;` names the delimiter. A last name
 * that is empty is no column.
 * @throws TillbookError CSV_INVALID when a column is missing, and when two columns could be one of ours
 */
export function findTable(file: string, text: string, spec: ColumnsSpec): Table {
  const lines = text.split("\n");
  const told = spec.delimiter ?? readSeparator(lines[0] ?? "");
  const line = spec.header ?? (spec.skip === undefined ? undefined : spec.skip + 1);
  const from = line === undefined ? 0 : line - 1;
  const to = line ?? Math.min(lines.length, mostLines);
  let best: Candidate | undefined;
  for (let at = from; at < Math.max(to, from + 1); at++) {
    if (at > from && (lines[at] ?? "").trim() === "") continue;
    const below = lines.slice(at, at + mostHeaderLines).join("\n");
    for (const delimiter of told === undefined ? delimiters : [told]) {
      const found = readCandidate(file, below, { delimiter, line: at + 1 }, spec);
      if (best === undefined || found.rank > best.rank) best = found;
    }
    // Rows above a second header must not be lost.
    if (best !== undefined && isComplete(best)) break;
  }
  const { header, isSpaced, sample, ...mapped } = best as Candidate;
  if (header.settings.read !== false) checkHeader(file, { header, ...mapped }, sample, spec);
  return { ...header, isSpaced };
}

function isComplete({ header, ties }: Mapped): boolean {
  const has = (wanted: string): boolean => header.fields.some(({ column }) => column === wanted);
  return header.profile !== undefined || (ties.length === 0 && has("sold_on") && has("amount"));
}

/** Whether names have all the columns that are needed. */
export function isHeader(row: readonly string[], spec: ColumnsSpec): boolean {
  return isComplete(readHeader("", { delimiter: "", line: 1 }, cleanNames(row), spec));
}

/** Reads the first line that Excel understands, e.g. `sep=;`. */
function readSeparator(line: string): string | undefined {
  return /^"?sep=([\t -~])"?[,;\t]*\r?$/i.exec(line)?.[1];
}

function readCandidate(
  file: string,
  text: string,
  place: Pick<Header, "delimiter" | "line">,
  spec: ColumnsSpec,
): Candidate {
  const { delimiter } = place;
  const isSpaced = new RegExp(`[${delimiter.replace(/[\\^\]]/g, "\\$&")}] +"`).test(text.split("\n", 1)[0] ?? "");
  const [row = [], ...sample] = readRows(text, delimiter, isSpaced);
  const mapped = readHeader(file, place, cleanNames(row), spec, sample);
  const { names, fields } = mapped.header;
  const columns = new Set(fields.filter(({ at }) => at < names.length).map(({ column }) => column)).size;
  const isTable = row.length > 1 && row.length === sample[0]?.length;
  const rank = columns * 1e6 + (isTable ? 1e3 : 0) + Math.min(names.filter(Boolean).length, 999);
  return { ...mapped, isSpaced, sample, rank };
}

/** Reads the first rows; of a text with broken quotes fewer, or none. */
function readRows(text: string, delimiter: string, isSpaced: boolean): string[][] {
  const options = { delimiter, record_delimiter: ["\r\n", "\n"], relax_column_count: true, ltrim: isSpaced };
  for (const to of [mostHeaderLines, 2, 1]) {
    try {
      return parse(text, { ...options, to });
    } catch {}
  }
  return [];
}

/** Characters that nobody sees: zero-width ones, and marks of direction and byte order. */
const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** Makes names what a reader takes them for: line breaks and other space become one space, what is invisible goes. */
export function cleanNames(row: readonly string[]): string[] {
  const names = row.map((name) => name.replace(invisible, "").replace(/\s+/g, " ").trim());
  while (names.length > 1 && names.at(-1) === "") names.pop();
  return names;
}
