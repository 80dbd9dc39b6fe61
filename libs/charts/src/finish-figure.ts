import { TillbookError } from "@tillbook/pipeline";
import { proposeAlt } from "./describe-figure.js";
import type { Figure, FigureSpec, Meta } from "./figure.js";
import { makeTemplate, titleStyle } from "./house-template.js";
import type { Messages } from "./locale/index.js";
import { stripMarks } from "./marks.js";
import { makePlain } from "./plain-values.js";
import { mostRows, tabulateFigure } from "./tabulate-figure.js";
import { escapePlotly } from "./text.js";
import { isAcross, readText } from "./trace-data.js";

/**
 * Completes a figure as it is written in a cell: house style, a name for its files from its title, the data table from its
 * traces. What the figure says itself stays.
 * @param taken  names of the figures before it; the new one is added
 * @throws TillbookError NOTEBOOK_INVALID when title or text alternative are missing, or the table can't be made
 */
export function finishFigure(spec: FigureSpec, messages: Messages, taken: Set<string>): Figure {
  const { data = [], layout: given = {} } = spec ?? {};
  if (!Array.isArray(data) || data.length === 0)
    throw incomplete("expected a figure with at least one trace, { data: [{ … }], layout: { … } }");
  if (!data.some(hasData)) throw incomplete("expected data, got only empty arrays: does the query select any rows?");
  const { meta: said = {}, ...layout } = makePlain(given) as NonNullable<FigureSpec["layout"]>;
  const traces = makePlain(data) as Figure["data"];
  const title = said.title ?? readText(layout.title?.text);
  if (!title) throw incomplete('expected a title, layout: { title: { text: "…" } }');
  const name = said.name ?? nameFile(title, taken);
  taken.add(name);
  const meta: Partial<Meta> = { ...said, name, title };
  const base = {
    template: makeTemplate(messages, findForm(traces)),
    height: chooseHeight(traces),
    ...layout,
    title: { ...titleStyle, ...layout.title, text: layout.title?.text ?? escapePlotly(title) },
  };
  if (!said.alt) {
    const proposal = JSON.stringify(proposeAlt(traces, base, stripMarks(title)));
    throw incomplete(
      `chart "${stripMarks(title)}": expected layout.meta.alt, what the chart shows, in words for those who can't see it, e.g. meta: { alt: ${proposal} }, better with what stands out`,
    );
  }
  const table = said.table ?? tabulateFigure(traces, base, messages);
  if (!table) {
    throw incomplete(
      `chart "${stripMarks(title)}": expected layout.meta.table, the data behind it, which of such traces, or of more than ${mostRows} points, isn't made by itself, e.g. table: { columns: makeColumns(["Article"], ["Revenue"]), rows: [["Bread", "1.20"]] }`,
    );
  }
  return { data: traces, layout: { ...base, meta: { ...meta, table } as Meta } };
}

/** Names a file after a title, without its numbers, which change with the data: "ulm-sells-most" for "Ulm sells most: €3.2M". */
export function nameFile(title: string, taken: ReadonlySet<string>): string {
  const words = stripMarks(title)
    .normalize("NFKD")
    .replace(/[\p{M}]/gu, "")
    .toLowerCase()
    .split(/\s+/);
  const slug = words
    .filter((word) => !/\d/.test(word))
    .map((word) => word.replace(/ß/g, "ss").replace(/[^a-z0-9]+/g, "-"))
    .join("-")
    .replace(/-+/g, "-")
    .slice(0, 60)
    .replace(/^-|-$/g, "");
  const base = slug || "chart";
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
  return name;
}

/** As many px as bars to the right need, else as much as a chart of the house has. */
function chooseHeight(data: Figure["data"]): number {
  const bars = data.filter(isAcross).map((trace) => ("y" in trace && trace.y ? trace.y.length : 0));
  return Math.max(380, 104 + 16 * Math.max(0, ...bars));
}

/** Whether a trace has a value anywhere, at any depth. */
function hasData(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if ("length" in value) return Number(value.length) > 0;
  return Object.values(value).some(hasData) || "value" in value;
}

function findForm(data: Figure["data"]): Parameters<typeof makeTemplate>[1] {
  const has = (types: RegExp): boolean => data.some(({ type = "scatter" }) => types.test(type));
  if (has(/polar|ternary|smith|indicator/)) return "round";
  if (has(/^(heatmap|contour|image|histogram2d)/)) return "field";
  return data.some(isAcross) ? "across" : "upwards";
}

function incomplete(message: string): TillbookError {
  return new TillbookError("NOTEBOOK_INVALID", message, "see docs/notebooks.md, A chart of your own");
}
