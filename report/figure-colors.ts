import { type Figure, type Meta as FigureMeta, paletteDark } from "@tillbook/charts";
import { toDark } from "./contrast.js";

/**
 * Changes each colour of a figure, such as "#332288" or the one in "rgba(51, 34, 136, 0.5)", but no text that looks like one, and
 * no colour of a scale, since most of those that are drawn lie between two.
 */
export function mapColors<T>(value: T, change: (color: string) => string, isColor = false): T {
  if (typeof value === "string") return (isColor ? mapColor(value, change) : value) as T;
  if (Array.isArray(value)) return value.map((item) => mapColors(item, change, isColor)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapColors(item, change, /color(?!scale)/.test(key))]),
  ) as T;
}

function mapColor(value: string, change: (color: string) => string): string {
  if (/^#[0-9a-f]{6}$/i.test(value)) return change(value.toLowerCase());
  const [, r, g, b, alpha] = /^rgba\((\d+), ?(\d+), ?(\d+), ?([\d.]+)\)$/.exec(value) ?? [];
  if (alpha === undefined || alpha === "0") return value;
  const toHex = (part: string | undefined): string => Number(part).toString(16).padStart(2, "0");
  const changed = change(`#${toHex(r)}${toHex(g)}${toHex(b)}`);
  const parts = [1, 3, 5].map((at) => Number.parseInt(changed.slice(at, at + 2), 16));
  return parts.some(Number.isNaN) ? value : `rgba(${parts.join(", ")}, ${alpha})`;
}

/** Lists the colours of a figure, each with its replacement on a dark ground, which `layout.meta.dark` may choose. */
export function listColors(figure: Figure): Record<string, string> {
  const { dark }: FigureMeta & { dark?: Record<string, string> } = figure.layout.meta;
  const colors: Record<string, string> = {};
  mapColors(figure, (color) => {
    colors[color] = dark?.[color] ?? paletteDark[color] ?? toDark(color);
    return color;
  });
  return colors;
}
