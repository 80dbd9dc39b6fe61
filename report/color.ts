/** The grounds of the page: light, and on a screen in dark mode; as in report.css. */
export const lightPaper = "#ffffff";
export const darkPaper = "#15181d";

/** Gives the contrast of two colours such as "#332288", 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Mixes a colour with another, in steps of a twentieth, until it stands out from a ground by a contrast. */
export function mixUntil(color: string, other: string, ground: string, ratio: number): string {
  for (let part = 0; part < 1; part += 0.05) {
    const mixed = mix(color, other, part);
    if (contrast(mixed, ground) >= ratio) return mixed;
  }
  return other;
}

/** Finds the colour that is nearest to another, by the distance of their parts. */
export function findNearest(color: string, colors: readonly string[]): string | undefined {
  const distance = (other: string): number => Math.hypot(...parse(color).map((part, i) => part - parse(other)[i]!));
  return [...colors].sort((a, b) => distance(a) - distance(b))[0];
}

function mix(color: string, other: string, part: number): string {
  const parts = parse(color).map((value, i) => value + (parse(other)[i]! - value) * part);
  return `#${parts.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = parse(color).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function parse(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
