import { close, decode, encode, open, pattern } from "./mark-characters.js";
import { type Quantity, quantity } from "./quantity.js";

export { stripMarks } from "./mark-characters.js";

/** What a formatted text stands for. */
export interface Mark {
  /** Name of the formatter, e.g. "money"; see `formats`. */
  format: string;
  quantity: Quantity;
}

/** A mark and where its text stands, in UTF-16 units; the end is exclusive. */
export interface MarkedText extends Mark {
  span: [start: number, end: number];
}

// On the global object: a notebook and its kernel may have loaded this module twice.
const key = Symbol.for("tillbook.marks");
const shared = globalThis as { [key]?: Mark[] };

/** Lets formatted texts carry their quantities from now on, by characters that `takeMarks` takes away. For notebooks. */
export function startRecording(): void {
  shared[key] ??= [];
}

/** Ends what `startRecording` began. */
export function stopRecording(): void {
  delete shared[key];
}

export function isRecording(): boolean {
  return shared[key] !== undefined;
}

/** Marks a formatted text with what it stands for; while nothing is recorded, it is the text itself. */
export function markText(text: string, format: string, value: Quantity | number | bigint): string {
  const marks = shared[key];
  if (marks === undefined) return text;
  marks.push({ format, quantity: quantity(value) });
  return `${open}${encode(marks.length - 1)}${text}${close}`;
}

/** Takes the marks out of a text; those that lost their end, since the text was cut, are not listed. */
export function takeMarks(marked: string): { text: string; marks: MarkedText[] } {
  if (!marked.includes(open) && !marked.includes(close)) return { text: marked, marks: [] };
  const marks: MarkedText[] = [];
  const opened: { mark: Mark | undefined; start: number }[] = [];
  let text = "";
  let from = 0;
  for (const match of marked.matchAll(pattern)) {
    text += marked.slice(from, match.index);
    from = match.index + match[0].length;
    if (match[1] !== undefined) {
      opened.push({ mark: shared[key]?.[decode(match[1])], start: text.length });
      continue;
    }
    const last = opened.pop();
    if (last?.mark !== undefined) marks.push({ ...last.mark, span: [last.start, text.length] });
  }
  text += marked.slice(from);
  return { text, marks: marks.sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1]) };
}
