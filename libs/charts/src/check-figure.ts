import { TillbookError } from "@tillbook/pipeline";
import { describeTaken, isTaken } from "./attribute-values.js";
import { findLostData } from "./check-axes.js";
import { findProblemsInData } from "./check-data.js";
import { type Attribute, findAttribute, isList, listAttributes, readSchema, refuseType } from "./plotly-schema.js";

type Group = Record<string, unknown>;

/**
 * Checks a figure as it is written: that Plotly has each attribute, takes its value and draws each value of the data. Plotly
 * itself ignores what it doesn't know, and draws the rest.
 * @param where  begins the message, e.g. a file and a cell, by default nothing
 * @throws TillbookError NOTEBOOK_INVALID naming chart, trace, attribute and what to write
 */
export function checkFigure({ data, layout }: { data: readonly object[]; layout: object }, where = ""): void {
  const problems = [
    ...data.flatMap((trace, t) => findProblemsInTrace(trace, t, layout as Group)),
    ...findProblemsInLayout(layout as Group),
  ];
  if (problems.length === 0) return;
  const { name, title } = ((layout as Group)["meta"] ?? {}) as { name?: string; title?: string };
  const chart = [where, `chart "${name ?? title ?? "without a name"}"`].filter((text) => text !== "").join(": ");
  const others = problems.length > 5 ? `; and ${problems.length - 5} more` : "";
  const message = `${chart}: ${problems.slice(0, 5).join("; ")}${others}`;
  throw new TillbookError("NOTEBOOK_INVALID", message, "https://plotly.com/javascript/reference lists all attributes");
}

/** Names a trace in a message, e.g. `data[1] ("Ulm", bar)`. */
function nameTrace(trace: Group, t: number): string {
  const name = typeof trace["name"] === "string" ? `${JSON.stringify(trace["name"])}, ` : "";
  return `data[${t}] (${name}${typeOf(trace)})`;
}

function typeOf(trace: Group): string {
  return String(trace["type"] ?? "scatter");
}

function findProblemsInTrace(trace: unknown, t: number, layout: Group): string[] {
  if (!isGroup(trace)) return [`data[${t}]: expected a trace, an object with x and y or the like, got ${show(trace)}`];
  const type = typeOf(trace);
  const refusal = refuseType(type);
  const name = nameTrace(trace, t);
  if (refusal !== undefined) return [`${name}: ${refusal}`];
  const { attributes } = readSchema().traces[type]!;
  const { type: _, ...others } = trace;
  const problems = findProblems(others, attributes, "", attributes);
  return [...problems, ...findProblemsInData(trace, type, attributes), ...findLostData(trace, layout)].map(
    (problem) => `${name}${problem}`,
  );
}

function findProblemsInLayout({ meta: _, template: __, ...layout }: Group): string[] {
  const attributes = listLayoutAttributes();
  const problems = findProblems(layout, attributes, "", attributes);
  return problems.map((problem) => `layout${problem}`);
}

/** Lists the attributes of layouts, also those that only some types of traces use, such as `barmode`. */
function listLayoutAttributes(): Attribute {
  const { traces, layout } = readSchema();
  const ofTraces = Object.values(traces).map(({ layoutAttributes }) => layoutAttributes ?? {});
  return Object.assign({}, ...ofTraces, layout.layoutAttributes);
}

/** Compares a group of attributes with the schema; each problem begins with the path, e.g. ".marker.opacity: expected …". */
function findProblems(group: Group, schema: Attribute, path: string, root: Attribute): string[] {
  return Object.entries(group).flatMap(([key, value]) => {
    const place = `${path}.${key}`;
    const attribute = findAttribute(schema, key);
    if (value === undefined) return [];
    if (!attribute) return [`${place}: expected an attribute that Plotly has${hintAt(key, schema, root)}`];
    if (isList(attribute)) return findProblemsInList(value, attribute, place, root);
    if (attribute.role !== "object") return checkValue(value, attribute, place);
    if (isGroup(value)) return findProblems(value, attribute, place, root);
    const isTitle = key === "title" && typeof value === "string";
    const example = isTitle ? `{ text: ${JSON.stringify(value)} }` : `{ ${listAttributes(attribute)[0]}: … }`;
    return [`${place}: expected a group of attributes, ${example}, got ${show(value)}`];
  });
}

function findProblemsInList(value: unknown, { items }: Attribute, path: string, root: Attribute): string[] {
  const [item = {}] = Object.values(items as Record<string, Attribute>);
  if (!Array.isArray(value)) return [`${path}: expected a list of groups of attributes, [{ … }], got ${show(value)}`];
  return value.flatMap((entry: unknown, i) =>
    isGroup(entry)
      ? findProblems(entry, item, `${path}[${i}]`, root)
      : [`${path}[${i}]: expected a group of attributes, { … }, got ${show(entry)}`],
  );
}

function checkValue(value: unknown, attribute: Attribute, path: string): string[] {
  if (isTaken(value, attribute)) return [];
  if (attribute.arrayOk && Array.isArray(value)) {
    const i = value.findIndex((item) => !isTaken([item], attribute));
    const { arrayOk: _, ...one } = attribute;
    return [`${path}[${i}]: expected ${describeTaken(one)}, got ${show(value[i])}`];
  }
  return [`${path}: expected ${describeTaken(attribute)}, got ${show(value)}`];
}

/** Proposes attributes that are spelled alike: of the same group, else at other places of the trace, else of the layout. */
function hintAt(key: string, group: Attribute, root: Attribute): string {
  const listAlike = (among: Attribute): string[] => {
    const names = listAttributes(among);
    if (names.includes(key)) return [key];
    return names.filter((name) => countEdits(name.toLowerCase(), key.toLowerCase()) <= Math.min(2, key.length / 3));
  };
  const groups = ["marker", "line", ...listAttributes(root)].filter((name, i, all) => all.indexOf(name) === i);
  const places: (() => string[])[] = [
    () => listAlike(group),
    () => (group === root ? [] : listAlike(root)),
    () => groups.flatMap((name) => listAlike(findAttribute(root, name) ?? {}).map((found) => `${name}.${found}`)),
    () => listAlike(listLayoutAttributes()).map((name) => `layout.${name}`),
  ];
  for (const find of places) {
    const found = find();
    if (found.length > 0) return `, perhaps ${found.slice(0, 3).join(" or ")}`;
  }
  return "";
}

/** Counts the letters that must be added, left out or replaced to make one word of another (Levenshtein). */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++)
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === to[j] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}

function isGroup(value: unknown): value is Group {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
