import type { Trace } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { toUnits } from "./money.js";
import { sum } from "./quantity.js";
import { othersColor } from "./theme.js";

/** How bars of a part are hatched: white lines, which are seen on each colour and in grey. */
const hatch = { shape: "/", fgcolor: "#ffffff", size: 7, solidity: 0.45 } as const;

/** Hatches the bars of what the data has only in part; nothing where it has all. */
export function makePattern(whole: readonly boolean[]): { pattern?: Record<string, unknown> } {
  if (whole.every(Boolean)) return {};
  return { pattern: { ...hatch, shape: whole.map((isWhole) => (isWhole ? "" : hatch.shape)) } };
}

/** Makes what stands in the legend for hatched bars: a bar of no height. @param x  where it stands */
export function makePartLegend(x: number, messages: Messages): Trace {
  return {
    type: "bar",
    name: messages.monthlySales.part,
    x: [x],
    y: [toUnits(sum([]), messages)],
    hoverinfo: "skip",
    marker: { color: othersColor, pattern: hatch },
    showlegend: true,
  };
}
