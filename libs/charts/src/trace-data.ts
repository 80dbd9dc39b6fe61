import type { Messages } from "./locale/index.js";

/** A column of a trace's data: its name, and a cell for each point. */
export interface Series {
  head: string;
  cells: readonly unknown[];
  /** How its axis writes numbers, e.g. a tickformat ".1%" or a ticksuffix " h". */
  axis?: AxisFormat;
  /** Whether it names rows: numbers there may be years. */
  isKey?: boolean;
}

export interface AxisFormat {
  tickformat?: string;
  tickprefix?: string;
  ticksuffix?: string;
  tickvals?: unknown;
  ticktext?: unknown;
  title?: { text?: string };
}

/** The data of one trace: what names its rows, and what they have. */
export interface Part {
  name: string;
  keys: Series[];
  values: Series[];
}

type Loose = Record<string, unknown>;

/** Reads a text of Plotly, which has tags and entities, as a plain one. */
export function readText(text: unknown): string {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", "#36": "$", "#37": "%", nbsp: "\u00a0" };
  return String(text ?? "")
    .replace(/<br ?\/?>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&([a-z]+|#\d+);/g, (all, name: string) => entities[name] ?? all)
    .trim();
}

/** Whether a trace has its amounts on the horizontal axis; a funnel has unless it says something else. */
export function isAcross({ type, orientation }: { type?: unknown; orientation?: unknown }): boolean {
  return orientation === "h" || (type === "funnel" && orientation === undefined);
}

/** Reads the data of a trace; undefined of a type of trace that has another kind of data. */
export function readPart(trace: Loose, layout: Loose, { labels }: Messages): Part | undefined {
  const type = String(trace["type"] ?? "scatter");
  const name = readText(trace["name"]);
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  const axisOf = (letter: string): AxisFormat => {
    const id = String(trace[`${letter}axis`] ?? letter);
    return (layout[`${letter}axis${id.slice(1)}`] ?? {}) as AxisFormat;
  };
  const onAxis = (letter: string, fallback: string): Series => {
    const axis = axisOf(letter);
    return { head: readText(axis.title?.text) || fallback, cells: nameTicks(list(trace[letter]), axis), axis };
  };
  const some = (...keys: string[]): Series[] =>
    keys
      .filter((key) => Array.isArray(trace[key]))
      .map((key) => ({ head: labels[key as "open"] ?? key, cells: list(trace[key]) }));
  switch (type) {
    case "bar":
    case "funnel":
    case "scatter":
    case "waterfall": {
      if (!Array.isArray(trace["x"]) || !Array.isArray(trace["y"]) || Array.isArray(trace["x"][0])) return undefined;
      const [key, value] = isAcross(trace) ? (["y", "x"] as const) : (["x", "y"] as const);
      const amounts = onAxis(value, name || labels.value);
      // two traces on axes of two units
      const head = name && amounts.head !== name ? `${name}: ${amounts.head}` : amounts.head;
      return { name, keys: [onAxis(key, labels.name)], values: [{ ...amounts, head }] };
    }
    case "pie":
    case "funnelarea":
      return {
        name,
        keys: [{ head: labels.name, cells: list(trace["labels"]) }],
        values: [{ head: name || labels.value, cells: list(trace["values"]) }],
      };
    case "sunburst":
    case "treemap":
    case "icicle":
      return {
        name,
        keys: [
          { head: labels.partOf, cells: nameParents(trace) },
          { head: labels.name, cells: list(trace["labels"]) },
        ],
        values: [{ head: name || labels.value, cells: list(trace["values"]) }],
      };
    case "ohlc":
    case "candlestick":
      return { name, keys: [onAxis("x", labels.name)], values: some("open", "high", "low", "close") };
    case "scatterpolar":
    case "barpolar":
      return {
        name,
        keys: [{ head: labels.name, cells: list(trace["theta"]) }],
        values: [{ head: name || labels.value, cells: list(trace["r"]) }],
      };
    case "scatterternary":
      return { name, keys: some("text"), values: some("a", "b", "c") };
    case "heatmap":
    case "contour":
      return readMatrix(trace, onAxis("x", labels.name), onAxis("y", labels.name));
    case "sankey":
      return readFlows(trace, labels);
    case "box":
    case "violin":
    case "histogram":
      return {
        name,
        keys: [],
        values: ["x", "y"].filter((key) => Array.isArray(trace[key])).map((key) => onAxis(key, labels.value)),
      };
    case "indicator":
      return {
        name,
        keys: [{ head: labels.name, cells: [readText((trace["title"] as Loose | undefined)?.["text"]) || name] }],
        values: [{ head: labels.value, cells: [trace["value"]] }],
      };
    case "table":
      return readTable(trace);
    default:
      return undefined;
  }
}

/** Names places on an axis whose ticks have texts of their own. */
function nameTicks(cells: unknown[], { tickvals, ticktext }: AxisFormat): unknown[] {
  if (!Array.isArray(tickvals) || !Array.isArray(ticktext)) return cells;
  const names = new Map(tickvals.map((value, i) => [value, readText(ticktext[i])]));
  return cells.every((cell) => names.has(cell)) ? cells.map((cell) => names.get(cell)) : cells;
}

function nameParents(trace: Loose): unknown[] {
  const { ids, labels, parents } = trace as { ids?: unknown[]; labels: unknown[]; parents: unknown[] };
  return parents.map((parent) => (ids === undefined ? parent : (labels[ids.indexOf(parent)] ?? parent)));
}

function readMatrix(trace: Loose, x: Series, y: Series): Part | undefined {
  const rows = trace["z"] as unknown[][];
  if (!Array.isArray(rows) || !Array.isArray(rows[0])) return undefined;
  const [across, down] = trace["transpose"] === true ? [y, x] : [x, y];
  const names = down.cells.length === rows.length ? down.cells : rows.map((_, i) => i + 1);
  const heads = across.cells.length === rows[0].length ? across.cells : rows[0].map((_, i) => i + 1);
  return {
    name: "",
    keys: [{ ...down, cells: names.map(String) }],
    values: heads.map((head, c) => ({ head: readText(head), cells: rows.map((row) => row[c]) })),
  };
}

function readFlows({ node, link }: Loose, labels: Messages["labels"]): Part | undefined {
  const { label: names = [] } = (node ?? {}) as { label?: unknown[] };
  const { source = [], target = [], value = [] } = (link ?? {}) as Record<"source" | "target" | "value", number[]>;
  const keys = [
    { head: labels.from, cells: source.map((i) => names[i]) },
    { head: labels.to, cells: target.map((i) => names[i]) },
  ];
  return { name: "", keys, values: [{ head: labels.value, cells: value }] };
}

function readTable({ header, cells }: Loose): Part | undefined {
  const columns = (cells as { values?: unknown[][] } | undefined)?.values ?? [];
  const heads = (header as { values?: unknown[] } | undefined)?.values ?? [];
  return {
    name: "",
    keys: [],
    values: columns.map((column, c) => ({ head: readText([heads[c]].flat()[0]), cells: column })),
  };
}
