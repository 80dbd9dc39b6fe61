import { html, type SafeHtml } from "@remix-run/html-template";
import { SKIP, visit } from "unist-util-visit";
import { makeRaw, type Root } from "./tree.js";

/** Where Unicode's line breaking (UAX #14) parts a number: behind a minus or plus before a currency, and within "7–8 Uhr" or "7:00–8:00". */
const parted = /([−+]\p{Sc}[\d.,’']*\d\p{L}*|\d+(?::\d\d)?–\d+(?::\d\d)?(?:\u00a0\p{L}+)?)/u;

/** Renders a text whose numbers stay on one line. */
export function joinNumbers(text: string): SafeHtml {
  const pieces = text.split(new RegExp(parted, "gu"));
  return html`${pieces.map((piece, i) => (i % 2 === 1 ? html`<span class="joined">${piece}</span>` : html`${piece}`))}`;
}

/** Keeps the numbers of a tree on one line, but for those in code. */
export function joinNumbersOf(tree: Root): void {
  visit(tree, (node, index, parent) => {
    if (node.type === "element" && (node.tagName === "pre" || node.tagName === "code")) return SKIP;
    if (node.type !== "text" || index === undefined || parent === undefined || !parted.test(node.value))
      return undefined;
    (parent as Root).children[index] = makeRaw(joinNumbers(node.value));
    return [SKIP, index + 1];
  });
}
