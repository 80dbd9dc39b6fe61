/**
 * Escapes what would change a terminal's state or the order of a line, e.g. a name from a file with U+202E or an escape
 * sequence: control characters but the tab, marks of direction, and separators of lines, as JSON writes them, e.g. `\\u001b`.
 */
export function escapeControls(line: string): string {
  return line.replace(
    /(?!\t)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
