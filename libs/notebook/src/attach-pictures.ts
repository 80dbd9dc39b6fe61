import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import MarkdownIt, { type Token } from "markdown-it";
import type { NamedNotebook } from "./check.js";
import { type Cell, readSource } from "./notebook.js";
import { findPictureType } from "./picture-type.js";

const markdownIt = new MarkdownIt();

/**
 * Puts the pictures that the Markdown of a notebook names by a file beside it into its cells, as attachments by the file's name,
 * so that the executed notebook has all that a report shows.
 * @param folder  of the notebook, absolute
 * @throws TillbookError NOTEBOOK_INVALID naming notebook, cell and file, when that is missing or no picture
 */
export async function attachPictures<N extends NamedNotebook>(named: N, folder: string): Promise<N> {
  const cells = await Promise.all(
    named.notebook.cells.map(async (cell, i) => {
      const files = cell.cell_type === "markdown" ? listFiles(readSource(cell)) : [];
      if (files.length === 0) return cell;
      const where = `notebooks/${named.name}.ipynb cell ${i + 1}`;
      const attached = await Promise.all(files.map(async (file) => [file, await readPicture(file, folder, where)]));
      return { ...cell, attachments: { ...(cell["attachments"] as object), ...Object.fromEntries(attached) } } as Cell;
    }),
  );
  return { ...named, notebook: { ...named.notebook, cells } };
}

/** Lists the files that Markdown shows as pictures, by their paths from the notebook's folder. */
function listFiles(markdown: string): string[] {
  const tokens = markdownIt.parse(markdown, {}).flatMap(({ children }): Token[] => children ?? []);
  const images = tokens.filter(({ type }) => type === "image");
  const addresses = images.map((image) => String(image.attrGet("src") ?? ""));
  return [...new Set(addresses.filter((address) => !/^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(address)).map(decodeURI))];
}

async function readPicture(file: string, folder: string, where: string): Promise<Record<string, string>> {
  const invalid = (problem: string, hint: string): TillbookError =>
    new TillbookError("NOTEBOOK_INVALID", `${where}: expected the picture ${file}, got ${problem}`, hint);
  const bytes = await readFile(join(folder, file)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw invalid("no such file", `save it as notebooks/${file}, or change the path in the cell`);
  });
  const type = findPictureType(bytes);
  if (type === undefined)
    throw invalid("a file that is none", "save it as SVG, PNG, JPEG, GIF or WebP, and name that file");
  return { [type]: bytes.toString(type === "image/svg+xml" ? "utf8" : "base64") };
}
