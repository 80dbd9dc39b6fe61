/** A text of an output that a reader may see. */
export interface ShownText {
  /** JSON pointer into the output's data; of printed lines empty. */
  at: string;
  /** As it is there: the spans of evidence count in it. */
  text: string;
  /** Takes away what no reader sees, e.g. tags, and leaves all else in its place. */
  blank: (text: string) => string;
}

/** A number of an output that is drawn or shown. */
export interface ShownNumber {
  at: string;
  value: number;
  /** Texts at its axis: where they aren't all numbers, it is only a place among them, e.g. the 3rd bar. */
  ticks?: string[];
}

/** What a reader sees of an output. */
export interface Shown {
  texts: ShownText[];
  numbers: ShownNumber[];
  /** What can't be read, e.g. a picture of pixels. */
  unreadable: { at: string; what: string }[];
}

/** Lists all texts and numbers below a value. */
export function walkJson(value: unknown, at: string, shown: Shown, blank = keep): void {
  if (typeof value === "string") shown.texts.push({ at, text: value, blank });
  else if (typeof value === "number") shown.numbers.push({ at, value });
  else if (typeof value !== "object" || value === null) return;
  else if ("bdata" in value) shown.unreadable.push({ at, what: "encoded numbers" });
  else for (const [key, inner] of Object.entries(value)) walkJson(inner, `${at}/${escapePointer(key)}`, shown, blank);
}

export function keep(text: string): string {
  return text;
}

/** @see https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
