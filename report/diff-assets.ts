import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { embedFonts } from "./fonts.js";

/**
 * Reads the style and the fonts of a page without charts.
 * @param folder  of this package
 * @param text  all texts of the page
 */
export async function readDiffAssets(folder: string, text: string): Promise<{ css: string; fontCss: string }> {
  return {
    css: await readFile(join(folder, "report.css"), "utf8"),
    fontCss: await embedFonts(text, join(folder, "package.json")),
  };
}
