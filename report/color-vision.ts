import { type Color, converter, differenceCie76, parse } from "culori";

type Rgb = { r: number; g: number; b: number };

/**
 * What a row of red, green and blue light looks like to whom it is named after: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A
 * Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE TVCG 15 (6), 2009, severity 1.0. In grey each is the
 * relative luminance of WCAG 2.2.
 */
const views: Readonly<Record<View, readonly (readonly [number, number, number])[]>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  grey: Array(3).fill([0.2126, 0.7152, 0.0722]),
};

/** A way to see: with all colours, without green or red cones, or in print without colours. */
type View = "all" | "deuteranopia" | "protanopia" | "grey";

const [toLinear, difference] = [converter("lrgb"), differenceCie76()];

/** The colour as it looks in a view. */
export function simulate(color: string | Color, view: View): Color {
  const { r, g, b } = toLinear(typeof color === "string" ? parse(color)! : color) as Rgb;
  const [red, green, blue] = views[view].map(([x, y, z]) => x * r + y * g + z * b);
  return { mode: "lrgb", r: red!, g: green!, b: blue! };
}

/** Measures how far apart two colours are in the view where they are closest: ΔE of CIE 1976; 2.3 is just noticeable. */
export function tellApart(a: string | Color, b: string | Color): number {
  const distances = (Object.keys(views) as View[]).map((view) => difference(simulate(a, view), simulate(b, view)));
  return Math.min(...distances);
}
