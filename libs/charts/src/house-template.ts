import type { Messages } from "./locale/index.js";
import { actualColor, fallColor, heatColors, makeLayout, othersColor, palette, riseColor } from "./theme.js";

const [ink, quiet, line, hairline, ground] = ["#1f2933", "#52606d", "#9aa5b1", "#e4e7eb", "#ffffff"];

/** From little to much, as the fields of a heatmap have it. */
const scale = heatColors.map((color, i) => [i / (heatColors.length - 1), color]);
const colorbar = { outlinewidth: 0, thickness: 12, ticks: "", tickfont: { size: 12, color: quiet } };
const axis = {
  automargin: true,
  fixedrange: true,
  gridcolor: hairline,
  linecolor: line,
  zerolinecolor: line,
  zerolinewidth: 1,
  ticks: "",
  tickcolor: line,
  tickfont: { size: 12, color: quiet },
  title: { font: { size: 12, color: quiet }, standoff: 10 },
  // whole numbers with the separators of the language: "1,000,000", not "1M" or "1B"
  exponentformat: "none",
  separatethousands: true,
} as const;
const { automargin: _, fixedrange: __, title, zerolinecolor: ___, zerolinewidth: ____, ...round } = axis;
const { tickcolor: _____, ticks: ______, ...plain } = round;
const smithAxis = { gridcolor: hairline, linecolor: line, tickfont: axis.tickfont };
const carpetAxis = {
  ...plain,
  title: { font: title.font },
  startlinecolor: line,
  endlinecolor: line,
  minorgridcolor: hairline,
};
const sector = { marker: { line: { color: ground, width: 1 } }, textfont: { size: 12 } };
// parts in their own colours: mixed with black or white they would have no dark one
const tree = { ...sector, root: { color: "rgba(0,0,0,0)" } };
const field = { colorscale: scale, colorbar };

/** Of titles where a figure stands alone, as in JupyterLab. It isn't in the template, since it takes room without a text too. */
export const titleStyle = {
  automargin: true,
  yref: "container",
  y: 1,
  pad: { t: 8, b: 16 },
  x: 0,
  xref: "paper",
  font: { size: 15 },
} as const;

/**
 * Makes the template of all figures (https://plotly.com/javascript/layout-template): what a figure doesn't say itself is as in
 * the charts of the house. All its colours have a dark one, but those of scales, which mean the same on every ground.
 * @param form  what the data stand on: axes with the amounts upwards or to the right, a field between two axes, or a round with
 * names about it, which need a margin
 */
export function makeTemplate(messages: Messages, form: "upwards" | "across" | "field" | "round"): object {
  const { autosize: _, height: __, legend, showlegend: ___, ...shared } = makeLayout(0, [], messages);
  return {
    layout: {
      ...shared,
      colorway: [...palette],
      colorscale: { sequential: scale, sequentialminus: scale },
      coloraxis: field,
      legend: { ...legend, entrywidth: undefined, entrywidthmode: undefined, bgcolor: "rgba(0,0,0,0)" },
      bargap: 0.25,
      margin: form === "round" ? { l: 48, r: 48, t: 48, b: 32, pad: 4 } : shared.margin,
      xaxis: { ...axis, showgrid: form === "across", rangeslider: { visible: false } },
      yaxis: { ...axis, showgrid: form === "upwards" },
      polar: { bgcolor: "rgba(0,0,0,0)", angularaxis: round, radialaxis: round },
      ternary: { bgcolor: "rgba(0,0,0,0)", aaxis: round, baxis: round, caxis: round },
      smith: { bgcolor: "rgba(0,0,0,0)", realaxis: smithAxis, imaginaryaxis: smithAxis },
      annotationdefaults: { arrowcolor: line, arrowwidth: 1, font: { size: 12, color: ink } },
      shapedefaults: { line: { color: line, width: 1 } },
    },
    data: {
      bar: [{ error_x: { color: quiet }, error_y: { color: quiet } }],
      barpolar: [{ marker: { line: { color: ground, width: 0.6 } } }],
      candlestick: [{ increasing: { line: { color: riseColor } }, decreasing: { line: { color: fallColor } } }],
      carpet: [{ aaxis: carpetAxis, baxis: carpetAxis, color: quiet }],
      contour: [field],
      contourcarpet: [field],
      funnel: [
        {
          connector: { fillcolor: hairline, line: { width: 0 } },
          marker: { line: { width: 0 } },
        },
      ],
      funnelarea: [sector],
      heatmap: [{ ...field, xgap: 1, ygap: 1 }],
      histogram: [{ marker: { line: { color: ground, width: 0.6 } } }],
      histogram2d: [{ ...field, xgap: 1, ygap: 1 }],
      histogram2dcontour: [field],
      icicle: [{ ...tree, leaf: { opacity: 1 }, pathbar: { visible: false } }],
      indicator: [
        {
          number: { font: { color: ink } },
          title: { font: { color: quiet } },
          delta: { increasing: { color: riseColor }, decreasing: { color: fallColor } },
          gauge: {
            axis: {
              tickcolor: line,
              tickfont: { size: 12, color: quiet },
              exponentformat: "none",
              separatethousands: true,
            },
            bar: { color: actualColor },
            bordercolor: hairline,
            bgcolor: "rgba(0,0,0,0)",
          },
        },
      ],
      ohlc: [{ increasing: { line: { color: riseColor } }, decreasing: { line: { color: fallColor } } }],
      parcats: [
        { line: { color: othersColor }, labelfont: { size: 12, color: ink }, tickfont: { size: 12, color: quiet } },
      ],
      pie: [{ ...sector, automargin: true, insidetextorientation: "horizontal", sort: false }],
      sankey: [
        { link: { color: "#d5dae0" }, node: { line: { width: 0 }, pad: 18, thickness: 16 }, textfont: { color: ink } },
      ],
      sunburst: [{ ...tree, leaf: { opacity: 1 }, insidetextorientation: "radial" }],
      table: [
        {
          header: { fill: { color: hairline }, line: { color: line }, font: { color: ink }, align: "left" },
          cells: {
            fill: { color: ground },
            line: { color: hairline },
            font: { color: ink },
            align: "left",
            height: 24,
          },
        },
      ],
      treemap: [{ ...tree, marker: { ...tree.marker, depthfade: false }, pathbar: { visible: false } }],
      waterfall: [
        {
          connector: { line: { color: line, width: 1 } },
          increasing: { marker: { color: riseColor } },
          decreasing: { marker: { color: fallColor } },
          totals: { marker: { color: actualColor } },
        },
      ],
    },
  };
}
