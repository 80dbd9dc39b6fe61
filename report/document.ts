import { html, type SafeHtml } from "@remix-run/html-template";
import type { Script } from "./assets.js";
import type { Look } from "./look.js";
import { makePolicy } from "./policy.js";
import type { Theme } from "./theme.js";

/** What a document consists of. */
export interface DocumentParts extends Pick<Look, "messages" | "theme"> {
  title: string;
  /** The only ones that may run; they stand in the body. */
  scripts?: readonly Pick<Script, "hash">[];
  /** More `meta` elements, each with a line break behind it. */
  meta?: SafeHtml;
  /** The style sheet. */
  style: SafeHtml;
  body: SafeHtml;
}

/** Renders an HTML document that loads nothing. */
export function renderDocument({ messages, theme, title, scripts = [], meta, style, body }: DocumentParts): string {
  return String(html`<!doctype html>
<html lang="${messages.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${html.raw`${makePolicy(scripts)}`}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="author" content="${theme.name}">
${meta}<title>${title}</title>
<style>
${style}
</style>
</head>
<body>
${body}
</body>
</html>
`);
}

/** Renders the logo of the company, or its name where it has none. */
export function renderBrand({ name, logo }: Theme): SafeHtml {
  return html`<p class="brand">${logo === undefined ? name : html`<img src="${logo}" alt="${name}">`}</p>`;
}
