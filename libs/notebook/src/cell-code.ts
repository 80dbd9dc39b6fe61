import ts from "@tslab/typescript-for-tslab";

/** What the code of a notebook needs from outside, as far as its text tells. */
export interface CellCode {
  /** A module that exports all that the cells import, e.g. `export { say as x0 } from "./tables.js";`. */
  imports: string;
  /** The texts in quotes. */
  texts: string[];
  /** The modules of ours beside the notebooks that the code imports, but for `tables.ts`, e.g. "./targets.js". */
  beside: string[];
  /** The SQL and the names of tables that the readers of `tables.ts` are called with; undefined where that is not written out. */
  queries: string[] | undefined;
}

const tables = "./tables.js";
/** Packages that reach no database. */
const withoutTables = /^(@tillbook\/charts(\/.*)?|danfojs-node|tslab|node:(assert|path|url|util)(\/.*)?)$/;

/** Reads the code cells of a notebook, or the text of a module, without running them. */
export function readCode(cells: readonly string[]): CellCode {
  const file = ts.createSourceFile("cells.ts", cells.join("\n"), ts.ScriptTarget.Latest, true);
  const code: CellCode & { queries: string[] } = { imports: "", texts: [], beside: [], queries: [] };
  const modules: string[] = [];
  const readers = new Set<string>();
  // "within" and what it returned
  const scopes = new Set<string>();
  let isKnown = true;
  const add = (from: ts.Expression | undefined, clause: (name: string) => string): void => {
    if (from === undefined || !ts.isStringLiteralLike(from)) {
      isKnown = false;
      return;
    }
    if (/^\.\/[\w-]+\.js$/.test(from.text)) {
      if (from.text !== tables) code.beside.push(from.text);
    } else if (!withoutTables.test(from.text)) isKnown = false;
    modules.push(`${clause(`x${modules.length}`)} from ${JSON.stringify(from.text)};`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      addImport(node);
      return;
    }
    // who imports it from here could call it by any name
    if (ts.isExportDeclaration(node) && node.moduleSpecifier && !node.isTypeOnly) isKnown = false;
    if (ts.isCallExpression(node) && isLoader(node.expression)) add(node.arguments[0], (name) => `export * as ${name}`);
    if (ts.isStringLiteralLike(node)) code.texts.push(node.text);
    if (ts.isIdentifier(node) && !isName(node)) {
      if (readers.has(node.text)) addQuery(node);
      if (scopes.has(node.text)) followScope(node);
    }
    ts.forEachChild(node, visit);
  };
  const addImport = ({ importClause, moduleSpecifier }: ts.ImportDeclaration): void => {
    if (importClause?.isTypeOnly) return;
    const { name, namedBindings } = importClause ?? {};
    if (name) add(moduleSpecifier, (to) => `export { default as ${to} }`);
    if (importClause === undefined) add(moduleSpecifier, (to) => `export * as ${to}`);
    if (namedBindings && ts.isNamespaceImport(namedBindings)) {
      // its members could be readers of any name
      if ((moduleSpecifier as ts.StringLiteral).text === tables) isKnown = false;
      add(moduleSpecifier, (to) => `export * as ${to}`);
    }
    if (!namedBindings || !ts.isNamedImports(namedBindings)) return;
    for (const { isTypeOnly, name: local, propertyName } of namedBindings.elements) {
      if (isTypeOnly) continue;
      const imported = (propertyName ?? local).text;
      if ((moduleSpecifier as ts.StringLiteral).text === tables) {
        if (imported === "readScope") code.queries.push("monthly_sales");
        else if (/^read/.test(imported)) readers.add(local.text);
        if (imported === "within") scopes.add(local.text);
      }
      add(moduleSpecifier, (to) => `export { ${imported} as ${to} }`);
    }
  };
  /** Follows `within("before")`, or a name of that, to what its readers read. */
  const followScope = (name: ts.Identifier): void => {
    let value: ts.Node = name;
    if (ts.isCallExpression(name.parent) && name.parent.expression === name) value = name.parent;
    const { parent } = value;
    const isDeclared = ts.isVariableDeclaration(parent) && parent.initializer === value;
    if (ts.isPropertyAccessExpression(parent) && /^read(Table|Query)$/.test(parent.name.text)) addQuery(parent);
    else if (isDeclared && ts.isIdentifier(parent.name)) scopes.add(parent.name.text);
    else if (isDeclared && ts.isObjectBindingPattern(parent.name)) {
      for (const { name: local } of parent.name.elements) {
        if (ts.isIdentifier(local)) readers.add(local.text);
        else isKnown = false;
      }
    } else isKnown = false;
  };
  const addQuery = (callee: ts.Node): void => {
    const call = callee.parent;
    const given =
      ts.isCallExpression(call) && call.expression === callee
        ? call.arguments[0]
        : ts.isTaggedTemplateExpression(call) && call.tag === callee
          ? call.template
          : undefined;
    if (given !== undefined && ts.isStringLiteralLike(given)) code.queries.push(given.text);
    else isKnown = false;
  };
  // what is used above its declaration, e.g. in a function, is found once its name is known
  for (let names = -1; names < readers.size + scopes.size; ) {
    names = readers.size + scopes.size;
    Object.assign(code, { texts: [], beside: [], queries: [] });
    modules.length = 0;
    visit(file);
  }
  return { ...code, imports: modules.join("\n"), queries: isKnown ? code.queries : undefined };
}

/** Whether an identifier names a property or a variable, and is no value by itself. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return parent.initializer !== node;
  return (ts.isPropertyAccessExpression(parent) || ts.isVariableDeclaration(parent)) && parent.name === node;
}

function isLoader(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}

/** Names in backticks, strings and comments of MySQL's. */
const quoted = /`[^`]*`|'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|#[^\n]*|--(?=\s|$)[^\n]*|\/\*.*?\*\//gs;

/**
 * Lists which of the known tables queries could read: those whose names occur in them, be it as a column's.
 * @param queries  SQL, or the name of a table alone
 * @returns undefined when one reads from something else, e.g. a view
 */
export function listTables(queries: readonly string[], known: readonly string[]): string[] | undefined {
  const read = new Set<string>();
  for (const query of queries) {
    const sql = query.replaceAll(quoted, (text) => (text.startsWith("`") ? text : " ")).toLowerCase();
    for (const [word] of sql.matchAll(/\w+/g)) if (known.includes(word)) read.add(word);
    const own = [...sql.matchAll(/(\w+)\s+as\s*\(\s*(?:select|with)\b/g)].map(([, name]) => name);
    // a function whose rows stand for a table
    const ours = new Set([...own, "json_table"]);
    const names = [
      ...sql.matchAll(
        /\b(?:from|(?:straight_)?join)\s+([^()]*?)(?=\b(?:where|group|having|order|(?:straight_)?join|on|using|limit|union|except|intersect)\b|[()]|$)/g,
      ),
    ];
    const from = /^\w+$/.test(sql) ? [sql] : names.flatMap(([, list = ""]) => list.split(","));
    const first = from.map((name) => /[\w.]+/.exec(name)?.[0]).filter((name) => name !== undefined);
    if (first.some((name) => !known.includes(name) && !ours.has(name))) return undefined;
  }
  return [...read].sort();
}
