import { html, type SafeHtml } from "@remix-run/html-template";
import { type Messages, untranslatedMark } from "@tillbook/charts";
import MarkdownIt from "markdown-it";
import { closeTable, openTable } from "./table.js";

/** The section that a text is in: its headings and tables are named after it. */
export interface Place {
  id: string;
  /** Plain text. */
  title: string;
  /** Ids of headings and tables so far. */
  taken: Set<string>;
  messages: Messages;
}

const markdownIt = new MarkdownIt({ html: false, linkify: false, typographer: false });

// The title of a section is h2, so a notebook's ## becomes h3; it gets an id to link to.
markdownIt.core.ruler.push("tillbook", ({ tokens, env }) => {
  for (const [i, token] of tokens.entries()) {
    if (token.type !== "heading_open" && token.type !== "heading_close") continue;
    const level = Math.min(Math.max(Number(token.tag.slice(1)) + 1, 3), 6);
    token.tag = `h${level}`;
    if (token.type === "heading_open") token.attrSet("id", takeId(env["place"] as Place, tokens[i + 1]?.content ?? ""));
  }
});
// a paragraph, heading or item that is still in English says so to screen readers, too
markdownIt.core.ruler.push("languages", ({ tokens }) => {
  for (const [i, token] of tokens.entries()) {
    if (token.type !== "inline" || !token.content.endsWith(untranslatedMark)) continue;
    const around = tokens.slice(0, i).findLast(({ hidden }) => !hidden);
    around?.attrSet("lang", "en");
  }
});
markdownIt.renderer.rules.table_open = (tokens, index, _options, env) => {
  const place = env?.["place"] as Place;
  const end = tokens.findIndex(({ type }, i) => i > index && type === "table_close");
  const rows = tokens.slice(index, end).filter(({ type }) => type === "tr_open").length - 1;
  return String(openTable({ name: takeId(place, "table"), caption: place.title }, place.messages, rows));
};
markdownIt.renderer.rules.table_close = () => `${closeTable}\n`;
markdownIt.renderer.rules.image = (tokens, index) => String(html`${tokens[index]?.content}`); // nothing is loaded

/** Makes an id of a section's and a text, e.g. "the-data-what-is-sold", with a number if it is taken. */
function takeId({ id, taken }: Place, text: string): string {
  const ownWords =
    text
      .normalize("NFD")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const wanted = [id, ...ownWords].join("-");
  let free = wanted;
  for (let n = 2; taken.has(free); n++) free = `${wanted}-${n}`;
  taken.add(free);
  return free;
}

/**
 * Renders CommonMark with tables as HTML. HTML in it is shown as text, headings start at h3, pictures are replaced by their
 * text, tables get a search and a download.
 */
export function renderMarkdown(markdown: string, place: Place): SafeHtml {
  return html.raw`${markdownIt.render(markdown, { place })}`;
}

/** Renders one line, without a paragraph around it. */
export function renderInline(markdown: string): SafeHtml {
  const inside = html.raw`${markdownIt.renderInline(markdown)}`;
  return markdown.endsWith(untranslatedMark) ? html`<span lang="en">${inside}</span>` : inside;
}

/** The attribute of an element whose text is still in English; nothing for others. */
export function nameLanguage(text: string): SafeHtml {
  return text.endsWith(untranslatedMark) ? html` lang="en"` : html``;
}

/** Removes the formatting from one line of Markdown, e.g. `**A** \| B` becomes `A | B`. */
export function stripMarkdown(markdown: string): string {
  const [line] = markdownIt.parseInline(markdown, {});
  return (line?.children ?? []).map((token) => (token.type === "softbreak" ? " " : token.content)).join("");
}
