import type { Layout } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { stripMarks } from "./marks.js";

/**
 * Six colours of series, the most that a stack has: each has a contrast of 3 to white, and any two differ by a ΔE of 10 for people who
 * see all colours, with deuteranopia or protanopia, and in grey, since their lightness is 10 apart (`tellApart` in `report`).
 * Neighbours in this order contrast most.
 */
export const palette = ["#2f1a86", "#ba631c", "#006f42", "#8a154b", "#0f1d24", "#15a59d"] as const;

/** All that has no colour of its own. It is apart from all of the palette but the last, which then isn't used. */
export const othersColor = "#949494";

/** What a chart compares, always drawn in these colours: what was, what was before, and by how much it rose or fell. */
export const actualColor = palette[0];
export const previousColor = othersColor;
export const riseColor = "#0b78a6";
export const fallColor = "#9c1c28";

/** What stands for the colours of series on a dark ground, as far apart. */
export const paletteDark: Readonly<Record<string, string>> = {
  "#2f1a86": "#897be8",
  "#ba631c": "#ffd86d",
  "#006f42": "#77d393",
  "#8a154b": "#e788a7",
  "#0f1d24": "#f3fafd",
  "#15a59d": "#007e78",
  [othersColor]: "#6a6f75",
  [riseColor]: "#7ed0f5",
  [fallColor]: "#ff8088",
};

/**
 * Eight steps from little to much that people with any common colour blindness see in their order: "YlOrBr" of the
 * same note, without its palest. On a dark ground much is bright, so there each step has the colour from the other end.
 */
export const heatColors = [
  "#fff7bc",
  "#fee391",
  "#fec44f",
  "#fb9a29",
  "#ec7014",
  "#cc4c02",
  "#993404",
  "#662506",
] as const;

/** Colours for texts on the steps. */
export const heatInks = heatColors.map((_, i) => (i < 3 ? "#3d1c01" : i < 5 ? "#3d1c02" : "#fffaeb"));

/** What stands for the steps, and for the texts on them, on a dark ground; texts on the steps in the middle stay dark. */
export const heatDark: Record<string, string> = {
  ...Object.fromEntries(heatColors.map((color, i) => [color, heatColors[heatColors.length - 1 - i] ?? color])),
  "#3d1c01": "#fffaeb",
  "#3d1c02": "#3d1c02",
  "#fffaeb": "#3d1c01",
};

const ink = "#1f2933";
const quiet = "#52606d";
const hairline = "#e4e7eb";
const font = { family: "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif", size: 12, color: ink };

/**
 * What all charts share: white ground, no zoom (the steps of the axes are words), and with more than one series a
 * legend above, in columns as wide as the longest label, in the order given.
 */
export function makeLayout(heightPx: number, series: readonly { label: string }[], { numbers }: Messages): Layout {
  const longest = series.reduce((length, { label }) => Math.max(length, stripMarks(label).length), 0);
  return {
    autosize: true,
    // of the numbers that Plotly formats itself
    separators: numbers.decimal + numbers.group,
    height: heightPx,
    font,
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    margin: { l: 8, r: 20, t: 8, b: 8, pad: 4 },
    dragmode: false,
    hovermode: "closest",
    hoverlabel: { bgcolor: "#ffffff", bordercolor: "#9aa5b1", font, align: "left" },
    legend: {
      orientation: "h",
      traceorder: "normal",
      x: 0,
      xanchor: "left",
      y: 1.02,
      yanchor: "bottom",
      entrywidth: Math.max(48, 7 * Math.min(longest, 22)),
      entrywidthmode: "pixels",
      itemsizing: "constant",
      font: { size: 12, color: ink },
    },
    showlegend: series.length > 1,
  };
}

/** A horizontal or vertical axis. */
export type Axis = NonNullable<Layout["xaxis"]> & NonNullable<Layout["yaxis"]>;

/** An axis with words: no grid, no line. */
export const wordAxis: Axis = {
  automargin: true,
  fixedrange: true,
  showgrid: false,
  zeroline: false,
  ticks: "",
  tickmode: "array",
  tickfont: { size: 12, color: ink },
};

/** An axis with numbers: a hairline grid that starts at a visible zero. */
export const numberAxis: Axis = {
  automargin: true,
  fixedrange: true,
  gridcolor: hairline,
  gridwidth: 1,
  zeroline: true,
  zerolinecolor: "#9aa5b1",
  zerolinewidth: 1,
  ticks: "",
  tickmode: "array",
  tickfont: { size: 12, color: quiet },
};
