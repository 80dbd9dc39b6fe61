import { html, type SafeHtml } from "@remix-run/html-template";
import { fromHtml } from "hast-util-from-html";
import { defaultSchema, type Schema, sanitize } from "hast-util-sanitize";
import { toHtml } from "hast-util-to-html";
import { SKIP, visit } from "unist-util-visit";
import { renderFormula } from "./formula.js";
import { dressTables } from "./html-table.js";
import { renderImageAt } from "./image.js";
import { joinNumbersOf } from "./join-numbers.js";
import { type Place, refuse, type Source, takeId } from "./place.js";
import { renderSvgElement } from "./svg.js";
import { type Element, makeRaw, type Root, readText, renameIds } from "./tree.js";

/** GitHub's rules, and what a report's text may have besides. Pictures and formulas stand as slots while they apply. */
const schema: Schema = {
  ...defaultSchema,
  clobber: [],
  tagNames: [
    ...(defaultSchema.tagNames ?? []).filter(
      (name) => !["section", "input", "source", "picture", "img"].includes(name),
    ),
    ..."abbr bdi bdo caption cite col colgroup dfn figcaption mark slot small time u wbr".split(" "),
  ],
  attributes: {
    "*": ["id", "lang", "dir", "ariaLabel", "ariaDescribedBy", "ariaLabelledBy"],
    a: ["href"],
    abbr: ["title"],
    bdo: ["dir"],
    code: [["className", /^language-/]],
    col: ["span"],
    details: ["open"],
    div: [["className", "footnotes"]],
    li: ["value"],
    ol: ["start", "reversed", "type"],
    slot: ["name"],
    td: ["colSpan", "rowSpan", "align"],
    th: ["colSpan", "rowSpan", "align", "scope", "abbr"],
    time: ["dateTime"],
  },
  protocols: { href: ["http", "https", "mailto"] },
  strip: ["script", "style", "template", "head", "title", "noscript"],
  required: {},
};

/** What would be missing: it needs a script, a plug-in or the network. */
const refused = new Set("applet audio canvas embed frame frameset iframe math object video".split(" "));

/** Blocks that the page's own style has another use for. */
const blocks = new Set("address article aside center figure footer form header main nav section".split(" "));

/**
 * Renders HTML of a notebook: its structure, without scripts, styles and what they would do. Tables become those of the report,
 * SVGs stay vectors, headings start at h3, ids are unique in the page.
 * @throws TillbookError NOTEBOOK_INVALID when something would be missing: a picture to load, a frame, a text alternative
 */
export function renderHtml(text: string, place: Place, source: Source): SafeHtml {
  const slots: string[] = [];
  const tree = fromHtml(text, { fragment: true });
  takeOut(tree, slots, place, source);
  const clean = sanitize(tree, schema) as Root;
  renameIds(clean, (id) => takeId(place, id));
  lowerHeadings(clean, place);
  dressTables(clean, place);
  joinNumbersOf(clean);
  visit(clean, "element", (element, index, parent) => {
    if (element.tagName !== "slot" || index === undefined) return;
    (parent as Root).children[index] = makeRaw(slots[Number(element.properties["name"])]);
  });
  return html.raw`${toHtml(clean, { allowDangerousHtml: true, characterReferences: { useNamedReferences: true } })}`;
}

/** Whether HTML shows anything without its scripts. */
export function isVisible(text: string): boolean {
  const tree = fromHtml(text, { fragment: true });
  let isFound = false;
  visit(tree, (node) => {
    if (node.type === "element" && schema.strip?.includes(node.tagName)) return SKIP;
    if (
      node.type === "text"
        ? node.value.trim() !== ""
        : node.type === "element" && /^(?:img|svg|hr|math|iframe|object|embed|video|audio|canvas)$/.test(node.tagName)
    )
      isFound = true;
    return undefined;
  });
  return isFound;
}

/** Replaces pictures and formulas by slots, and elements of which only the content counts. */
function takeOut(tree: Root, slots: string[], place: Place, source: Source): void {
  const keep = (rendered: SafeHtml | string): Element => ({
    type: "element",
    tagName: "slot",
    properties: { name: String(slots.push(String(rendered)) - 1) },
    children: [],
  });
  visit(tree, "element", (element, index, parent) => {
    const { tagName, properties } = element;
    if (index === undefined || parent === undefined) return undefined;
    const put = (node: Element["children"][number]): [typeof SKIP, number] => {
      (parent.children as Root["children"])[index] = node;
      return [SKIP, index + 1];
    };
    if (refused.has(tagName)) {
      const hint = tagName === "math" ? "write the formula as $…$ in Markdown" : "show a table, a picture or a chart";
      throw refuse(source, `expected content that needs no script, plug-in or network, got <${tagName}>`, hint);
    }
    if (tagName === "slot") return put({ type: "text", value: "" });
    if (tagName === "svg") return put(keep(renderSvgElement(element, place, source)));
    if (tagName === "img") {
      const { src, alt, width, height } = properties;
      return put(keep(renderImageAt(String(src ?? ""), alt as string | undefined, { width, height }, place, source)));
    }
    const formula = findFormula(element);
    if (formula !== undefined) {
      const mathml = renderFormula(formula, tagName === "pre", source);
      return put(
        keep(
          tagName === "pre"
            ? html`<div class="scroll formula" tabindex="0" role="group" aria-label="${formula.trim()}">${html.raw`${mathml}`}</div>`
            : mathml,
        ),
      );
    }
    if (/^t[dh]$/.test(tagName)) properties["align"] ??= /text-align:\s*(\w+)/.exec(String(properties["style"]))?.[1];
    if (blocks.has(tagName)) element.tagName = "div";
    if (tagName === "figcaption") element.tagName = "p";
    return undefined;
  });
}

/** The TeX of `<code class="language-math">`, with a `<pre>` round it for one on lines of its own. */
function findFormula({ tagName, properties, children }: Element): string | undefined {
  const [only, other] = children;
  if (tagName === "pre") return only?.type === "element" && other === undefined ? findFormula(only) : undefined;
  const isMath = tagName === "code" && [properties["className"]].flat().includes("language-math");
  return isMath ? children.map((node) => (node.type === "text" ? node.value : "")).join("") : undefined;
}

/** The title of a section is h2, so a notebook's ## becomes h3; it gets an id to link to. */
function lowerHeadings(tree: Root, place: Place): void {
  visit(tree, "element", (element) => {
    const [, level] = /^h([1-6])$/.exec(element.tagName) ?? [];
    if (level === undefined) return;
    element.tagName = `h${Math.min(Math.max(Number(level) + 1, 3), 6)}`;
    element.properties["id"] ??= takeId(place, readText(element));
  });
}
