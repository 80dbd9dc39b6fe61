import type { Layout } from "./figure.js";
import { stripMarks } from "./marks.js";
import { placeApart } from "./place-apart.js";

/** What a series is called at its end, or above its first bar. */
export interface DirectLabel {
  /** Escaped for Plotly. */
  text: string;
  color: string;
  /** The trace that it names: a click on the label hides and shows it, and those of its legend group. */
  trace: number;
  /** Where it points to: parts of the plot's width and height, from the left and from the bottom. */
  x: number;
  y: number;
}

type Named = Required<Pick<Layout, "annotations" | "shapes" | "showlegend" | "margin">>;

/** A line of a label in px, and about the width of a character: the page measures, where it has little room. */
const [linePx, characterPx] = [15, 6.8];

/** Lines lead so far, at most a little beyond the plot; the label is so many px from there. */
const [leader, farthestX, gapPx] = [0.08, 1.015, 4];

/** So many characters stand in a line, if there is a space to break at: beside a plot, and above a bar. */
const longestLine = { end: 14, piece: 9 };

/** The narrowest plot beside the longest names of bars on a wide page, in px. */
const narrowestPx = 480;

/**
 * Names series at the right end of a plot instead of in a legend: in their order, beside where they end, apart from each other, each at
 * a short line of its colour. The page shows the legend instead on a screen without room, and while a series is hidden.
 * @param heightPx  of the plot
 * @param dash  of the lines that lead to the names: dotted behind lines of data, which they would seem to continue
 * @returns undefined where there isn't room for all
 */
export function labelEnds(
  labels: readonly DirectLabel[],
  heightPx: number,
  dash: "solid" | "dot" = "solid",
): Named | undefined {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const texts = sorted.map(({ text }) => breakLine(text, longestLine.end));
  const places = placeApart(
    sorted.map(({ y }, i) => ({ at: y * heightPx, size: linePx * texts[i]!.length })),
    heightPx,
  );
  if (places === undefined) return undefined;
  const at = Math.min(farthestX, Math.max(...labels.map(({ x }) => x)) + leader);
  const widest = Math.max(...texts.flat().map(measure));
  return {
    showlegend: false,
    margin: { l: 8, r: Math.ceil(widest) + 22, t: 8, b: 8, pad: 4 },
    annotations: sorted.map(({ trace }, i) => ({
      ...makeText(texts[i]!.join("<br>"), trace),
      ...{ x: at, y: places[i]! / heightPx, xanchor: "left" as const, yanchor: "middle" as const, xshift: gapPx },
    })),
    shapes: sorted.map(({ color, trace, x, y }, i) => ({
      ...makeLine(color, trace, dash),
      ...{ x0: x, x1: at, y0: y, y1: places[i]! / heightPx },
    })),
  };
}

/** A name farther from its piece would seem to be that of another. */
const farthestPx = 48;

/** The room that names above a bar need, in px. */
export const headPx = 44;

/**
 * Names the pieces of the first bar of a plot above it, each near its piece and in their order, with a short line of its colour.
 * @param heightPx  of the plot, of which the first `headPx` are for the names
 * @returns undefined where there isn't room for all near their pieces
 */
export function labelPieces(
  labels: readonly Omit<DirectLabel, "y">[],
  heightPx: number,
): Omit<Named, "margin"> | undefined {
  const sorted = [...labels].sort((a, b) => a.x - b.x);
  const texts = sorted.map(({ text }) => breakLine(text, longestLine.piece));
  const places = placeApart(
    sorted.map(({ x }, i) => ({ at: x * narrowestPx, size: Math.max(...texts[i]!.map(measure)) + 10 })),
    narrowestPx,
  );
  if (places === undefined || sorted.some(({ x }, i) => Math.abs(places[i]! - x * narrowestPx) > farthestPx))
    return undefined;
  const [top, y] = [headPx, headPx - 10].map((px) => 1 - px / heightPx);
  return {
    showlegend: false,
    annotations: sorted.map(({ trace }, i) => ({
      ...makeText(texts[i]!.join("<br>"), trace),
      ...{
        x: places[i]! / narrowestPx,
        y,
        xanchor: "center" as const,
        yanchor: "bottom" as const,
        align: "center" as const,
      },
    })),
    shapes: sorted.map(({ color, trace, x }, i) => ({
      ...makeLine(color, trace),
      ...{ x0: x, x1: places[i]! / narrowestPx, y0: top, y1: y },
    })),
  };
}

/** Finds the middles of values that are stacked, those above zero upwards and those below downwards. */
export function findMiddles(values: readonly number[]): number[] {
  const ends = { above: 0, below: 0 };
  return values.map((value) => {
    const side = value < 0 ? "below" : "above";
    ends[side] += value;
    return ends[side] - value / 2;
  });
}

/** Finds where values are on an axis, as parts of its length from its begin. */
export function placeOnAxis(
  values: readonly number[],
  { range = [] }: Pick<NonNullable<Layout["xaxis"]>, "range">,
): number[] {
  const [first, last] = range as [number, number];
  return values.map((value) => (value - first) / (last - first));
}

/** A text of which the page knows by its name that it stands for an entry of the legend. */
function makeText(text: string, trace: number) {
  return {
    name: `series ${trace}`,
    text,
    ...{ xref: "paper" as const, yref: "paper" as const, showarrow: false, align: "left" as const, borderpad: 0 },
    ...{ captureevents: true, font: { size: 12 } },
  };
}

function makeLine(color: string, trace: number, dash: "solid" | "dot" = "solid") {
  return {
    name: `series ${trace}`,
    type: "line" as const,
    ...{ xref: "paper" as const, yref: "paper" as const, layer: "below" as const },
    line: { color, width: dash === "solid" ? 2.5 : 1.5, dash },
  };
}

/** Breaks a long text at a space or behind a hyphen, so that the longer of its two lines is as short as can be. */
function breakLine(text: string, longest: number): string[] {
  const words = text.split(/(?<=[ -])(?=.)/);
  if (stripMarks(text).length <= longest || words.length === 1 || text.includes("\u2068")) return [text];
  const broken = words
    .slice(1)
    .map((_, w) => [words.slice(0, w + 1), words.slice(w + 1)].map((some) => some.join("").trimEnd()));
  const readLength = (lines: readonly string[]): number => Math.max(...lines.map((line) => stripMarks(line).length));
  return broken.reduce((best, lines) => (readLength(lines) < readLength(best) ? lines : best));
}

/** About how wide a text is; ideographs are as wide as they are high. */
function measure(text: string): number {
  const plain = stripMarks(text).replace(/&(?:#\d+|\w+);/g, "&");
  return [...plain].reduce((px, character) => px + (/[\u1100-\uffdc]/.test(character) ? 12 : characterPx), 0);
}
