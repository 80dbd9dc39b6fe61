import { html, type SafeHtml } from "@remix-run/html-template";

/** Puts pieces of HTML on a line each. */
export function joinLines(pieces: readonly SafeHtml[]): SafeHtml {
  return html.raw`${pieces.join("\n")}`;
}

/** Writes JSON that can't end the script element that it is in. */
export function toScriptJson(value: unknown): SafeHtml {
  const json = JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  return html.raw`${json}`;
}

/** Writes a text as a CSS string that can't end the style element that it is in. */
export function toCssString(text: string): SafeHtml {
  const escaped = text.replace(/["\\<\p{Cc}]/gu, (character) => `\\${character.codePointAt(0)!.toString(16)} `);
  return html.raw`"${escaped}"`;
}
