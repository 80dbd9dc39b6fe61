import { html, type SafeHtml } from "@remix-run/html-template";
import { namePeriod } from "@tillbook/charts";
import { type StaticChart, variableOf } from "./draw-charts.js";
import { joinLines, toCssString } from "./html.js";
import type { Look } from "./look.js";
import { nameReport, type Period } from "./period.js";
import type { Theme } from "./theme.js";

/** What the page's own style depends on. */
export interface StyledContent extends Look {
  period: Period | undefined;
  /** The only store that it is about. */
  store: string | undefined;
  charts: ReadonlyMap<string, StaticChart>;
}

/** Renders the style sheet: fonts, the charts' colours, report.css, and what the look changes in it. */
export function renderStyle(content: StyledContent, { css, fontCss }: { css: string; fontCss: string }): SafeHtml {
  const colors = makeColorCss([...content.charts.values()]);
  const own = [
    html.raw`${fontCss}`,
    colors,
    html.raw`${css}`,
    makeThemeCss(content.theme),
    makePaperCss(content.paper),
  ];
  return joinLines([...own, makeRunningHeader(content)]);
}

/** Defines each colour of the charts twice: as drawn, and its replacement on a screen in dark mode. */
function makeColorCss(charts: readonly StaticChart[]): SafeHtml {
  const colors = new Map(charts.flatMap((chart) => Object.entries(chart.colors)));
  const define = (values: [string, string][]): string =>
    values.map(([name, value]) => `${variableOf(name)}:${value}`).join(";");
  const light = define([...colors.keys()].map((color) => [color, color]));
  return html.raw`:root{${light}}\n@media screen and (prefers-color-scheme:dark){:root{${define([...colors])}}}`;
}

/** Makes the rules of a theme's colours. */
export function makeThemeCss({ accent, accentDark }: Theme): SafeHtml {
  return html.raw`:root{--accent:${accent}}\n@media screen and (prefers-color-scheme:dark){:root{--accent:${accentDark}}}`;
}

/** Names the paper, and the height within its margins, which are those of report.css. */
function makePaperCss(paper: Look["paper"]): SafeHtml {
  // the rows of tables are lower on the shorter paper, so that the year of the first section stays on its page
  const [size, height, row] = paper === "letter" ? ["Letter", 279.4, 0.7] : ["A4", 297, 1.1];
  return html.raw`@page{size:${size}}\n:root{--page-height:${Number(height) - 46}mm;--row:${row}mm}`;
}

/** Sets the texts of the running header, since CSS can't read the title from the page. */
function makeRunningHeader({ period, store, messages, theme }: StyledContent): SafeHtml {
  const left = toCssString(`${theme.name} · ${nameReport(store, messages)}`);
  const right = toCssString(period ? namePeriod(period, messages) : "");
  return html.raw`@page{@top-left{content:${left}}@top-right{content:${right}}}
@page:first{@top-left{content:none}@top-right{content:none}@bottom-right{content:none}}`;
}
