import { findTranslation, type Messages, splitMarkdown } from "@tillbook/charts";
import ts from "@tslab/typescript-for-tslab";
import type { LintProblem } from "./lint.js";
import { findLine, readTemplate } from "./literals.js";
import { listCode, type Notebook, readSource } from "./notebook.js";
import { listShownTexts } from "./shown-texts.js";

/** A text that the report shows; cells and lines count from 1. */
export interface NotebookText {
  cell: number;
  line: number;
  /** As `findTranslation` takes it. */
  text: string;
}

/** Lists the paragraphs of the Markdown, and the sentences that the code translates, in the order of the cells. */
export function listTexts(notebook: Notebook): NotebookText[] {
  return notebook.cells.flatMap((cell, place) => {
    const source = readSource(cell);
    const texts =
      cell.cell_type === "markdown"
        ? splitMarkdown(source).map((text) => ({ line: countLine(source, text), text }))
        : cell.cell_type === "code"
          ? listTranslated(source)
          : [];
    return texts.map((text) => ({ cell: place + 1, ...text }));
  });
}

/** Lists the texts of translate`…` in TypeScript. */
export function listTranslated(source: string): Omit<NotebookText, "cell">[] {
  if (!source.includes("translate`")) return [];
  const file = ts.createSourceFile("texts.ts", source, ts.ScriptTarget.Latest, true);
  const texts: Omit<NotebookText, "cell">[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(file) === "translate")
      texts.push({ line: findLine(node.template), text: readTemplate(node.template) });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return texts;
}

/** Finds the texts that languages lack, and texts in the code that can't be translated. */
export function lintTexts(notebook: Notebook, languages: readonly Messages[]): LintProblem[] {
  const missing = languages.flatMap((messages) =>
    listTexts(notebook)
      .filter(({ text }) => findTranslation(text, messages) === undefined)
      .map(({ cell, line, text }) => ({ cell, line, ...describeMissing(text, messages) })),
  );
  if (languages.every((messages) => messages.notebooks === undefined)) return missing;
  const places = notebook.cells.flatMap((cell, place) => (cell.cell_type === "code" ? [place + 1] : []));
  const single = listShownTexts(listCode(notebook).map(readSource)).map(({ cell, line, text }) => ({
    cell: places[cell]!,
    line,
    message: `expected a text that can be translated, got ${text}`,
    hint: "write it as translate`…`",
  }));
  return [...missing, ...single];
}

/** Says that a language lacks a text. */
export function describeMissing(text: string, { name, language }: Messages): { message: string; hint: string } {
  return {
    message: `expected this in ${name} too, got none: ${JSON.stringify(text.replace(/\s+/g, " ").trim())}`,
    hint: `add it to \`notebooks\` in libs/charts/src/locale/${language}.ts`,
  };
}

function countLine(source: string, text: string): number {
  return source.slice(0, source.indexOf(text)).split("\n").length;
}
