import { findTranslation, joinTemplate, type Messages, splitMarkdown } from "@tillbook/charts";
import ts from "@tslab/typescript-for-tslab";
import type { LintProblem } from "./lint.js";
import { type Notebook, readSource } from "./notebook.js";

/** A text of a notebook that the report shows; cells and lines count from 1. */
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
    if (cell.cell_type === "markdown") {
      return splitMarkdown(source).map((text) => ({ cell: place + 1, line: countLine(source, text), text }));
    }
    return listCalls(source).flatMap(({ name, line, template }) =>
      name === "translate" && template !== undefined ? [{ cell: place + 1, line, text: template }] : [],
    );
  });
}

/** Finds the texts that a language lacks, and sentences in the code that can't be translated. */
export function lintTexts(notebook: Notebook, languages: readonly Messages[]): LintProblem[] {
  const missing = languages.flatMap((messages) =>
    listTexts(notebook)
      .filter(({ text }) => findTranslation(text, messages) === undefined)
      .map(({ cell, line, text }) => ({
        cell,
        line,
        message: `expected this in ${messages.name} too, got none: ${JSON.stringify(text.replace(/\s+/g, " ").trim())}`,
        hint: `add it to \`notebooks\` in libs/charts/src/locale/${messages.language}.ts`,
      })),
  );
  const single = notebook.cells.flatMap((cell, place) =>
    cell.cell_type !== "code"
      ? []
      : listCalls(readSource(cell))
          .filter(({ name, template }) => name === "say" && /\p{L}/u.test(template ?? ""))
          .map(({ line, template }) => ({
            cell: place + 1,
            line,
            message: `expected a sentence that can be translated, got say(${JSON.stringify(template)})`,
            hint: "write say(translate`…`)",
          })),
  );
  return [...missing, ...single];
}

interface Call {
  name: string;
  /** Of the text. */
  line: number;
  /** The text that it is called with, with placeholders for its values; undefined for anything else. */
  template: string | undefined;
}

/** Lists calls such as say("…", …), once for each argument, and tags such as translate`…`. */
function listCalls(source: string): Call[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const calls: Call[] = [];
  const add = (name: ts.Expression, text: ts.Node): void => {
    const line = file.getLineAndCharacterOfPosition(text.getStart(file)).line + 1;
    calls.push({ name: name.getText(file), line, template: readTemplate(text) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node)) add(node.tag, node.template);
    if (ts.isCallExpression(node)) for (const argument of node.arguments) add(node.expression, argument);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
}

function readTemplate(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return joinTemplate([node.head.text, ...node.templateSpans.map((span) => span.literal.text)]);
}

function countLine(source: string, text: string): number {
  return source.slice(0, source.indexOf(text)).split("\n").length;
}
