const newline = 10;
const carriageReturn = 13;
const quoteMark = 34;
/** Ctrl-Z, with which DOS ends a text file. */
const endOfFile = 26;

/** Bytes behind which a quoted field begins. */
const beforeFields = Buffer.from("\n\r,;\t|^~= ");

/** Characters that end the lines of a file without LF: CR, Unicode's line separator, and the next line of EBCDIC. */
const lineBreaks = ["\r", "\u2028", "\u0085"] as const;
export type LineBreak = (typeof lineBreaks)[number];

/** Finds the character that ends the lines of a text, where that is neither LF nor CR LF. */
export function findLineBreak(text: string): LineBreak | undefined {
  return text.includes("\n") ? undefined : lineBreaks.find((mark) => text.includes(mark));
}

/**
 * Ends each line of a text in UTF-8, or in a single-byte encoding, by LF or CR LF: a lone CR outside of quotes becomes LF, and
 * so does `lineBreak`. Ctrl-Z at the end is left out. How the bytes are divided makes no difference.
 */
export async function* endLines(pieces: AsyncIterable<Buffer>, lineBreak?: LineBreak): AsyncGenerator<Buffer> {
  const mark = lineBreak === undefined ? undefined : Buffer.from(lineBreak);
  let held: Buffer = Buffer.alloc(0);
  let isQuoted = false;
  /** Whether the last quote closed a field. */
  let hasClosed = false;
  let previous = newline;
  const convert = (bytes: Buffer): Buffer => {
    const marked = mark === undefined ? bytes : replaceAll(bytes, mark);
    let out = marked;
    const before = previous;
    previous = marked.at(-1) ?? previous;
    if (!isQuoted && marked.indexOf(quoteMark) === -1) return replaceReturns(marked);
    for (let at = 0; at < marked.length; at++) {
      const byte = marked[at];
      if (byte === quoteMark) {
        const behind = at === 0 ? before : (marked[at - 1] as number);
        // A quote behind a letter or digit, such as `5"`, opens no field; one behind a closing quote goes on with it.
        const opens = behind === quoteMark ? hasClosed : beforeFields.includes(behind);
        hasClosed = isQuoted;
        isQuoted = !isQuoted && opens;
      } else if (byte === carriageReturn && !isQuoted && isLone(marked, at)) out = replaceByte(marked, out, at);
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
