import MarkdownIt, { type Token } from "markdown-it";

/** A number typed into prose; the line counts from 1. */
export interface TypedNumber {
  line: number;
  text: string;
}

/**
 * Finds the numbers in Markdown that a reader takes for results, e.g. "8 stores" or "revenue of 1,234". A number is none
 * where it is code, a formula, a link's target, or part of a name: joined to letters (Q1, 7-Eleven), after a word such as
 * "Top" or "Figure", two parts of a hundred (80/20), the length of a window (12-month), the number of a list's item, a
 * date in a heading.
 * @param mayHaveDates  whether a date in a heading is none
 */
export function findTypedNumbers(markdown: string, mayHaveDates = true): TypedNumber[] {
  let line = 1;
  let isHeading = false;
  return new MarkdownIt({ html: true, linkify: true }).parse(hideFormulas(markdown), {}).flatMap((token) => {
    line = (token.map?.[0] ?? line - 1) + 1;
    if (token.type === "heading_open" || token.type === "heading_close") isHeading = token.nesting === 1;
    const texts =
      token.type === "inline" ? readLines(token) : token.type === "html_block" ? readHtml(token.content) : [];
    return texts.flatMap((text, i) => {
      const number = /\p{N}+(?:[.,:]\p{N}+)*/u.exec(
        removeNames(isHeading && mayHaveDates ? text.replaceAll(dates, "") : text),
      )?.[0];
      return number === undefined ? [] : [{ line: line + i, text: number }];
    });
  });
}

/** Code (kept for the parser) or a formula: between dollar signs with no space inside, and no digit after it. */
const codeOrFormula =
  /(?<code>^ *(?<fence>`{3,}|~{3,})[\s\S]*?^ *\k<fence>|(?<!`)(?<tick>`+)(?!`)[\s\S]*?(?<!`)\k<tick>(?!`))|(?<!\\)\$\$[\s\S]*?\$\$|(?<![\\$])\$(?=[^\s$])[^\n$]*?(?<=[^\s\\])\$(?![\d$])|\\begin\{(?<environment>\w+\*?)\}[\s\S]*?\\end\{\k<environment>\}/gm;

/** Formulas become letters, so that the parser finds no emphasis in them, and lines stay. */
function hideFormulas(markdown: string): string {
  return markdown.replace(codeOrFormula, (found, code) => code ?? found.replace(/[^\n]/g, "f"));
}

/** The lines of a paragraph or heading as a reader sees them, without code and addresses. */
function readLines({ children }: Token): string[] {
  let isAddress = false;
  const text = (children ?? []).map((child) => {
    if (child.type === "link_open") isAddress = child.info === "auto";
    if (child.type === "link_close") isAddress = false;
    if (child.type === "softbreak" || child.type === "hardbreak") return "\n";
    if (child.type === "code_inline" || isAddress) return "`";
    return child.type === "html_inline" ? "" : child.content;
  });
  return text.join("").split("\n");
}

function readHtml(html: string): string[] {
  return html.replace(/<!--[\s\S]*?-->|<[^>]*>/g, (tag) => tag.replace(/[^\n]/g, "")).split("\n");
}

const months = "January|February|March|April|May|June|July|August|September|October|November|December";
/** e.g. "2025-03-31", "2025-03", "31 March 2025", "March 2025", "2025" */
const dates = new RegExp(`\\b(?:\\d{4}-\\d\\d(?:-\\d\\d)?|(?:\\d{1,2} )?(?:(?:${months}) )?\\d{4})\\b`, "g");

const currencies = new Set(Intl.supportedValuesOf("currency"));
const numbered =
  "top|part|chapter|section|appendix|figure|fig\\.|table|step|phase|stage|version|level|type|class|group|week|quarter";
const word = "(?<![\\p{L}\\p{N}.,])";

/** Removes the numbers that are names, and that of an item of a list. */
function removeNames(line: string): string {
  return line
    .replace(/^\s*\d+[.)]\s/, "")
    .replaceAll(/\[\^[^\]\s]+\]/g, "")
    .replaceAll(/(?<![\p{L}\p{N}])(\p{L}+)-?\d+\p{L}*(?![\p{L}\d]|[.,:]\d)/gu, (name, letters) =>
      currencies.has(letters) ? name : "",
    )
    .replaceAll(new RegExp(`${word}\\d+-(?:\\p{Lu}\\p{L}+|(?:year|month|week|day|hour|minute)s?(?!\\p{L}))`, "gu"), "")
    .replaceAll(new RegExp(`${word}(?:${numbered})[ \\u00a0]\\d{1,3}(?![\\d%]|[.,:]\\d| ?%)`, "giu"), "")
    .replaceAll(/(?<![\d.,/])(\d{1,3})\/(\d{1,3})(?![\d.,/]\d| of )/g, (pair, a, b) =>
      Number(a) + Number(b) === 100 || pair === "24/7" ? "" : pair,
    );
}
