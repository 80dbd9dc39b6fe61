import MarkdownIt from "markdown-it";

const markdownIt = new MarkdownIt({ html: false, linkify: false, typographer: false });

// The title of a section is h2, so a notebook's ## becomes h3; tables may be wider than a phone.
markdownIt.core.ruler.push("tillbook", (state) => {
  for (const token of state.tokens) {
    if (token.type === "heading_open" || token.type === "heading_close") {
      const level = Math.min(Math.max(Number(token.tag.slice(1)) + 1, 3), 6);
      token.tag = `h${level}`;
    }
  }
});
markdownIt.renderer.rules.table_open = () => '<div class="scroll"><table>\n';
markdownIt.renderer.rules.table_close = () => "</table></div>\n";
markdownIt.renderer.rules.image = (tokens, index) => escapeHtml(tokens[index]?.content ?? ""); // nothing is loaded

/** Renders CommonMark with tables as HTML; HTML in it is shown as text, headings start at h3, pictures become their text. */
export function renderMarkdown(markdown: string): string {
  return markdownIt.render(markdown);
}

/** Renders one line, without a paragraph around it. */
export function renderInline(markdown: string): string {
  return markdownIt.renderInline(markdown);
}

/** Takes the formatting off one line of Markdown, e.g. `**A** \| B` becomes `A | B`. */
export function stripMarkdown(markdown: string): string {
  const [line] = markdownIt.parseInline(markdown, {});
  return (line?.children ?? []).map((token) => (token.type === "softbreak" ? " " : token.content)).join("");
}

/** Escapes a text for HTML, in text and in double-quoted attributes. */
export function escapeHtml(text: string): string {
  return markdownIt.utils.escapeHtml(text);
}
