import { figureType, joinLines, type Output } from "@tillbook/notebook";
import { blankHtml, blankMarkdown } from "./blank.js";
import { escapePointer, keep, type Shown, walkJson } from "./shown.js";
import { walkFigure } from "./shown-figure.js";

/** Lists every text and number of an output. */
export function listShown(output: Output): Shown {
  const shown: Shown = { texts: [], numbers: [], unreadable: [] };
  const printed = joinLines(output["text"] ?? "");
  if (printed !== "") shown.texts.push({ at: "", text: printed, blank: keep });
  for (const [type, content] of Object.entries(output.data ?? {})) {
    const at = `/${escapePointer(type)}`;
    if (type === figureType) walkFigure(content, at, shown);
    else if (/^(image\/(?!svg)|application\/pdf|audio\/|video\/)/.test(type))
      shown.unreadable.push({ at, what: `a picture (${type})` });
    else if (typeof content === "string" || isLines(content, type)) {
      const isMarkup = /html|svg|xml/.test(type);
      const blank = isMarkup ? blankHtml : type === "text/markdown" ? blankMarkdown : keep;
      shown.texts.push({ at, text: joinLines(content), blank });
    } else walkJson(content, at, shown);
  }
  return shown;
}

/** Jupyter may write a text as a list of its lines. */
function isLines(content: unknown, type: string): boolean {
  return Array.isArray(content) && !type.endsWith("json") && content.every((line) => typeof line === "string");
}
