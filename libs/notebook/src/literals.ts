import { joinTemplate } from "@tillbook/charts";
import ts from "@tslab/typescript-for-tslab";

/** The text of a template, with places for its values. */
export function readTemplate(node: ts.TemplateLiteral | ts.StringLiteralLike): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  return joinTemplate([node.head.text, ...node.templateSpans.map((span) => span.literal.text)]);
}

/** The line of its file, from 1. */
export function findLine(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}
