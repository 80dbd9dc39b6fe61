import type { Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { toUnits } from "./money.js";
import { type Quantity, sum } from "./quantity.js";
import { othersColor } from "./theme.js";

/** Stripes of a bar's own colour on the ground. */
const stripes = { shape: "/", size: 7, solidity: 0.4 } as const;

/** Bars of one series, as far as they differ. */
interface Bars {
  name: string;
  x: number[];
  y: (number | Quantity)[];
  customdata: string[][];
  hovertemplate: string;
  marker: { color: string };
}

/**
 * Hatches the bars of what the data has only in part: a trace of its own, beside that of the others, with which the legend shows and
 * hides it. Without such bars there is one trace.
 * @param whole  whether the data has all of a bar, one for each
 * @param group  a name that no other series has; bars of one group stand at the same place
 */
export function hatchParts(bars: Bars, whole: readonly boolean[], group: string, isGrouped: boolean): Trace[] {
  if (whole.every(Boolean)) return [{ type: "bar", ...bars }];
  const place = { legendgroup: group, ...(isGrouped && { offsetgroup: group }) };
  const pick = (isWhole: boolean): Bars => {
    const own = <T>(items: readonly T[]): T[] => items.filter((_, i) => whole[i] === isWhole);
    return { ...bars, x: own(bars.x), y: own(bars.y), customdata: own(bars.customdata) };
  };
  const [solid, hatched] = [pick(true), pick(false)];
  const isAlone = solid.x.length === 0;
  return [
    ...(isAlone ? [] : [{ type: "bar", ...solid, ...place } satisfies Trace]),
    { type: "bar", ...hatched, ...place, marker: { ...bars.marker, pattern: stripes }, showlegend: isAlone },
  ];
}

/**
 * Makes what stands in the legend for hatched bars: a bar of no height.
 * @param x  where it stands
 * @param group  at the place of whose bars, where they stand side by side
 */
export function makePartLegend(x: number, messages: Messages, group?: string): Trace {
  return {
    type: "bar",
    name: messages.monthlySales.part,
    x: [x],
    y: [toUnits(sum([]), messages)],
    hoverinfo: "skip",
    marker: { color: othersColor, pattern: stripes },
    showlegend: true,
    ...(group !== undefined && { offsetgroup: group }),
  };
}
