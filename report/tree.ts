import type { fromHtml } from "hast-util-from-html";
import { visit } from "unist-util-visit";

/** A parsed text of HTML, and what is in it. */
export type Root = ReturnType<typeof fromHtml>;
export type Nodes = Root | Root["children"][number];
export type Element = Extract<Nodes, { type: "element" }>;
export type Text = Extract<Nodes, { type: "text" }>;

const references = ["href", "xLinkHref", "htmlFor", "ariaLabelledBy", "ariaDescribedBy"];

/**
 * Gives the elements of a tree ids that are unique in the page, and makes what refers to them follow, `url(#id)` included.
 * References to what isn't in the tree stay.
 * @param take  makes a free id of an old one
 */
export function renameIds(tree: Nodes, take: (id: string, element: Element) => string): void {
  const names = new Map<string, string>();
  visit(tree, "element", (element) => {
    const { id } = element.properties;
    if (id === undefined) return;
    const name = take(String(id), element);
    if (!names.has(String(id))) names.set(String(id), name);
    element.properties["id"] = name;
  });
  const follow = (text: string): string =>
    text.replace(/^#(.+)$/, (all, id) => (names.has(id) ? `#${names.get(id)}` : all));
  visit(tree, "element", ({ properties }) => {
    for (const [key, value] of Object.entries(properties)) {
      if (key === "id") continue;
      if (key.startsWith("aria") && Array.isArray(value))
        properties[key] = value.map((id) => names.get(String(id)) ?? id);
      else if (references.includes(key) && typeof value === "string") properties[key] = follow(value);
      else if (typeof value === "string" && value.includes("url("))
        properties[key] = value.replace(
          /url\(\s*["']?(#[^"')\s]+)["']?\s*\)/g,
          (_, target) => `url(${follow(target)})`,
        );
    }
  });
}

/** The text of a node, without its elements. */
export function readText(node: Nodes): string {
  let text = "";
  visit(node, "text", ({ value }) => {
    text += value;
  });
  return text;
}

/** Makes a node of HTML that is written as it is. */
export function makeRaw(value: unknown): Text {
  return { type: "raw", value: String(value) } as unknown as Text;
}
