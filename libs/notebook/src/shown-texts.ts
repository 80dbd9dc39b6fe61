import ts from "@tslab/typescript-for-tslab";
import { findLine, readTemplate } from "./literals.js";

/** A text in the code that the report shows as it is; cells count from 0, lines from 1. */
export interface ShownText {
  cell: number;
  line: number;
  /** In its call, or with its place in a figure: `say("Best: {0}")`, `"Hour" as layout.xaxis.title in show()`. */
  text: string;
}

/** What shows its arguments, and which properties of an object in them are read. */
const showing = /^(say|show|keyFigures|console\.(log|info|warn|error|debug|table))$/;
const readable =
  /^(title|text|alt|label|note|name|caption|hovertemplate|hovertext|texttemplate|ticktext|labels|columns)$/;

/**
 * Finds texts that are shown in one language: what say, show, keyFigures and console.log are given, by its own words or by
 * the name of a constant, and the texts of a figure's traces, titles and labels. What functions make is not followed.
 */
export function listShownTexts(cells: readonly string[]): ShownText[] {
  const files = cells.map((cell) => ts.createSourceFile("cell.ts", cell, ts.ScriptTarget.Latest, true));
  const values = new Map(files.flatMap(listConstants));
  const found: ShownText[] = [];
  const seen = new Set<ts.Node>();
  const addTexts = (node: ts.Expression | undefined, call: string, path: readonly string[] = []): void => {
    if (node === undefined || seen.has(node)) return;
    seen.add(node);
    const next = (...nodes: (ts.Expression | undefined)[]): void => {
      for (const one of nodes) addTexts(one, call, path);
    };
    if (ts.isIdentifier(node)) next(values.get(node.text));
    else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = readTemplate(node);
      const file = files.indexOf(node.getSourceFile());
      // %{…} is a place of Plotly's, <extra> its mark
      if (/\p{L}/u.test(text.replace(/%\{[^}]*\}|<[^>]*>|&\w+;/g, "")))
        found.push({ cell: file, line: findLine(node), text: describe(JSON.stringify(text), call, path) });
      if (ts.isTemplateExpression(node)) next(...node.templateSpans.map(({ expression }) => expression));
    } else if (ts.isConditionalExpression(node)) next(node.whenTrue, node.whenFalse);
    else if (ts.isBinaryExpression(node) && isJoining(node.operatorToken.kind)) next(node.left, node.right);
    else if (ts.isArrayLiteralExpression(node)) next(...node.elements);
    else if (ts.isObjectLiteralExpression(node)) addProperties(node, call, path);
    else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      next(node.expression.expression);
      next(...node.arguments.filter((one) => ts.isArrowFunction(one)));
    } else if (ts.isArrowFunction(node)) next(ts.isBlock(node.body) ? undefined : node.body);
    else if ("expression" in node && !ts.isCallExpression(node) && !ts.isPropertyAccessExpression(node)) {
      // brackets, spreads, await, as
      if (!ts.isElementAccessExpression(node)) next(node.expression as ts.Expression);
    }
  };
  const addProperties = (object: ts.ObjectLiteralExpression, call: string, path: readonly string[]): void => {
    for (const property of object.properties) {
      if (ts.isSpreadAssignment(property)) addTexts(property.expression, call, path);
      const value = ts.isPropertyAssignment(property)
        ? property.initializer
        : ts.isShorthandPropertyAssignment(property)
          ? property.name
          : undefined;
      const key = property.name?.getText() ?? "";
      if (value === undefined || isId(property, key)) continue;
      // an object or list in it may have texts whatever it is called
      if (readable.test(key) || !isText(value)) addTexts(value, call, [...path, key]);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText();
      if (showing.test(name)) for (const argument of node.arguments) addTexts(argument, name);
    }
    if (ts.isTaggedTemplateExpression(node) && showing.test(node.tag.getText()))
      addTexts(node.template, node.tag.getText());
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return found;
}

function describe(text: string, call: string, path: readonly string[]): string {
  return path.length === 0 ? `${call}(${text})` : `${text} as ${path.join(".")} in ${call}()`;
}

/** Lists what names are declared to be; of one that is declared twice, the last. */
function listConstants(file: ts.SourceFile): [string, ts.Expression][] {
  const constants: [string, ts.Expression][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      constants.push([node.name.text, node.initializer]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return constants;
}

function isJoining(kind: ts.SyntaxKind): boolean {
  const { PlusToken, BarBarToken, AmpersandAmpersandToken, QuestionQuestionToken } = ts.SyntaxKind;
  return [PlusToken, BarBarToken, AmpersandAmpersandToken, QuestionQuestionToken].some((joining) => joining === kind);
}

/** The name of a chart is that of its files. */
function isId(property: ts.ObjectLiteralElementLike, key: string): boolean {
  const owner = property.parent.parent;
  return key === "name" && owner !== undefined && ts.isPropertyAssignment(owner) && owner.name.getText() === "meta";
}

function isText(node: ts.Expression): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateExpression(node) ||
    ts.isIdentifier(node) ||
    ts.isCallExpression(node) ||
    (ts.isArrayLiteralExpression(node) && node.elements.every((element) => ts.isStringLiteralLike(element)))
  );
}
