import type { Messages } from "./locale/index.js";

/** Ends a text that is shown in the language of the notebooks, English, since its translation is missing. */
export const untranslatedMark = "\u00a0[en]";

/**
 * Makes the tag that puts a sentence into the language of `messages`: translate`From ${hour} on, ${share} of it.` is
 * "From {0} on, {1} of it." in `notebooks` of that language's file. Without an entry there it stays English, with a mark.
 */
export function makeTranslate(messages: Messages): (texts: TemplateStringsArray, ...values: string[]) => string {
  return (texts, ...values) => fillSentence(translateText(joinTemplate(texts), messages), values);
}

/**
 * Finds what stands in a notebook in the language of `messages`: itself where that is the language of the notebooks or
 * where it has no words, else the text beside it in `messages.notebooks`; undefined where there is none. Spaces and line
 * ends don't matter.
 * @param text  a paragraph or a heading of Markdown, or a sentence with its values as "{0}", "{1}" …
 */
export function findTranslation(text: string, messages: Messages): string | undefined {
  if (messages.notebooks === undefined || !hasWords(text)) return text;
  return messages.notebooks[text.replace(/\s+/g, " ").trim()];
}

/** Puts a text into the language of `messages`; without a translation it stays as it is, with a mark. */
export function translateText(text: string, messages: Messages): string {
  return findTranslation(text, messages) ?? markText(text.trimEnd());
}

/** Where nothing can follow in the last line of Markdown, the mark is a paragraph, or follows the line before. */
function markText(text: string): string {
  const underlined = /^(.*\S)(\n *(?:=+|-+))$/s.exec(text);
  if (underlined) return `${underlined[1]}${untranslatedMark}${underlined[2]}`;
  const lastLine = text.slice(text.lastIndexOf("\n") + 1);
  if (/^ *(\||```|~~~)/.test(lastLine)) return `${text}\n\n${untranslatedMark.trim()}`;
  return `${text.replace(/[ \t]+#+$/, "")}${untranslatedMark}`;
}

/** Whether a text has words besides code, formulas, addresses and the places of values. */
function hasWords(text: string): boolean {
  const code =
    /^ *(```|~~~)[\s\S]*|(`+)[\s\S]*?\2|\$\$[\s\S]*?\$\$|(?<![\\$])\$(?=\S)[^\n$]*?\S\$(?!\d)|<[a-z!/][^>]*>/gi;
  const rest = text.replace(code, "").replace(/\]\([^)]*\)|https?:\S+|\{\d+\}/g, "");
  return /\p{L}/u.test(rest);
}

/** Splits Markdown into its headings, paragraphs, lists, tables, and blocks of code and formulas. */
export function splitMarkdown(markdown: string): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let end: string | undefined;
  const cut = (): void => {
    if (lines.join("").trim() !== "") blocks.push(lines.join("\n"));
    lines = [];
  };
  for (const line of markdown.split("\n")) {
    const [, fence] = /^ {0,3}(`{3,}|~{3,}|\$\$(?!.*\$\$))/.exec(line) ?? [];
    if (end === undefined && line.trim() === "") cut();
    else lines.push(line);
    if (end !== undefined) end = line.trim().startsWith(end) || (end === "$$" && line.includes(end)) ? undefined : end;
    else if (fence !== undefined) end = fence;
    else if (/^#{1,6} /.test(line)) cut();
  }
  cut();
  return blocks;
}

/** Writes the texts of a template as one sentence with the places of its values, e.g. "From {0} on, {1} is sold." */
export function joinTemplate(texts: readonly string[]): string {
  return texts.reduce((sentence, text, i) => (i === 0 ? text : `${sentence}{${i - 1}}${text}`), "");
}

/** Puts values into a sentence with their places. */
export function fillSentence(sentence: string, values: readonly string[]): string {
  return sentence.replace(/\{(\d+)\}/g, (place, i) => values[Number(i)] ?? place);
}
