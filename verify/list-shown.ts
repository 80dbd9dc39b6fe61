import { figureType, joinLines, type Output } from "@tillbook/notebook";
import { blankHtml, blankMarkdown } from "./blank.js";
import { escapePointer, keep, type Shown, walkJson } from "./shown.js";
import { walkFigure } from "./shown-figure.js";

/** Lists every text and number of an output. */
export function listShown(output: Output): Shown {
  const shown: Shown = { texts: [], numbers: [], unreadable: [] };
  const printed = joinLines(output["text"] ?? "");
  if (printed !== "") shown.texts.push({ at: "", text: printed, blank: keep });
  const markdown = joinLines((output.data?.["text/markdown"] ?? "") as string | string[]);
  for (const [type, content] of Object.entries(output.data ?? {})) {
    const at = `/${escapePointer(type)}`;
    if (type === figureType) walkFigure(content, at, shown);
    else if (/^(image\/(?!svg)|application\/pdf|audio\/|video\/)/.test(type))
      shown.unreadable.push({ at, what: `a picture (${type})` });
    else if (typeof content === "string" || isLines(content, type)) {
      const isMarkup = /html|svg|xml/.test(type);
      const text = joinLines(content);
      // the plain text of Markdown is the same text again
      const isMarkdown = type === "text/markdown" || (type === "text/plain" && text === markdown);
      shown.texts.push({ at, text, blank: isMarkup ? blankHtml : isMarkdown ? blankMarkdown : keep });
    } else walkJson(content, at, shown);
  }
  return shown;
}

/** Jupyter may write a text as a list of its lines. */
function isLines(content: unknown, type: string): boolean {
  return Array.isArray(content) && !type.endsWith("json") && content.every((line) => typeof line === "string");
}
