import { type Attribute, findAttribute } from "./plotly-schema.js";
import { isAcross } from "./trace-data.js";

type Group = Record<string, unknown>;

/** Arrays with a value for each point, bar or sector, in all types of traces. */
const coordinates = "x y labels parents values ids r theta a b c real imag open high low close measure base".split(" ");
/** Of what shows nothing where it is null. */
const optional = new Set("text hovertext customdata ids texttemplate hovertemplate parents".split(" "));
/** Traces whose x and y aren't pairs. */
const grids = new Set("heatmap contour image carpet contourcarpet histogram2d histogram2dcontour".split(" "));
const parts = new Set("pie funnelarea sunburst treemap icicle".split(" "));
const barLike = new Set(["bar", "funnel", "waterfall", "barpolar"]);

/** Finds values of a trace that JSON doesn't have or Plotly doesn't draw; each problem begins with its path. */
export function findProblemsInData(trace: Group, type: string, schema: Attribute): string[] {
  const problems = Object.entries(trace).flatMap(([key, value]) =>
    optional.has(key)
      ? findNonJson(value, `.${key}`, true)
      : findNonJson(value, `.${key}`, hasGaps(trace, key, schema)),
  );
  if (problems.length > 0) return problems;
  return [...compareLengths(trace, type), ...checkGrid(trace, type), ...checkAmounts(trace, type)];
}

/** Whether the author says what becomes of a missing value, or where there is none. */
function hasGaps(trace: Group, key: string, schema: Attribute): boolean {
  if (trace["connectgaps"] !== undefined && ["x", "y", "z", "r", "theta", "a", "b", "c"].includes(key)) return true;
  return findAttribute(schema, key)?.valType !== "data_array";
}

/** Finds what JSON has no sign for, and null where it would be a missing bar or point. */
function findNonJson(value: unknown, path: string, mayBeNull: boolean): string[] {
  if (typeof value === "number")
    return Number.isFinite(value) ? [] : [`${path}: expected a number that can be drawn, got ${value}`];
  if (Array.isArray(value)) {
    // entries() visits holes too
    for (const [i, item] of value.entries()) {
      const [problem] = findInArray(item, `${path}[${i}]`, mayBeNull);
      if (problem !== undefined) return [problem];
    }
    return [];
  }
  if (value === null || ["string", "boolean", "undefined"].includes(typeof value)) return [];
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : value;
  if (prototype !== Object.prototype && prototype !== null && !isPlain(value))
    return [`${path}: expected plain values such as numbers, texts and arrays, got ${nameKind(value)}`];
  return Object.entries(value as Group).flatMap(([key, item]) => findNonJson(item, `${path}.${key}`, true));
}

function findInArray(item: unknown, path: string, mayBeNull: boolean): string[] {
  if (item === undefined) return [`${path}: expected a value, got undefined`];
  if (item === null && !mayBeNull)
    return [
      `${path}: expected a value, got null, which would be missing in the chart: leave the place out, write 0, or say connectgaps: false where the trace has it`,
    ];
  return findNonJson(item, path, mayBeNull);
}

/** Objects of another realm, such as a cell's, have an `Object.prototype` of their own. */
function isPlain(value: unknown): boolean {
  return typeof value === "object" && value?.constructor?.name === "Object";
}

function nameKind(value: unknown): string {
  if (typeof value !== "object") return `a ${typeof value}`;
  const name = value?.constructor?.name ?? "object";
  return `a ${name}${name === "Series" ? ", whose numbers are in its .values" : ""}`;
}

function compareLengths(trace: Group, type: string): string[] {
  if (grids.has(type)) return [];
  const lengths = coordinates.flatMap((key) => {
    const value = trace[key];
    if (!Array.isArray(value)) return [];
    // two arrays are a category of two levels
    return [{ key, length: Array.isArray(value[0]) && key !== "values" ? value[0].length : value.length }];
  });
  const [first, ...others] = lengths;
  if (!first || type === "table") return [];
  const wrong = others.filter(({ length }) => length !== first.length);
  const short = ["text", "hovertext", "customdata"].flatMap((key) => {
    const value = trace[key];
    return Array.isArray(value) && value.length < first.length ? [{ key, length: value.length }] : [];
  });
  return [...wrong, ...short].map(
    ({ key, length }) => `.${key}: expected ${first.length} values, as many as ${first.key} has, got ${length}`,
  );
}

/** Compares the rows of a matrix with each other and with the names of rows and columns, or the edges between them. */
function checkGrid(trace: Group, type: string): string[] {
  const rows = trace["z"];
  if (!grids.has(type) || type === "image" || !Array.isArray(rows) || !Array.isArray(rows[0])) return [];
  const [width, height] = [rows[0].length, rows.length];
  const ragged = (rows as unknown[][]).findIndex((row) => row?.length !== width);
  if (ragged >= 0)
    return [
      `.z[${ragged}]: expected ${width} values, as many as z[0] has, got ${(rows as unknown[][])[ragged]?.length ?? 0}`,
    ];
  const [x, y] = trace["transpose"] === true ? ["y", "x"] : ["x", "y"];
  return [
    ...compareSide(trace, x!, width, `a row of z has ${width} values`),
    ...compareSide(trace, y!, height, `z has ${height} rows`),
  ];
}

function compareSide(trace: Group, key: string, length: number, why: string): string[] {
  const side = trace[key];
  if (!Array.isArray(side) || Array.isArray(side[0]) || [length, length + 1].includes(side.length)) return [];
  return [`.${key}: expected ${length} values, since ${why}, got ${side.length}`];
}

/** Finds lengths of bars that are texts, and parts of a whole below zero: Plotly draws another chart of those. */
function checkAmounts(trace: Group, type: string): string[] {
  const key = parts.has(type) ? "values" : type === "barpolar" ? "r" : isAcross(trace) ? "x" : "y";
  const values = trace[key];
  if (!Array.isArray(values) || !(parts.has(type) || barLike.has(type))) return [];
  const text = values.findIndex(
    (value) => typeof value === "string" && (value.trim() === "" || Number.isNaN(Number(value))),
  );
  if (text >= 0) {
    const hint =
      barLike.has(type) && type !== "barpolar" && trace["orientation"] === undefined
        ? `; for bars to the right write orientation: "h"`
        : "";
    return [
      `.${key}[${text}]: expected a number, the length of a bar or part, got ${JSON.stringify(values[text])}${hint}`,
    ];
  }
  const negative = parts.has(type) ? values.findIndex((value) => Number(value) < 0) : -1;
  return negative < 0 ? [] : [`.${key}[${negative}]: expected a part of a whole, from 0, got ${values[negative]}`];
}
