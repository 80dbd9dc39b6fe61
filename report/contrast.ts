import { formatHex, interpolate, parse, wcagContrast } from "culori";

/** The grounds of the page: light, and on a screen in dark mode; as in report.css. */
export const lightPaper = "#ffffff";
export const darkPaper = "#15181d";

/** Contrast of the charts' colours to the dark ground; WCAG 2.2 requires 3 of graphics (1.4.11). */
const darkContrast = 3.5;

/** Mixes a colour with another, in steps of a twentieth, until it stands out from a ground by a contrast. */
export function mixUntil(color: string, other: string, ground: string, ratio: number): string {
  const mix = interpolate([color, other], "rgb");
  const steps = Array.from({ length: 20 }, (_, i) => formatHex(mix(i / 20)));
  return steps.find((mixed) => wcagContrast(mixed, ground) >= ratio) ?? other;
}

/** Finds the replacement of a colour on the dark ground: greys are inverted, other colours lightened until they stand out. */
export function toDark(color: string): string {
  const { r = 0, g = 0, b = 0 } = parse(color) as { r: number; g: number; b: number };
  const [low, high] = [Math.min(r, g, b), Math.max(r, g, b)];
  if (Math.round(255 * (high - low)) >= 28) return mixUntil(color, lightPaper, darkPaper, darkContrast);
  return formatHex(interpolate([darkPaper, "#f3f4f6"], "rgb")((1 - (low + high) / 2) ** 0.8));
}
