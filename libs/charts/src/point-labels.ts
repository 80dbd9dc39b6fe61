import { placeOnAxis } from "./direct-labels.js";

/** A text beside a point, at fractions of the plot's width and height from its lower left corner. */
export interface PointLabel {
  text: string;
  x: number;
  y: number;
}

/** Height of a line of 12 px, and the mean width of its letters, in px. */
const [lineHeight, letterWidth] = [16, 6.4];
/** Width of the plot on paper, in px; on a phone it is narrower, and in a wide window wider. */
const plotWidth = 600;
/** From the middle of a point to that of the line above or below it, in px. */
const distance = 11;

/**
 * Places texts of 12 px so that none covers another: above its point, else below. The first come first.
 * @param plotHeight  in px
 * @returns a place for each, undefined where it would cover one before on both sides
 */
export function placeLabels(
  labels: readonly PointLabel[],
  plotHeight: number,
): ("top center" | "bottom center" | undefined)[] {
  const placed: { middle: number; height: number; width: number }[] = [];
  return labels.map(({ text, x, y }) => {
    const [middle, width] = [x * plotWidth, [...text].length * letterWidth];
    for (const side of [1, -1]) {
      const height = y * plotHeight + side * distance;
      const isFree = placed.every(
        (other) =>
          Math.abs(other.height - height) >= lineHeight ||
          Math.abs(other.middle - middle) >= (other.width + width) / 2 + letterWidth,
      );
      if (!isFree) continue;
      placed.push({ middle, height, width });
      return side > 0 ? "top center" : "bottom center";
    }
    return undefined;
  });
}

/** Places values on a logarithmic axis that has them all, as fractions of its length; some room is left at both ends, as Plotly leaves it. */
export function placeOnLogAxis(values: readonly number[]): number[] {
  const logs = values.map(Math.log);
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const room = high > low ? (high - low) / 18 : 0.5;
  return placeOnAxis(logs, { range: [low - room, high + room] });
}
