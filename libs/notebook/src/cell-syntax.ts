import { createRequire } from "node:module";
import type { Failure } from "./kernels.js";

// TypeScript as Jupyter's kernel has it: what it can't parse, the kernel can't run, though the newer compiler that checks types
// may know it.

const require = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));

/** A piece of a cell's text, from `start` (UTF-16 units) up to `end`, exclusive. */
export interface Piece {
  start: number;
  end: number;
}

interface Node {
  kind: number;
  name?: Node & { text?: string };
  text?: string;
  modifiers?: Node[];
  end: number;
  getStart: (file: unknown) => number;
  [key: string]: unknown;
}

/** A parsed cell. */
export interface ParsedCell {
  /** Lines that are no TypeScript, or that no cell can have; one failure a line. */
  failures: Omit<Failure, "cell">[];
  imports: ImportedCell[];
  /** `export` in front of declarations: a cell's names are those of the notebook anyway. */
  exports: Piece[];
  /** `var` in front of the cell's own variables, where each name is declared once. */
  vars: Piece[];
  /** Names of earlier cells may be written like this, e.g. the `rows` of `{ rows }`. */
  shorthands: { name: string; end: number }[];
}

/** An import declaration. */
export interface ImportedCell extends Piece {
  names: ImportedName[];
}

/** One name that an import declares; its piece includes the comma or the `from` that it needs. */
export interface ImportedName extends Piece {
  name: string;
  /** What is imported, e.g. "node:path sep". */
  what: string;
}

/** Parses one cell as part of a module. */
export function parseCell(source: string): ParsedCell {
  const ts = require("@tslab/typescript-for-tslab");
  const file = ts.createSourceFile(
    "cell.ts",
    source,
    {
      languageVersion: ts.ScriptTarget.ESNext,
      setExternalModuleIndicator: (parsed: { externalModuleIndicator: unknown }) =>
        (parsed.externalModuleIndicator = true),
    },
    true,
  );
  const parsed: ParsedCell = { failures: [], imports: [], exports: [], vars: [], shorthands: [] };
  const fail = (offset: number, message: string, hint?: string): void => {
    const line = source.slice(0, offset).split("\n").length;
    if (parsed.failures.some((failure) => failure.line === line)) return;
    parsed.failures.push({ name: "TypeScript", message, line, ...(hint !== undefined && { hint }) });
  };
  for (const { start, messageText } of file.parseDiagnostics) {
    const isNewer = /^\s*(?:await )?using\s|\bwith\s*\{/.test(
      source.split("\n")[source.slice(0, start).split("\n").length - 1]!,
    );
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    fail(start, isNewer ? `Jupyter's TypeScript ${ts.version} doesn't know this: ${text}` : text);
  }
  const declared: string[] = [];
  const start = (node: Node): number => node.getStart(file);
  const visit = (node: Node): void => {
    const { SyntaxKind: kinds } = ts;
    if (node.kind === kinds.ShorthandPropertyAssignment)
      parsed.shorthands.push({ name: node.name!.text!, end: node.name!.end });
    if (node.kind === kinds.MetaProperty && node["keywordToken"] === kinds.ImportKeyword) {
      fail(start(node), "a cell has no import.meta", "a notebook runs in notebooks/, which is process.cwd()");
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements as Node[]) {
    if (ts.isImportDeclaration(statement)) parsed.imports.push(readImport(ts, file, statement));
    else if (ts.isExportAssignment(statement) || ts.isExportDeclaration(statement) || isDefault(ts, statement)) {
      fail(start(statement), "a cell exports nothing", "declare the name without export, every later cell has it");
    } else if (ts.isModuleDeclaration(statement)) {
      const hint = "put it into a file beside the notebook, and import that";
      fail(start(statement), "a cell can't declare a namespace or a module", hint);
    } else if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
      const exported = statement.modifiers.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)!;
      parsed.exports.push({ start: start(exported), end: exported.end });
    }
    const names = listDeclared(ts, statement);
    const reserved = names.find((name) => /^(exports|require|__tslab__)$/.test(name));
    if (reserved)
      fail(start(statement), `a cell can't declare ${reserved}, which is the kernel's own`, "take another name");
    declared.push(...names);
    visit(statement);
  }
  for (const statement of file.statements as Node[]) {
    const list = statement["declarationList"] as (Node & { flags: number }) | undefined;
    if (list === undefined || list.flags & ts.NodeFlags.BlockScoped) continue;
    const isOnce = listDeclared(ts, statement).every((name) => declared.filter((other) => other === name).length === 1);
    if (isOnce) parsed.vars.push({ start: start(list), end: start(list) + "var".length });
  }
  return parsed;
}

// biome-ignore lint/suspicious/noExplicitAny: tslab's TypeScript has no types of its own here
type Typescript = any;

function isDefault(ts: Typescript, { modifiers = [] }: Node): boolean {
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
}

function listDeclared(ts: Typescript, statement: Node): string[] {
  const list = statement["declarationList"] as { declarations: Node[] } | undefined;
  const listNames = (name: Typescript): string[] =>
    ts.isIdentifier(name)
      ? [name.text]
      : name.elements.flatMap((element: Typescript) => (element.name ? listNames(element.name) : []));
  if (list) return list.declarations.flatMap(({ name }) => listNames(name));
  return statement.name?.text !== undefined && !ts.isExpressionStatement(statement) ? [statement.name.text] : [];
}

function readImport(ts: Typescript, file: Typescript, statement: Typescript): ImportedCell {
  const { importClause: clause, moduleSpecifier: from } = statement;
  const names: ImportedName[] = [];
  const add = (node: Node, name: string, imported: string, end: number): void =>
    void names.push({ name, what: `${from.text} ${imported}`, start: node.getStart(file), end });
  const untilFrom = from.getStart(file);
  const bindings = clause?.namedBindings;
  if (clause?.name) add(clause.name, clause.name.text, "default", bindings ? bindings.getStart(file) : untilFrom);
  if (bindings && ts.isNamespaceImport(bindings)) add(bindings, bindings.name.text, "*", untilFrom);
  else {
    const elements = bindings?.elements ?? [];
    for (const [i, element] of elements.entries()) {
      const end = elements[i + 1] ? elements[i + 1].getStart(file) : element.end;
      add(element, element.name.text, (element.propertyName ?? element.name).text, end);
    }
  }
  return { start: statement.getStart(file), end: statement.end, names };
}
