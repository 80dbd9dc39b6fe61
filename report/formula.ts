import { html } from "@remix-run/html-template";
import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";
import temml from "temml";
import { refuse, type Source } from "./place.js";

/**
 * Renders TeX as MathML, which browsers draw themselves.
 * @throws TillbookError NOTEBOOK_INVALID with the place that can't be read
 */
export function renderFormula(tex: string, isBlock: boolean, source: Source): string {
  try {
    const mathml = temml.renderToString(tex, { displayMode: isBlock, throwOnError: true, trust: false, xml: true });
    // the macron, since the fonts of the report lack the overline
    return mathml.replaceAll("‾", "¯").replace("<math", () => String(html`<math alttext="${tex.trim()}"`));
  } catch (error) {
    const said = (error as Error).message.replace(/\s+/g, " ");
    throw refuse(
      source,
      `can't read the formula ${tex.trim()}: ${said}`,
      "see which commands Temml knows; write \\$ for a dollar sign",
    );
  }
}

/**
 * Teaches Markdown formulas as Jupyter has them: `$x^2$`, `$$…$$`, `\begin{align}…\end{align}`. An amount such as "$5 and $6" is
 * none: as in Pandoc, no blank follows the first sign or precedes the second, and no digit follows that. (The published plugins
 * are for older versions of markdown-it.)
 */
export function readFormulas(markdownIt: MarkdownIt): void {
  markdownIt.inline.ruler.after("escape", "formula", readInline);
  markdownIt.block.ruler.after("fence", "formula", readBlock, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  const code = (content: string): string =>
    `<code class="language-math">${markdownIt.utils.escapeHtml(content)}</code>`;
  markdownIt.renderer.rules["formula"] = (tokens, index) => code(tokens[index]!.content);
  markdownIt.renderer.rules["formula_block"] = (tokens, index) => `<pre>${code(tokens[index]!.content)}</pre>\n`;
}

function readInline(state: StateInline, isSilent?: boolean): boolean {
  const [, block, inline] =
    /^(?:\$\$((?:\\[\s\S]|[^$\\])+)\$\$|\$((?!\s)(?:\\[\s\S]|[^$\\])*(?:\\\S|[^\s$\\]))\$(?!\d))/.exec(
      state.src.slice(state.pos),
    ) ?? [];
  const content = block ?? inline;
  if (content === undefined) return false;
  if (!isSilent) state.push(block === undefined ? "formula" : "formula_block", "", 0).content = content;
  state.pos += content.length + (block === undefined ? 2 : 4);
  return true;
}

function readBlock(state: StateBlock, firstLine: number, lastLine: number, isSilent?: boolean): boolean {
  const line = (n: number): string => state.src.slice(state.bMarks[n]! + state.tShift[n]!, state.eMarks[n]);
  const [, environment] = /^(?:\$\$|\\begin\{([a-z]+\*?)\})/i.exec(line(firstLine)) ?? [];
  const isDollars = line(firstLine).startsWith("$$");
  if (!isDollars && environment === undefined) return false;
  const end = isDollars
    ? /(?<!^)\$\$\s*$|^\$\$\s*$/
    : new RegExp(`\\\\end\\{${environment!.replace("*", "\\*")}\\}\\s*$`);
  let last = firstLine;
  const isEnd = (n: number): boolean =>
    end.test(n === firstLine && isDollars ? line(n).slice(2).replace(/^/, " ") : line(n));
  while (last < lastLine && !isEnd(last)) last++;
  if (last >= lastLine) return false;
  if (isSilent) return true;
  const text = Array.from({ length: last - firstLine + 1 }, (_, i) => line(firstLine + i))
    .join("\n")
    .trim();
  const token = state.push("formula_block", "", 0);
  token.content = isDollars ? text.slice(2, -2) : text;
  token.map = [firstLine, last + 1];
  state.line = last + 1;
  return true;
}
