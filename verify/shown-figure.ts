import { blankTemplate } from "./blank.js";
import { escapePointer, type Shown, type ShownNumber, walkJson } from "./shown.js";

type Attributes = Record<string, unknown>;

/**
 * What a trace says of its looks and its arrangement, and not of its data. All else is listed, so that an attribute that is new in
 * Plotly is not passed unseen.
 */
const looksOfTrace = new Set(
  `type mode orientation visible hoverinfo hoveron showlegend colorscale autocolorscale reversescale showscale domain
  symbol font textfont insidetextfont outsidetextfont hoverlabel uid uirevision textposition textangle
  insidetextanchor constraintext cliponaxis line fillcolor fillpattern opacity xaxis yaxis coloraxis subplot scene geo legend
  legendgroup legendrank legendwidth stackgroup stackgaps groupnorm offsetgroup alignmentgroup bargap barmode tickformat
  xhoverformat yhoverformat zhoverformat valueformat xcalendar ycalendar xperiod yperiod xperiodalignment yperiodalignment
  hole sort direction rotation pull fill connectgaps selectedpoints selected unselected zmin zmax zmid zauto cmin cmax cmid cauto
  ncontours contours xgap ygap zsmooth boxpoints boxmean jitter pointpos whiskerwidth notchwidth bandwidth points side spanmode
  scalemode nbinsx nbinsy autobinx autobiny pad thickness arrangement tiling pathbar branchvalues maxdepth level count
  align columnwidth columnorder meta transforms connector increasing decreasing totals textinfo automargin sizeref sizemin sizemode
  cumulative histnorm histfunc width offset pattern cornerradius`.split(/\s+/),
);

/** Texts of a layout that a reader sees, at any depth; its other texts are settings. */
const textsOfLayout =
  /\/(text|hovertext|label|ticktext|tickprefix|ticksuffix|title|alt|prefix|suffix|labelalias|table)(\/|$)/;

/**
 * Lists the texts of a figure, the numbers of its traces, and where its annotations and shapes stand, unless that is relative to
 * the page.
 */
export function walkFigure(figure: unknown, at: string, shown: Shown): void {
  const { data = [], layout = {} } = (figure ?? {}) as { data?: Attributes[]; layout?: Attributes };
  data.forEach((trace, i) => {
    for (const [key, value] of Object.entries(trace))
      if (/colorbar|legendgrouptitle/.test(key)) addTexts(value, `${at}/data/${i}/${key}`);
      else if (!looksOfTrace.has(key)) addOfTrace({ trace, key, value, at: `${at}/data/${i}/${escapePointer(key)}` });
  });
  addTexts(layout, `${at}/layout`);
  for (const kind of ["annotations", "shapes", "images"])
    asList(layout[kind]).forEach((item, i) => {
      for (const key of ["x", "y", "x0", "x1", "y0", "y1"])
        addOfLayout(kind, item, key, `${at}/layout/${kind}/${i}/${key}`);
    });

  function addTexts(value: unknown, place: string): void {
    const all: Shown = { texts: [], numbers: [], unreadable: shown.unreadable };
    walkJson(value, place, all, blankTemplate);
    shown.texts.push(
      ...all.texts.filter((text) => textsOfLayout.test(text.at.slice(at.length)) && !isColor(text.text)),
    );
  }

  function addOfTrace({
    trace,
    key,
    value,
    at: place,
  }: {
    trace: Attributes;
    key: string;
    value: unknown;
    at: string;
  }): void {
    const found: Shown = { texts: [], numbers: [], unreadable: shown.unreadable };
    // of a marker only what stands for data: a size or a colour for each point
    const inner = key === "marker" ? pickLists(value) : value;
    if (key === "marker") addTexts((value as Attributes | null)?.["colorbar"], `${place}/colorbar`);
    walkJson(inner, place, found, blankTemplate);
    shown.texts.push(...found.texts.filter(({ text }) => !isColor(text)));
    const ticks = listNames(key, trace, layout, at);
    // Bars one after the other, each beside its tick, are in order whatever the ticks say.
    const isOrder = ({ at, value }: ShownNumber): boolean =>
      ticks !== undefined && isBar(trace) && value === Number(at.slice(at.lastIndexOf("/") + 1));
    const numbers = found.numbers.filter((number) => !isOrder(number));
    shown.numbers.push(...numbers.map((number): ShownNumber => ({ ...number, ...(ticks && { ticks }) })));
  }

  function addOfLayout(kind: string, item: Attributes, key: string, place: string): void {
    const [value, letter] = [item[key], key.slice(0, 1)];
    const reference = item[`${letter}ref`] ?? (kind === "images" ? "paper" : letter);
    if (typeof value !== "number" || /paper|domain|container/.test(String(reference))) return;
    const ticks = listTicks(letter, reference, layout, at);
    shown.numbers.push({ at: place, value, ...(ticks && { ticks }) });
  }
}

function pickLists(marker: unknown): Attributes {
  const entries = Object.entries((marker ?? {}) as Attributes);
  return Object.fromEntries(
    entries.filter(([, value]) => typeof value === "object" && value !== null && isList(value)),
  );
}

function isList(value: object): boolean {
  return Array.isArray(value) || "bdata" in value;
}

function asList(value: unknown): Attributes[] {
  return Array.isArray(value) ? value : [];
}

function isColor(text: string): boolean {
  return /^(#[0-9a-f]{3,8}|(rgb|hsl|hsv)a?\([\d\s.,%]*\))$/i.test(text);
}

/** The ticks beside which a trace's numbers are places; none for the lengths of bars, which are values whatever the ticks say. */
function listNames(key: string, trace: Attributes, layout: Attributes, at: string): string[] | undefined {
  if (!["x", "y", "base"].includes(key)) return undefined;
  const isSideways = trace["orientation"] === "h";
  const letter = key === "base" ? (isSideways ? "x" : "y") : key;
  if (isBar(trace) && (letter === "x") === isSideways && trace["base"] === undefined) return undefined;
  return listTicks(letter, trace[`${letter}axis`] ?? letter, layout, at);
}

function isBar({ type }: Attributes): boolean {
  return /^(bar|box|violin|histogram|waterfall|funnel)$/.test(String(type));
}

/** Pointers to the texts at an axis; undefined where it has numbers of Plotly's own. */
function listTicks(letter: string, id: unknown, layout: Attributes, at: string): string[] | undefined {
  const name = `${letter}axis${String(id).slice(1)}`;
  const { tickvals, ticktext } = (layout[name] ?? {}) as { tickvals?: unknown; ticktext?: unknown };
  if (!Array.isArray(tickvals) || !Array.isArray(ticktext) || ticktext.length === 0) return undefined;
  return ticktext.map((_, i) => `${at}/layout/${name}/ticktext/${i}`);
}
