import { createRequire } from "node:module";
import { join } from "node:path";
import { findRoot } from "@tillbook/pipeline";

/** An attribute of Plotly, or with `role: "object"` a group of them by name; https://plotly.com/javascript/reference. */
export interface Attribute {
  valType?: string;
  role?: string;
  /** Of a list of groups, the one group; of an `info_array`, its items, or all of them. */
  items?: unknown;
  values?: unknown;
  flags?: string[];
  extras?: unknown[];
  min?: number;
  max?: number;
  dflt?: unknown;
  regex?: string;
  arrayOk?: boolean;
  freeLength?: boolean;
  dimensions?: number | string;
  coerceNumber?: boolean;
  noBlank?: boolean;
  strict?: boolean;
}

/** What Plotly knows about one type of trace. */
export interface TraceSchema {
  /** e.g. "svg", "cartesian", "gl3d". */
  categories: string[];
  attributes: Attribute;
  layoutAttributes?: Attribute;
}

/** plotly.js/dist/plot-schema.json. */
export interface PlotlySchema {
  traces: Record<string, TraceSchema>;
  layout: { layoutAttributes: Attribute };
}

let schema: PlotlySchema | undefined;

/** Reads Plotly's own description of all its attributes, once: 4 MB, 40 ms; `require` keeps it for the next notebook of a kernel. */
export function readSchema(): PlotlySchema {
  const load = createRequire(join(findRoot(), "libs/charts/package.json"));
  schema ??= load("plotly.js/dist/plot-schema.json") as PlotlySchema;
  return schema;
}

/** Finds an attribute of a group, also of a further axis or subplot such as "xaxis2". */
export function findAttribute(group: Attribute, key: string): Attribute | undefined {
  const found = (group as Record<string, unknown>)[key];
  if (isAttribute(found)) return found;
  const [, base = ""] = /^([a-z]+)(?:[2-9]|[1-9]\d+)$/.exec(key) ?? [];
  const subplot = (group as Record<string, unknown>)[base];
  return isAttribute(subplot) && "_isSubplotObj" in subplot ? subplot : undefined;
}

/** Lists the names of the attributes of a group. */
export function listAttributes(group: Attribute): string[] {
  return Object.entries(group)
    .filter(([key, value]) => !key.startsWith("_") && key !== "impliedEdits" && key !== "items" && isAttribute(value))
    .map(([key]) => key);
}

/** Whether it is a list of groups, such as `annotations`. */
export function isList(attribute: Attribute): boolean {
  return attribute.role === "object" && attribute.items !== undefined;
}

function isAttribute(value: unknown): value is Attribute {
  return value !== null && typeof value === "object" && ("valType" in value || "role" in value);
}

const replacements: Record<string, string> = {
  scattergl: '"scatter", or with many points a "heatmap"',
  scatterpolargl: '"scatterpolar"',
  parcoords: '"parcats", or a "scatter" with a line for each row',
  splom: 'a "scatter" for each pair, or a "heatmap"',
  surface: '"heatmap" or "contour"',
  scatter3d: '"scatter" with marker.size or marker.color for the third value',
  choropleth: '"bar", a bar for each place',
  scattergeo: '"bar", a bar for each place',
};

/** Whether Plotly draws a type of trace as lines and texts, without WebGL and without a map from the network. */
export function isDrawable({ categories }: TraceSchema): boolean {
  return !categories.some((category) => ["gl", "gl3d", "geo"].includes(category));
}

/**
 * Says why the report has no traces of a type, and what to use.
 * @returns undefined of a type that it has
 */
export function refuseType(type: string): string | undefined {
  const { traces } = readSchema();
  const trace = Object.hasOwn(traces, type) ? traces[type] : undefined;
  if (!trace) return `expected a type of trace that Plotly has, got ${JSON.stringify(type)}`;
  if (isDrawable(trace)) return undefined;
  const isMap = trace.categories.some((category) => ["geo", "map", "mapbox"].includes(category));
  const instead = replacements[type] ?? (isMap ? replacements["scattergeo"] : replacements["surface"]);
  const why = isMap ? "needs a map from the network" : "needs WebGL, which paper can't show";
  return `"${type}" ${why}: use ${instead}`;
}
