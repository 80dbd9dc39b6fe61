import { html, type SafeHtml } from "@remix-run/html-template";
import { type Place, refuse, type Source } from "./place.js";
import { renderSvg } from "./svg.js";

/** Media types of pictures made of pixels, each with what its base64 begins with. */
const pixels: Readonly<Record<string, RegExp>> = {
  "image/png": /^iVBORw0KGgo/,
  "image/jpeg": /^\/9j\//,
  "image/gif": /^R0lGOD/,
  "image/webp": /^UklGR.{6}XRUJQ/, // "RIFF", 4 bytes of size, "WEBP"
};

export const pictureTypes: readonly string[] = ["image/svg+xml", ...Object.keys(pixels)];

/** A picture, and how it is shown. */
export interface Picture {
  type: string;
  /** Base64; of an SVG, its source. */
  content: string;
  alt: string | undefined;
  /** In CSS px. */
  width?: unknown;
  height?: unknown;
}

/**
 * Renders a picture inside the page.
 * @throws TillbookError NOTEBOOK_INVALID when the content is of another type, or the text alternative is missing
 */
export function renderImage(picture: Picture, place: Place, source: Source): SafeHtml {
  const { type, alt, width, height } = picture;
  if (type === "image/svg+xml") return renderSvg(picture.content, place, source, alt);
  const begin = pixels[type];
  if (begin === undefined) {
    throw refuse(source, `expected a picture as ${pictureTypes.join(", ")}, got ${type}`, "convert the picture");
  }
  const base64 = picture.content.replace(/\s/g, "");
  if (!begin.test(base64)) {
    const got = base64 === "" ? "nothing" : `"${base64.slice(0, 16)}…"`;
    throw refuse(source, `expected the base64 of a picture of type ${type}, got ${got}`, "fix the code that makes it");
  }
  if (alt === undefined) throw refuse(source, "expected a text alternative of the picture, got none", altHint);
  const size = Object.entries({ width, height }).map(([name, px]) => (px ? html` ${name}="${String(px)}"` : html``));
  return html`<img src="data:${type};base64,${base64}" alt="${alt}"${size}>`;
}

const altHint =
  'show it by showPicture(picture, "what it shows") of ./tables.js, or set alt in the output\'s metadata of its type';

/**
 * Renders the picture that HTML or Markdown names by its address: inside the address, or in the cell.
 * @param alt  undefined where the element has none
 * @throws TillbookError NOTEBOOK_INVALID when it would have to be loaded, is missing, or has no text alternative
 */
export function renderImageAt(
  address: string,
  alt: string | undefined,
  size: object,
  place: Place,
  source: Source,
): SafeHtml {
  if (alt === undefined) throw missingAlt(source, address);
  const [, type = "", encoding, content = ""] = /^data:([^;,]*)([^,]*),([\s\S]*)$/i.exec(address) ?? [];
  if (type !== "") return renderImage({ type, content: decode(type, encoding, content), alt, ...size }, place, source);
  if (/^(?:[a-z][a-z0-9+.-]*:)?\/\/|^file:/i.test(address)) {
    throw refuse(
      source,
      `expected a picture inside the notebook or beside it, got ${address}: a report loads nothing`,
      "save the picture beside the notebook and write ![what it shows](its-name.png)",
    );
  }
  const name = decodeURI(address).replace(/^attachment:/, "");
  const [[found, attached] = []] = Object.entries(source.attachments?.[name] ?? {}) as [string, unknown][];
  if (found === undefined) {
    const [got, hint] = /^attachment:/.test(address)
      ? ["no such attachment of the cell", "drag the picture into the cell again"]
      : [
          "no such file beside the notebook",
          `write it in a Markdown cell, as ![what it shows](${name}), and save the file`,
        ];
    throw refuse(source, `expected the picture ${name}, got ${got}`, hint);
  }
  const text = Array.isArray(attached) ? attached.join("") : String(attached);
  const isBase64Svg = found === "image/svg+xml" && !text.includes("<");
  return renderImage(
    { type: found, content: isBase64Svg ? decode(found, ";base64", text) : text, alt, ...size },
    place,
    source,
  );
}

/** Makes the failure of a picture that says nothing to who can't see it. */
export function missingAlt(source: Source, address: string): Error {
  const short = address.length > 60 ? `${address.slice(0, 40)}…` : address;
  const hint = `write ![what it shows](${short}) in Markdown, or <img alt="what it shows" …> in HTML`;
  return refuse(source, `expected a text alternative of the picture ${short}, got none`, hint);
}

/** Gives the source of an SVG, and of others the base64. */
function decode(type: string, encoding = "", content: string): string {
  const isBase64 = /;base64$/i.test(encoding);
  if (type !== "image/svg+xml")
    return isBase64
      ? decodeURIComponent(content)
      : Buffer.from(decodeURIComponent(content), "latin1").toString("base64");
  return isBase64 ? Buffer.from(decodeURIComponent(content), "base64").toString() : decodeURIComponent(content);
}
