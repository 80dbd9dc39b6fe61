const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", $: "&#36;", "%": "&#37;" };

/**
 * Escapes a name for a text of a Plotly figure, which reads tags, entities, `%{…}` templates and `$…$` formulas in it.
 * Line breaks and other control characters become spaces.
 */
export function escapePlotly(text: string): string {
  return cleanText(text).replace(/[&<>$%]/g, (character) => entities[character] ?? character);
}

/** Escapes a name for use within a line of Markdown, also in a cell of a table; `$` because Jupyter reads formulas. */
export function escapeMarkdown(text: string): string {
  return cleanText(text).replace(/[\\`*_[\]<>|~&$#]/g, "\\$&");
}

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
  const characters = [...cleanText(name)];
  if (characters.length <= length) return characters.join("");
  const tail = length - 1 - head;
  const end = tail > 0 ? characters.slice(-tail) : [];
  return `${characters.slice(0, head).join("").trimEnd()}…${end.join("")}`;
}

function isUnique(name: string, names: readonly string[]): boolean {
  return names.indexOf(name) === names.lastIndexOf(name);
}

function cleanText(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
