import { type Messages, splitMarkdown, translateText } from "@tillbook/charts";
import { type Notebook, readSource } from "./notebook.js";

/** Puts the Markdown of a notebook into the language of `messages`; what has no translation stays English, with a mark. */
export function translateNotebook(notebook: Notebook, messages: Messages): Notebook {
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== "markdown" || messages.notebooks === undefined) return cell;
    const blocks = splitMarkdown(readSource(cell)).map((block) => translateText(block, messages));
    return { ...cell, source: blocks.join("\n\n") };
  });
  return { ...notebook, cells };
}
