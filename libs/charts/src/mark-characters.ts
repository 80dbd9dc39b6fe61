// Loaded by each kernel as it starts, so it loads nothing itself.

// Noncharacters, which no text should have (The Unicode Standard, 23.7), and between them the number of the mark in private-use
// characters of the same plane.
export const open = "\u{fffff}";
export const close = "\u{ffffe}";
const firstDigit = 0xf0000;
const base = 4096;
export const pattern = /\u{fffff}([\u{f0000}-\u{f0fff}]*)|\u{ffffe}/gu;

/** Gives a text without its marks, as a reader sees it. */
export function stripMarks(marked: string): string {
  return marked.replace(pattern, "");
}

/** Writes the number of a mark. */
export function encode(number: number): string {
  const digit = String.fromCodePoint(firstDigit + (number % base));
  return number < base ? digit : encode(Math.floor(number / base)) + digit;
}

/** Reads what `encode` wrote. */
export function decode(digits: string): number {
  return [...digits].reduce((number, digit) => number * base + (digit.codePointAt(0)! - firstDigit), 0);
}
