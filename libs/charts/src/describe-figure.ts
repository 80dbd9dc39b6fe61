import type { Figure, Layout } from "./figure.js";
import { stripMarks } from "./marks.js";
import { readText } from "./trace-data.js";

const words: Record<string, string> = {
  bar: "bars",
  barpolar: "bars on a circle",
  box: "boxes",
  contour: "contours",
  funnelarea: "a funnel",
  heatmap: "a heatmap",
  histogram: "a histogram",
  indicator: "an indicator",
  pie: "a pie",
  scatterpolar: "a line on a circle",
  violin: "violins",
};

/** Names the kinds of traces of a figure in English, e.g. "bars and a line". */
function nameKinds(data: Figure["data"]): string {
  const kinds = data.map((trace) => {
    const {
      type = "scatter",
      mode = "lines",
      stackgroup,
    } = trace as { type?: string; mode?: string; stackgroup?: string };
    if (type !== "scatter") return words[type] ?? `a ${type}`;
    if (stackgroup) return "areas";
    return mode.includes("lines") ? "a line" : mode.includes("markers") ? "points" : "texts";
  });
  const unique = [...new Set(kinds)];
  return unique.length > 1 ? `${unique.slice(0, -1).join(", ")} and ${unique.at(-1)}` : (unique[0] ?? "nothing");
}

/** Proposes a text alternative from kinds, title, axes and the ends of a scale of words, which may be copied and completed. */
export function proposeAlt(data: Figure["data"], layout: Layout, title: string): string {
  const [first] = data as { x?: unknown[]; y?: unknown[]; labels?: unknown[]; orientation?: string }[];
  const isAcross = first?.orientation === "h";
  const names = [first?.labels ?? (isAcross ? first?.y : first?.x) ?? []]
    .flat()
    .map((name) => stripMarks(String(name)));
  const isNamed = names.length > 1 && !names.some((name) => /\d/.test(name));
  const along = stripMarks(readText((isAcross ? layout.yaxis : layout.xaxis)?.title?.text));
  const amount = stripMarks(readText((isAcross ? layout.xaxis : layout.yaxis)?.title?.text));
  const kinds = nameKinds(data);
  const axes = [amount, along].filter(Boolean).join(" by ");
  const ends = isNamed ? `From ${names[0]} to ${names.at(-1)}.` : "";
  return [`${kinds[0]!.toUpperCase()}${kinds.slice(1)}: ${title}.`, axes && `${axes}.`, ends].filter(Boolean).join(" ");
}
