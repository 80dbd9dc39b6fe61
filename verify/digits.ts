/** Lists the numbers in a text, with their signs and units, e.g. "€1,234.56", "41.7%", "½". */
export function listDigits(text: string): string[] {
  return [
    ...text.matchAll(/[-−+]?(?:\p{Sc}[\s\u00a0]?)?\p{N}(?:[.,:'’]?\p{N})*(?:[\s\u00a0]?[%‰\p{Sc}]|\p{L}+\p{N}*)?/gu),
  ].map(([found]) => found.trim());
}

/** Names numbers that were not checked, and the text that they are in, e.g. `5,777, 41.7% in "5,777 sales … 41.7%"`. */
export function describeDigits(digits: readonly string[], text: string): string {
  const some = digits.length > 5 ? [...digits.slice(0, 5), `and ${digits.length - 5} more`] : digits;
  return `${some.join(", ")} in ${quoteText(text, digits[0])}`;
}

/** Quotes a text, of a long one the part round a word. */
export function quoteText(text: string, word = ""): string {
  const line = text.replace(/\s+/g, " ").trim();
  const at = Math.max(0, line.indexOf(word.replace(/\s+/g, " ")) - 60);
  return JSON.stringify((at > 0 ? "…" : "") + line.slice(at, at + 120) + (line.length > at + 120 ? "…" : ""));
}
