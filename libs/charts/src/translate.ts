import type { Messages } from "./locale/index.js";

/**
 * Finds what stands in a notebook in the language of `messages`: itself where that is the language of the notebooks, else
 * the text beside it in `messages.notebooks`; undefined where there is none. Spaces and line ends don't matter.
 * @param text  a paragraph or a heading of Markdown, or a sentence with its values as "{0}", "{1}" …
 */
export function findTranslation(text: string, messages: Messages): string | undefined {
  return messages.notebooks === undefined ? text : messages.notebooks[text.replace(/\s+/g, " ").trim()];
}

/** Splits Markdown into its headings, paragraphs, lists and tables. */
export function splitMarkdown(markdown: string): string[] {
  return markdown.split(/\n\s*\n|(?<=^#{1,6} .*)\n/m).filter((block) => block.trim() !== "");
}

/** Writes the texts of a template as one sentence with the places of its values, e.g. "From {0} on, {1} is sold." */
export function joinTemplate(texts: readonly string[]): string {
  return texts.reduce((sentence, text, i) => (i === 0 ? text : `${sentence}{${i - 1}}${text}`), "");
}

/** Puts values into a sentence with their places. */
export function fillSentence(sentence: string, values: readonly string[]): string {
  return sentence.replace(/\{(\d+)\}/g, (place, i) => values[Number(i)] ?? place);
}
