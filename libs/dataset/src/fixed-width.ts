const newline = 10;

/**
 * Finds where the columns of a fixed width begin, in characters: where each word of a header without delimiters begins.
 * `isHeader` tells the header by its words. Undefined where a line below has a value over such a place.
 */
export function findColumnStarts(
  lines: readonly string[],
  isHeader: (names: string[]) => boolean,
): number[] | undefined {
  const at = lines.findIndex((line) => !/[,;\t|"^~]/.test(line) && isHeader(line.trim().split(/\s+/)));
  if (at === -1) return undefined;
  const starts = [...(lines[at] as string).matchAll(/\S+/g)].map(({ index }) => index);
  const rows = lines.slice(at + 1).filter((line) => line.trim() !== "");
  return rows.every((row) => splitColumns(row, starts) !== undefined) ? starts : undefined;
}

/** Divides a line; undefined where a value goes over the place where a column begins, or a number may. */
function splitColumns(line: string, starts: readonly number[]): string[] | undefined {
  const letters = [...line];
  const isDivided = starts.some((at) => at > 0 && (letters[at - 1] ?? " ") !== " " && (letters[at] ?? " ") !== " ");
  if (isDivided) return undefined;
  const cells = starts.map((start, i) => letters.slice(i === 0 ? 0 : start, starts[i + 1]).join(""));
  const isCut = cells.some((cell, i) => isPartOfNumber(cell, cells[i + 1] ?? ""));
  return isCut ? undefined : cells.map((cell) => cell.trim());
}

/** Whether the end of a cell may be part of a number in the next: the thousands of `1 234.50`, or the sign of `-  12.50`. */
function isPartOfNumber(cell: string, next: string): boolean {
  if (/ [-−+(]$/.test(cell.trimEnd())) return /^\s*\d/.test(next);
  return / [-−+(]?\d{1,3} $/.test(cell) && /^\d{3}(?!\d)/.test(next);
}

/** Writes each line of columns of a fixed width as CSV; one that cannot be divided becomes one field, and so an invalid row. */
export async function* divideLines(
  pieces: AsyncIterable<Buffer>,
  starts: readonly number[],
  /** Of one byte a character for Latin-1. */
  encoding: "utf8" | "latin1",
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  const write = (bytes: Buffer): Buffer => {
    const lines = bytes.toString(encoding).split("\n");
    return Buffer.from(lines.map((line) => writeLine(line.replace(/\r$/, ""), starts)).join("\n"), encoding);
  };
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = bytes.lastIndexOf(newline) + 1;
    rest = bytes.subarray(end);
    if (end > 0) yield write(bytes.subarray(0, end));
  }
  if (rest.length > 0) yield write(rest);
}

function writeLine(line: string, starts: readonly number[]): string {
  if (line.trim() === "") return "";
  return (splitColumns(line, starts) ?? [line]).map((text) => `"${text.replaceAll('"', '""')}"`).join(",");
}
