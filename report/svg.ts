import { html, type SafeHtml } from "@remix-run/html-template";
import { fromHtml } from "hast-util-from-html";
import { toHtml } from "hast-util-to-html";
import { find, svg as svgNames } from "property-information";
import styleToObject from "style-to-object";
import { svgElementAttributes } from "svg-element-attributes";
import { EXIT, SKIP, visit } from "unist-util-visit";
import { type Place, refuse, type Source, takeId } from "./place.js";
import { type Element, type Root, readText, renameIds } from "./tree.js";

/** Elements that can do nothing but draw. An SVG with others is shown as a picture of its own, where style and animation stay inside. */
const drawing = new Set(
  "svg g a path rect circle ellipse line polyline polygon text tspan textPath defs linearGradient radialGradient stop clipPath mask pattern marker symbol use title desc image switch".split(
    " ",
  ),
);

/** Elements that show nothing, or act; those of editors, with a colon in their names, are left out too. */
const leftOut = new Set(["script", "metadata", "set", "handler", "listener"]);

const presentation = new Set([...svgElementAttributes["*"]!, ...svgElementAttributes["svg"]!, "font"]);

/** A drawing's own text alternative, if it has one. */
export function findSvgAlt(root: Element): string | undefined {
  const label = root.properties["ariaLabel"];
  if (typeof label === "string" && label.trim() !== "") return label;
  const texts = ["title", "desc"].flatMap((name) => {
    const child = root.children.find((node) => node.type === "element" && node.tagName === name);
    const text = child ? readText(child).trim() : "";
    return text === "" ? [] : [text];
  });
  return texts.length === 0 ? undefined : texts.join(". ");
}

/**
 * Renders the source of an SVG so that it stays a vector, and its ids are unique in the page.
 * @param alt  text alternative; by default its own
 * @throws TillbookError NOTEBOOK_INVALID when it is no SVG, loads something, or has no text alternative
 */
export function renderSvg(text: string, place: Place, source: Source, alt?: string): SafeHtml {
  const tree = fromHtml(text.replace(/^[\s\S]*?(?=<svg[\s>])/i, ""), { fragment: true });
  const root = tree.children.find((node): node is Element => node.type === "element" && node.tagName === "svg");
  if (!root) throw refuse(source, "expected an SVG, got a text without <svg>", "show it as text/plain, or fix the SVG");
  return renderSvgElement(root, place, source, alt);
}

/** Renders an SVG that was found in HTML; one that is hidden from screen readers needs no text alternative. */
export function renderSvgElement(root: Element, place: Place, source: Source, given?: string): SafeHtml {
  const isDecoration = root.properties["ariaHidden"] === "true";
  const alt = given ?? findSvgAlt(root) ?? (isDecoration ? "" : undefined);
  if (alt === undefined) {
    throw refuse(
      source,
      "expected a text alternative of the SVG, got none",
      'begin it with <svg …><title>what it shows</title>, or use showPicture(svg, "what it shows") of ./tables.js',
    );
  }
  dropElements(root);
  checkLoads(root, source);
  const isDrawing = isOnlyDrawing(root);
  setViewBox(root);
  if (!isDrawing) return renderImage(root, alt);
  visit(root, "element", (element) => {
    element.properties = pickProperties(element);
  });
  renameIds(root, (id) => takeId(place, `svg ${id}`));
  root.children = root.children.filter((node) => node.type !== "element" || !["title", "desc"].includes(node.tagName));
  Object.assign(root.properties, alt === "" ? { ariaHidden: "true" } : { role: "img", ariaLabel: alt });
  return html.raw`${toHtml(root, { space: "svg", characterReferences: { useNamedReferences: true } })}`;
}

function dropElements(root: Element): void {
  visit(root, (node, index, parent) => {
    const isOut =
      node.type === "comment" || (node.type === "element" && (leftOut.has(node.tagName) || node.tagName.includes(":")));
    if (!isOut || index === undefined || parent === undefined) return undefined;
    parent.children.splice(index, 1);
    return [SKIP, index];
  });
}

/** Refuses what would be loaded from elsewhere, and so be missing in a report that loads nothing. */
function checkLoads(root: Element, source: Source): void {
  const stop = (address: string): never => {
    throw refuse(source, `the SVG loads ${address}, but a report loads nothing`, "put it inside, as a data: URL");
  };
  visit(root, "element", ({ tagName, properties, children }) => {
    const href = properties["href"] ?? properties["xLinkHref"];
    if (tagName !== "a" && typeof href === "string" && !/^\s*(#|data:image\/)/i.test(href)) stop(href);
    const style = tagName === "style" ? children.map((node) => (node.type === "text" ? node.value : "")).join("") : "";
    for (const text of [style, ...Object.values(properties)]) {
      const [, address] =
        /(?:url\(\s*["']?|@import\s+["']?)(?!["']?\s*(?:#|data:))([^"')\s]+)/i.exec(String(text)) ?? [];
      if (address !== undefined) stop(address);
    }
  });
}

function isOnlyDrawing(root: Element): boolean {
  let isDrawing = true;
  visit(root, "element", ({ tagName }) => {
    if (drawing.has(tagName)) return undefined;
    isDrawing = false;
    return EXIT;
  });
  return isDrawing;
}

/** Lets an SVG that has only a size become smaller on a phone. */
function setViewBox({ properties }: Element): void {
  const [width, height] = [properties["width"], properties["height"]].map((size) => Number.parseFloat(String(size)));
  if (properties["viewBox"] === undefined && width! > 0 && height! > 0)
    properties["viewBox"] = `0 0 ${width} ${height}`;
}

function pickProperties({ tagName, properties }: Element): Element["properties"] {
  const picked = Object.entries(properties).flatMap(([key, value]): [string, Element["properties"][string]][] => {
    const { attribute } = find(svgNames, key);
    if (key === "style") return [[key, pickStyle(String(value))]];
    if (tagName === "a") return [];
    if (/^(?:xlink:)?href$/.test(attribute)) return [[key, value]];
    const isKnown =
      svgElementAttributes["*"]!.includes(attribute) || svgElementAttributes[tagName]?.includes(attribute);
    return isKnown && !/^(?:on|class$|tabindex$)/i.test(attribute) ? [[key, value]] : [];
  });
  return Object.fromEntries(picked);
}

/** Keeps the declarations that an SVG's attributes can have as well. */
function pickStyle(style: string): string | undefined {
  const kept: string[] = [];
  try {
    styleToObject(style, (property, value) => {
      if (presentation.has(property) && property !== "style") kept.push(`${property}:${value}`);
    });
  } catch {
    return undefined; // browsers ignore what they can't read
  }
  return kept.length === 0 ? undefined : kept.join(";");
}

function renderImage(root: Element, alt: string): SafeHtml {
  const { width, height } = root.properties;
  Object.assign(root.properties, { xmlns: "http://www.w3.org/2000/svg", xmlnsXLink: "http://www.w3.org/1999/xlink" });
  const document: Root = { type: "root", children: [root] };
  const xml = toHtml(document, { space: "svg", closeEmptyElements: true });
  const size = width === undefined && height === undefined ? html.raw` width="100%"` : "";
  return html`<img src="data:image/svg+xml;base64,${Buffer.from(xml).toString("base64")}" alt="${alt}"${size}>`;
}
