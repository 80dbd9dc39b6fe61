import type { KeyFigure } from "@tillbook/charts";
import { fromHtml } from "hast-util-from-html";

/** What the cover of a report says, as plain text. */
export interface Cover {
  /** Language of the report, BCP 47. */
  language: string;
  /** The company's name, of the theme. */
  company: string;
  /** Colour of the theme, and the one for a dark ground. */
  accent: string;
  accentDark: string;
  /** e.g. "Sales report", or "Sales report for Köln" */
  title: string;
  /** e.g. "January to December 2025" */
  period: string;
  keyFigures: KeyFigure[];
  /** What must be known of the figures, e.g. that sales were changed after the import. */
  notices: string[];
}

type Node = ReturnType<typeof fromHtml>["children"][number];
type Element = Extract<Node, { type: "element" }>;

/**
 * Reads the cover of a report, so that a mail says what the report says.
 * @param html  the whole page
 */
export function readCover(html: string): Cover {
  const head = fromHtml(html.slice(0, html.indexOf("<style>")), { fragment: true }).children;
  const start = html.indexOf('<header class="cover">');
  const cover = fromHtml(html.slice(start, html.indexOf("</header>", start)), { fragment: true }).children;
  const author = findAll(head, "meta").find(({ properties }) => properties["name"] === "author");
  const [accent = "", accentDark = accent] = [...html.matchAll(/:root\{--accent:(#[0-9a-f]{6})\}/g)].map(([, c]) => c);
  const [figures] = findAll(cover, "dl");
  return {
    language: /<html lang="([^"]*)"/.exec(html)?.[1] ?? "",
    company: String(author?.properties["content"] ?? ""),
    accent,
    accentDark,
    title: readTexts(cover, "h1")[0] ?? "",
    period: readTexts(cover, "p", "period")[0] ?? "",
    keyFigures: findAll(figures?.children ?? [], "div").map(({ children }) => {
      const [note] = readTexts(children, "dd", "note");
      return {
        label: readTexts(children, "dt")[0] ?? "",
        value: readTexts(children, "dd", "value")[0] ?? "",
        ...(note && { note }),
      };
    }),
    notices: readTexts(cover, "p", "notice"),
  };
}

function findAll(nodes: readonly Node[], tag: string, className?: string): Element[] {
  return nodes.flatMap((node) => {
    if (node.type !== "element") return [];
    const classes = node.properties["className"];
    const isFound =
      node.tagName === tag && (className === undefined || (Array.isArray(classes) && classes.includes(className)));
    return [...(isFound ? [node] : []), ...findAll(node.children, tag, className)];
  });
}

function readTexts(nodes: readonly Node[], tag: string, className?: string): string[] {
  return findAll(nodes, tag, className).map(readText);
}

/** The text of an element; of its white space, that which doesn't break stays. */
function readText(node: Node): string {
  if (node.type === "text") return node.value;
  const inner = node.type === "element" ? node.children.map(readText).join("") : "";
  return inner.replace(/[ \t\r\n]+/g, " ").trim();
}
