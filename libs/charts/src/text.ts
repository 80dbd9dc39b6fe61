import { stripMarks } from "./marks.js";

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", $: "&#36;", "%": "&#37;" };

/**
 * Escapes a name for a text of a Plotly figure, which reads tags, entities, `%{…}` templates and `$…$` formulas in it.
 * Line breaks and other control characters become spaces, and the name is isolated.
 */
export function escapePlotly(text: string): string {
  return isolateName(text).replace(/[&<>$%]/g, (character) => entities[character] ?? character);
}

/** Escapes and isolates a name for use within a line of Markdown, also in a cell of a table; `$` because Jupyter reads formulas. */
export function escapeMarkdown(text: string): string {
  return isolateName(text).replace(/[\\`*_[\]<>|~&$#]/g, "\\$&");
}

/**
 * Keeps the direction of a name from turning the figures beside it: one with letters that run to the left, or with marks of
 * direction, gets an isolate around it (UAX #9, first strong isolate), within which what it opens is closed. Others stay as
 * they are.
 */
export function isolateName(name: string): string {
  const text = cleanText(name);
  if (!leftward.test(text)) return text;
  let depth = 0;
  let inside = "";
  for (const character of text) {
    // an end without a beginning would end the isolate around the name
    if (character === isolateEnd && depth === 0) continue;
    if (/[\u2066-\u2068]/.test(character)) depth++;
    if (character === isolateEnd) depth--;
    inside += character;
  }
  return `\u2068${inside}${isolateEnd.repeat(depth + 1)}`;
}

/** U+2069 ends an isolate, and with it the embeddings and overrides inside. */
const isolateEnd = "\u2069";

/** The blocks whose letters run to the left by default (DerivedBidiClass.txt: R and AL), and all marks of direction. */
const leftward = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]|\p{Bidi_Control}/u;

/**
 * Shortens names to at most `length` characters, in their order, so that names that differ still differ: at the end
 * if that is enough, else in the middle, else with a number.
 */
export function shortenNames(names: readonly string[], length: number): string[] {
  const atEnd = names.map((name) => shorten(name, length, length - 1));
  const inMiddle = names.map((name) => shorten(name, length, Math.ceil(length / 2)));
  const chosen = atEnd.map((name, i) => (isUnique(name, atEnd) ? name : (inMiddle[i] ?? name)));
  return chosen.map((name, i) =>
    isUnique(name, chosen) ? name : `${shorten(name, length - 4, length - 5)} (${i + 1})`,
  );
}

/** Cuts characters, not UTF-16 halves, and keeps `head` of them before the ellipsis. */
function shorten(name: string, length: number, head: number): string {
  const text = cleanText(name);
  const characters = [...stripMarks(text)];
  if (characters.length <= length) return text;
  const tail = length - 1 - head;
  const end = tail > 0 ? characters.slice(-tail) : [];
  return `${characters.slice(0, head).join("").trimEnd()}…${end.join("")}`;
}

function isUnique(name: string, names: readonly string[]): boolean {
  const texts = names.map(stripMarks);
  return texts.indexOf(stripMarks(name)) === texts.lastIndexOf(stripMarks(name));
}

function cleanText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
