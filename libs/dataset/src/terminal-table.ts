import { escapeControls } from "@tillbook/pipeline";

const segmenter = new Intl.Segmenter();
const wide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u;
const isNumeric = (text: string): boolean => /^-?[\d,]+(\.\d+)?$/.test(text);

/** Width of the labels at the left. */
export const margin = 14;

/** Aligns columns, numbers of the columns `right` to the right, and shortens the widest cells until a row fits. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  right: ReadonlySet<string> = new Set(),
): string[] {
  const all = [head, ...rows].map((row) => row.map(clean));
  const widths = measureColumns(all);
  for (;;) {
    const most = Math.max(...widths);
    if (most <= 4 || addWidths(widths) <= width) break;
    widths[widths.indexOf(most)] = most - 1;
  }
  return all.map((row, at) =>
    row
      .map((cell, i) => {
        const text = shorten(cell, widths[i] ?? 0);
        const space = " ".repeat(Math.max((widths[i] ?? 0) - measure(text), 0));
        return right.has(head[i] ?? "") && (at === 0 || isNumeric(cell)) ? space + text : text + space;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Aligns columns as `formatTable` does; where they don't fit, each is a line, so that many columns don't shorten every cell. */
export function formatTableOrTurned(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  right: ReadonlySet<string> = new Set(),
): string[] {
  const all = [head, ...rows].map((row) => row.map(clean));
  if (addWidths(measureColumns(all)) <= width) return formatTable(head, rows, width, right);
  const [first = "", ...others] = head;
  const turn = (name: string, at: number): string[] => [name, ...rows.map((row) => row[at] ?? "")];
  return formatTable(
    turn(first, 0),
    others.map((name, i) => turn(name, i + 1)),
    width,
  );
}

function measureColumns(rows: readonly (readonly string[])[]): number[] {
  return (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => measure(row[i] ?? ""))));
}

/** Counts the cells of a line of columns, and of the gaps between them. */
function addWidths(widths: readonly number[]): number {
  return widths.reduce((sum, cells) => sum + cells, 2 * (widths.length - 1));
}

/** Makes a text safe for a terminal, and one line; before it is measured, since an escape is longer. */
function clean(text: string): string {
  return escapeControls(text.replace(/\s+/gu, " "));
}

/** Counts the cells that a text takes in a terminal. */
function measure(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return [...segmenter.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);
}

function shorten(text: string, cells: number): string {
  if (measure(text) <= cells) return text;
  const parts = [...segmenter.segment(text)].map(({ segment }) => segment);
  while (parts.length > 0 && measure(parts.join("")) >= cells) parts.pop();
  return `${parts.join("")}…`;
}

/** Puts a label before a text, whose lines are broken at spaces, and inside of longer words. */
export function wrap(label: string, text: string, width: number): string[] {
  const cells = Math.max(width - margin, 20);
  const lines: string[] = [];
  for (const word of clean(text)
    .split(" ")
    .flatMap((word) => breakWord(word, cells))) {
    const line = lines.at(-1);
    if (line !== undefined && measure(line) + 1 + measure(word) <= cells) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return indent(label, lines);
}

/** Puts a label before the first of some lines, and spaces before the others. */
export function indent(label: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => ((i === 0 ? label : "").padEnd(margin) + line).trimEnd());
}

function breakWord(word: string, cells: number): string[] {
  if (measure(word) <= cells) return [word];
  const pieces = [""];
  for (const { segment } of segmenter.segment(word)) {
    if (measure((pieces.at(-1) ?? "") + segment) > cells) pieces.push("");
    pieces[pieces.length - 1] += segment;
  }
  return pieces;
}
