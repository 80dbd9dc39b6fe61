import { html, type SafeHtml } from "@remix-run/html-template";
import { untranslatedMark } from "@tillbook/charts";
import MarkdownIt, { type Env } from "markdown-it";
import footnotes from "markdown-it-footnote";
import { readFormulas } from "./formula.js";
import { renderHtml } from "./html-content.js";
import { missingAlt } from "./image.js";
import { type Place, refuse, type Source } from "./place.js";

/** Titles, which are one line and may be in a list of contents: neither HTML nor formulas. */
const titles = new MarkdownIt({ html: false, linkify: false, typographer: false });

const markdownIt = new MarkdownIt({ html: true, linkify: false, typographer: false }).use(footnotes).use(readFormulas);

/** Texts of `text/latex`: formulas between words. */
const latex = new MarkdownIt("zero", { html: false }).enable(["escape", "newline"]).use(readFormulas);

const { rules } = markdownIt.renderer;
const { fence } = rules;

rules["image"] = (tokens, index, _options, env) => {
  const { attrs, content } = tokens[index]!;
  const address = String(new Map(attrs).get("src") ?? "");
  if (content.trim() === "") throw missingAlt(sourceOf(env), address);
  return String(html`<img src="${address}" alt="${titles.utils.unescapeAll(stripMarkdown(content))}">`);
};
rules["fence"] = (tokens, index, options, env, self) => {
  if (tokens[index]!.info.trim().split(/\s/)[0] === "mermaid") {
    const hint = "export it as SVG, save that beside the notebook and write ![what it shows](diagram.svg)";
    throw refuse(sourceOf(env), "expected a picture, got a mermaid diagram, which a report doesn't draw", hint);
  }
  return fence!(tokens, index, options, env, self);
};
rules["footnote_block_open"] = () => '<hr><div class="footnotes"><ol>\n';
rules["footnote_block_close"] = () => "</ol></div>\n";
// an arrow that the report's font has
rules["footnote_anchor"] = (tokens, index, options, env, self) => {
  const id = rules["footnote_anchor_name"]!(tokens, index, options, env, self);
  const { subId } = tokens[index]!.meta as { subId: number };
  return ` <a href="#fnref${id}${subId > 0 ? `:${subId}` : ""}">↑</a>`;
};

// GitHub's task lists, which JupyterLab doesn't draw: a box that the report's fonts needn't have
markdownIt.core.ruler.push("tasks", ({ tokens }) => {
  for (const [i, { type, children }] of tokens.entries()) {
    const first = children?.[0];
    const [mark] = /^\[[ xX]\] /.exec(first?.content ?? "") ?? [];
    if (type !== "inline" || tokens[i - 2]?.type !== "list_item_open" || !first || mark === undefined) continue;
    first.content = first.content.slice(mark.length);
    first.type = "text";
    const box = new MarkdownIt.Token("html_inline", "", 0);
    const tick =
      mark === "[ ] " ? "" : '<path d="M4 8.5l3 3 5.5-7" fill="none" stroke="currentColor" stroke-width="1.5"/>';
    box.content = `<svg viewBox="0 0 16 16" width="16" height="16" aria-label="${mark.trim()}"><rect x="1" y="1" width="14" height="14" fill="none" stroke="currentColor"/>${tick}</svg> `;
    children!.unshift(box);
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

function sourceOf(env: Env | undefined): Source {
  return env?.["source"] as Source;
}

/**
 * Renders CommonMark with tables, footnotes, task lists, formulas and HTML. Headings start at h3, pictures are put inside, tables
 * get a search and a download.
 * @throws TillbookError NOTEBOOK_INVALID when something in it would be missing in the report
 */
export function renderMarkdown(markdown: string, place: Place, source: Source): SafeHtml {
  const env: Env = { source };
  const rendered = markdownIt.render(markdown, env);
  const refs = (env["footnotes"] as { refs?: Record<string, number> } | undefined)?.refs ?? {};
  const unused = Object.keys(refs).find((name) => refs[name] === -1);
  if (unused !== undefined) {
    const name = `[^${unused.slice(1)}]`;
    throw refuse(
      source,
      `expected the footnote ${name} to be used in its cell, got none that refers to it`,
      `write ${name} in the text of this cell, or delete the footnote`,
    );
  }
  return renderHtml(rendered, place, source);
}

/** Renders LaTeX as notebooks show it: formulas between their delimiters, or nothing but a formula. */
export function renderLatex(text: string, place: Place, source: Source): SafeHtml {
  const dollars = text
    .replace(/\\[()]/g, "$")
    .replace(/\\[[\]]/g, "$$$$")
    .trim();
  const isBare = !/\$|\\begin\{/.test(dollars);
  return renderHtml(latex.render(isBare ? `$$${dollars}$$` : dollars, { source }), place, source);
}

/** Renders one line, without a paragraph around it. */
export function renderInline(markdown: string): SafeHtml {
  const inside = html.raw`${titles.renderInline(markdown)}`;
  return markdown.endsWith(untranslatedMark) ? html`<span lang="en">${inside}</span>` : inside;
}

/** The attribute of an element whose text is still in English; nothing for others. */
export function nameLanguage(text: string): SafeHtml {
  return text.endsWith(untranslatedMark) ? html` lang="en"` : html``;
}

/** Removes the formatting from one line of Markdown, e.g. `**A** \| B` becomes `A | B`. */
export function stripMarkdown(markdown: string): string {
  const [line] = titles.parseInline(markdown, {});
  return (line?.children ?? []).map((token) => (token.type === "softbreak" ? " " : token.content)).join("");
}
