const newline = 10;
const carriageReturn = 13;
const quoteMark = 34;
/** Ctrl-Z, with which DOS ends a text file. */
const endOfFile = 26;

/** Characters that end the lines of a file which has neither LF nor CR: Unicode's line separator, and the next line of EBCDIC. */
export const lineBreaks = ["\u2028", "\u0085"] as const;
export type LineBreak = (typeof lineBreaks)[number];

/**
 * Ends each line of a text in UTF-8, or in a single-byte encoding, by LF or CR LF: a lone CR outside of quotes becomes LF, and
 * so does `lineBreak`. Ctrl-Z at the end is left out. How the bytes are divided makes no difference.
 */
export async function* endLines(pieces: AsyncIterable<Buffer>, lineBreak?: LineBreak): AsyncGenerator<Buffer> {
  const mark = lineBreak === undefined ? undefined : Buffer.from(lineBreak);
  let held: Buffer = Buffer.alloc(0);
  let isQuoted = false;
  const convert = (bytes: Buffer): Buffer => {
    const marked = mark === undefined ? bytes : replaceAll(bytes, mark);
    let out = marked;
    if (!isQuoted && marked.indexOf(quoteMark) === -1) return replaceReturns(marked);
    for (let at = 0; at < marked.length; at++) {
      if (marked[at] === quoteMark) isQuoted = !isQuoted;
      else if (!isQuoted && isLone(marked, at)) out = replaceByte(marked, out, at);
    }
    return out;
  };
  for await (const piece of pieces) {
    const bytes = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const end = findSure(bytes, mark);
    held = bytes.subarray(end);
    if (end > 0) yield convert(bytes.subarray(0, end));
  }
  let end = held.length;
  while (held[end - 1] === endOfFile) end--;
  if (end > 0) yield convert(held.subarray(0, end));
}

/** Finds how many bytes can be told without the ones behind them. */
function findSure(bytes: Buffer, mark: Buffer | undefined): number {
  let end = bytes.length;
  while (bytes[end - 1] === endOfFile) end--;
  if (bytes[end - 1] === carriageReturn) return end - 1;
  for (let length = (mark?.length ?? 1) - 1; length > 0; length--) {
    if (mark?.subarray(0, length).equals(bytes.subarray(end - length))) return end - length;
  }
  return end;
}

function replaceAll(bytes: Buffer, mark: Buffer): Buffer {
  const lines: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, start)) {
    lines.push(bytes.subarray(start, at), Buffer.from("\n"));
    start = at + mark.length;
  }
  return start === 0 ? bytes : Buffer.concat([...lines, bytes.subarray(start)]);
}

function isLone(bytes: Buffer, at: number): boolean {
  return bytes[at] === carriageReturn && bytes[at + 1] !== newline;
}

function replaceReturns(bytes: Buffer): Buffer {
  let out = bytes;
  for (let at = bytes.indexOf(carriageReturn); at !== -1; at = bytes.indexOf(carriageReturn, at + 1)) {
    if (isLone(bytes, at)) out = replaceByte(bytes, out, at);
  }
  return out;
}

/** Copies the bytes with the first change, since others may be reading them. */
function replaceByte(bytes: Buffer, out: Buffer, at: number): Buffer {
  const copy = out === bytes ? Buffer.from(bytes) : out;
  copy[at] = newline;
  return copy;
}
