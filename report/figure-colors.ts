import type { Figure, Meta as FigureMeta } from "@tillbook/charts";
import { toDark } from "./contrast.js";

/** Fields with names and labels, which may look like a colour, e.g. an article "#123456". */
const textKeys = new Set(["meta", "name", "text", "customdata", "ticktext"]);

/** Changes each colour of a figure, such as "#332288", but no text that looks like one. */
export function mapColors<T>(value: T, change: (color: string) => string): T {
  if (typeof value === "string") return (/^#[0-9a-f]{6}$/i.test(value) ? change(value.toLowerCase()) : value) as T;
  if (Array.isArray(value)) return value.map((item) => mapColors(item, change)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, textKeys.has(key) ? item : mapColors(item, change)]),
  ) as T;
}

/** Lists the colours of a figure, each with its replacement on a dark ground, which `layout.meta.dark` may choose. */
export function listColors(figure: Figure): Record<string, string> {
  const { dark }: FigureMeta & { dark?: Record<string, string> } = figure.layout.meta;
  const colors: Record<string, string> = {};
  mapColors(figure, (color) => {
    colors[color] = dark?.[color] ?? toDark(color);
    return color;
  });
  return colors;
}
