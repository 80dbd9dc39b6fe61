import type { KeyFigure } from "@tillbook/charts";
import type { Letter } from "./letter.js";

/** Widest line, in characters, as mail has it by custom (RFC 3676, 4.2 asks for at most 78). */
const columns = 72;

/** Renders a mail's plain text, with line ends of one character. */
export function renderText({ messages, title, paragraphs, parts, closing, footer }: Letter): string {
  const heading = [title, "=".repeat(Math.min(columns, measure(title)))].flatMap((line) => wrap(line)).join("\n");
  const figures = parts.map(({ heading: name, keyFigures }) => {
    const head = name === undefined ? messages.mail.keyFigures : name;
    return [...wrap(head), "-".repeat(Math.min(columns, measure(head))), ...renderFigures(keyFigures)].join("\n");
  });
  const wrapAll = (texts: readonly string[]): string[] => texts.map((text) => wrap(text).join("\n"));
  return `${[heading, ...wrapAll(paragraphs), ...figures, ...wrapAll(closing), `-- \n${wrap(footer).join("\n")}`].join("\n\n")}\n`;
}

/** Lists key figures as two columns, labels to the left, values and notes to the right. */
function renderFigures(keyFigures: readonly KeyFigure[]): string[] {
  const widest = Math.min(30, Math.max(0, ...keyFigures.map(({ label }) => measure(label))));
  return keyFigures.flatMap(({ label, value, note }) => {
    const lines = [value, note ?? ""].filter(Boolean).flatMap((text) => wrap(text, columns - widest - 2));
    const labels = wrap(label, widest);
    return Array.from({ length: Math.max(lines.length, labels.length) }, (_, i) =>
      `${pad(labels[i] ?? "", widest)}  ${lines[i] ?? ""}`.trimEnd(),
    );
  });
}

/** Breaks a text into lines at its spaces; a word that is wider than a line is broken anywhere. */
function wrap(text: string, width = columns): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/[ \n]+/).flatMap((word) => breakWord(word, width))) {
    if (line !== "" && measure(line) + 1 + measure(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function breakWord(word: string, width: number): string[] {
  const pieces = [""];
  for (const character of word) {
    if (measure(`${pieces.at(-1)}${character}`) > width) pieces.push("");
    pieces[pieces.length - 1] += character;
  }
  return pieces;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - measure(text)));
}

/** Width of a text in columns of a terminal: Chinese, Japanese and Korean characters take two, marks none. */
function measure(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[\p{Mn}\p{Cf}]/u.test(character)) continue;
    width += /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff01-\uff60]/u.test(character)
      ? 2
      : 1;
  }
  return width;
}
