import { findTranslation, type Messages, splitMarkdown } from "@tillbook/charts";
import { TillbookError } from "@tillbook/pipeline";
import { type Notebook, readSource } from "./notebook.js";

/**
 * Puts the Markdown of a notebook into the language of `messages`.
 * @throws TillbookError NOTEBOOK_INVALID naming file, cell and the paragraph that has no translation
 */
export function translateNotebook(file: string, notebook: Notebook, messages: Messages): Notebook {
  const cells = notebook.cells.map((cell, place) => {
    if (cell.cell_type !== "markdown" || messages.notebooks === undefined) return cell;
    const blocks = splitMarkdown(readSource(cell)).map((block) => {
      const translated = findTranslation(block, messages);
      if (translated === undefined) throw missingTranslation(block, messages, `${file} cell ${place + 1}: `);
      return translated;
    });
    return { ...cell, source: blocks.join("\n\n") };
  });
  return { ...notebook, cells };
}

/** Makes the failure of a text that is not in the file of a language. */
export function missingTranslation(text: string, messages: Messages, where = ""): TillbookError {
  return new TillbookError(
    "NOTEBOOK_INVALID",
    `${where}expected this in ${messages.name}, got none: ${JSON.stringify(text.replace(/\s+/g, " ").trim())}`,
    `add it to \`notebooks\` in libs/charts/src/locale/${messages.language}.ts`,
  );
}
