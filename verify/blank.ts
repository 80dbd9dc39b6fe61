/** Replaces what a pattern finds by spaces, so that all else keeps its place. */
export function blankAll(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => " ".repeat(found.length));
}

/** Blanks a part of a text, its end exclusive. */
export function blankSpan(text: string, [start, end]: readonly [number, number]): string {
  return text.slice(0, start) + " ".repeat(end - start) + text.slice(end);
}

/** Blanks what HTML and SVG don't show: tags, comments, styles and scripts, but not titles and texts of pictures. */
export function blankHtml(html: string): string {
  const hidden = blankAll(html, /<!--.*?(?:-->|$)|<(style|script)\b.*?(?:<\/\1\s*>|$)/gis);
  const open = hidden.replace(/<(?=[a-z/!?])(?:[^>"']|"[^"]*"|'[^']*')*(?:>|$)/gi, (tag) => {
    const shown = [
      ...tag.matchAll(
        /\s(?:title|alt|aria-label|aria-description|value|placeholder|label)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi,
      ),
    ];
    const units = new Array<string>(tag.length).fill(" ");
    for (const { 0: found, 1: value = "", index } of shown) {
      const start = index + found.length - value.length;
      units.splice(start, value.length, ...value.split(""));
    }
    return units.join("");
  });
  return blankEntities(open);
}

/** Blanks numeric references such as `&#36;`, unless they stand for a digit. */
function blankEntities(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]+)|(\d+));?/gi, (found, hex?: string, decimal?: string) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : "";
    return /\p{N}/u.test(character) ? found : " ".repeat(found.length);
  });
}

/** Blanks the addresses of links, the numbers of lists that count from one, tags and backslashes. */
export function blankMarkdown(markdown: string): string {
  let next = 1;
  const lines = markdown.split("\n").map((line) => {
    const [item, number] = /^[\s>]*(\d+)[.)](?=\s)/.exec(line) ?? [];
    if (item === undefined) return line;
    const isNext = Number(number) === next || Number(number) === 1;
    next = Number(number) + 1;
    return isNext ? " ".repeat(item.length) + line.slice(item.length) : line;
  });
  const links = blankAll(lines.join("\n"), /(?<=\]\()[^()\s]*(?=[\s)])|<https?:[^>]*>|https?:\/\/[^\s)>\]]*/g);
  return blankHtml(links.replace(/\\(?=[!-/:-@[-`{-~])/g, " "));
}

/** Blanks what Plotly puts in by itself, e.g. `%{customdata[0]}`, and the tags that it knows. */
export function blankTemplate(text: string): string {
  return blankHtml(blankAll(text, /%\{[^}]*\}/g));
}
