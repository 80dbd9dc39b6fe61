import type { Figure } from "@tillbook/charts";
import { inTurn, sha256, TillbookError } from "@tillbook/pipeline";
import type { Browser, Page } from "playwright";
import { listColors } from "./figure-colors.js";
import { type KeptDrawings, noDrawings } from "./kept-drawings.js";
import { makePicture, type Picture } from "./pictures.js";

/** A chart as two static pictures, inline SVG, whose colours are CSS variables. */
export interface StaticChart {
  wide: string;
  /** For phones: redrawn at their width, so that its texts can be read. */
  narrow: string;
  /** Each colour of the figure, and the one that replaces it on a dark ground, e.g. "#332288" → "#7a6fb2". */
  colors: Record<string, string>;
  /** The wide one as a file of its own. */
  picture: Picture;
}

/** Scripts and fonts of the page that draws. */
export interface DrawingAssets {
  /** The Plotly bundle. */
  plotly: string;
  /** `client.js`. */
  client: string;
  /** @font-face rules: texts are measured with the fonts that they are shown in. */
  fontCss: string;
}

/** Widths in CSS px: of the column of the page, which A4 shrinks by an eighth, and of a phone. */
const wideWidth = 760;
const narrowWidth = 350;

/** Draws figures of one report after the other. */
export interface Drawer {
  /** @throws TillbookError NOTEBOOK_INVALID naming a chart and a trace with data of which Plotly draws nothing */
  draw: (figures: readonly Figure[], assets: DrawingAssets) => Promise<StaticChart[]>;
  close: () => Promise<void>;
}

/**
 * Draws figures with Plotly in a page that loads nothing. The same figure gives the same SVG, whatever was drawn before it:
 * Plotly's random ids come from a generator that is seeded by the chart's name and width.
 * @param kept  what was drawn before, which is not drawn again
 * @throws TillbookError NOTEBOOK_INVALID naming a chart and a trace with data of which Plotly draws nothing
 */
export async function drawCharts(
  browser: Browser,
  figures: readonly Figure[],
  assets: DrawingAssets,
  kept?: KeptDrawings,
): Promise<StaticChart[]> {
  const drawer = openDrawer(browser, kept);
  try {
    return await drawer.draw(figures, assets);
  } finally {
    await drawer.close();
  }
}

/** How many reports one page draws before another takes its place, so that its memory stays small. */
const mostReports = 50;

/** Opens a drawer, which keeps its page while fonts and Plotly stay the same. It draws what `drawCharts` does. */
export function openDrawer(browser: Browser, kept: KeptDrawings = noDrawings): Drawer {
  let opened: { page: Page; key: string; reports: number } | undefined;
  const close = async (): Promise<void> => {
    const page = opened?.page;
    opened = undefined;
    await page?.close();
  };
  const openPage = async (assets: DrawingAssets): Promise<Page> => {
    const key = [assets.fontCss, assets.plotly, assets.client].join("\n");
    if (opened === undefined || opened.key !== key || opened.reports >= mostReports) {
      await close();
      opened = { page: await openDrawingPage(browser, assets), key, reports: 0 };
    }
    return opened.page;
  };
  const draw = inTurn<Parameters<Drawer["draw"]>, StaticChart[]>(async (figures, assets) => {
    const { plotly, client } = assets;
    const how = [makeDrawingPage(assets), seededRandom, plotly, client, openDrawingPage, drawStatic, moveStyles];
    const from = sha256([browser.version(), ...how].map(String).join("\0"));
    const drawOne = async (figure: Figure, width: number): Promise<string> => {
      const call = makeCall(figure, width);
      const before = await kept.find([from, call]);
      if (before !== undefined) return before.toString();
      const drawn = await drawStatic(await openPage(assets), figure, call);
      await kept.keep([from, call], drawn);
      return drawn;
    };
    const charts: StaticChart[] = [];
    for (const figure of figures) {
      const [wide, narrow] = [await drawOne(figure, wideWidth), await drawOne(figure, narrowWidth)];
      const colors = listColors(figure);
      const picture = makePicture(wide, figure.layout.meta);
      charts.push({ wide: inlineSvg(wide, colors), narrow: inlineSvg(narrow, colors), colors, picture });
    }
    if (opened !== undefined) opened.reports++;
    return charts;
  });
  return { draw, close };
}

async function openDrawingPage(browser: Browser, assets: DrawingAssets): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.route("**", (route) => route.abort());
  await page.setContent(makeDrawingPage(assets));
  await page.addScriptTag({ content: `${seededRandom} seedRandom(0);` });
  await page.addScriptTag({ content: assets.plotly });
  await page.addScriptTag({ content: assets.client });
  await page.evaluate("Promise.all([...document.fonts].map((font) => font.load()))");
  return page;
}

function makeCall(figure: Figure, width: number): string {
  const seed = Number.parseInt(sha256(`${figure.layout.meta.name} ${width}`).slice(0, 8), 16);
  return `seedRandom(${seed}); tillbook.drawStatic(${JSON.stringify(figure)}, ${width}, ${width === narrowWidth})`;
}

async function drawStatic(page: Page, figure: Figure, call: string): Promise<string> {
  const drawn = page.evaluate<string>(call).catch((error: Error) => {
    const [, problem] = /Error: (expected data that Plotly draws.*)/.exec(error.message) ?? [];
    if (problem === undefined) throw error;
    const hint = "compare its data with https://plotly.com/javascript/reference";
    throw new TillbookError("NOTEBOOK_INVALID", `chart "${figure.layout.meta.name}": ${problem}`, hint);
  });
  return moveStyles(await drawn);
}

/** Writes the attribute `style` last: where Chromium writes it depends on what a page has drawn before. */
export function moveStyles(svg: string): string {
  return svg.replace(/(<[\w:-]+(?: [\w:-]+="[^"]*")*?)( style="[^"]*")((?: [\w:-]+="[^"]*")+)/g, "$1$3$2");
}

/** Mulberry32 (Tommy Ettinger, public domain). */
const seededRandom = `function seedRandom(state) {
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}`;

function makeDrawingPage({ fontCss }: DrawingAssets): string {
  return `<!doctype html><meta charset="utf-8"><style>${fontCss} body{font-family:Inter;font-variant-numeric:tabular-nums}</style><body>`;
}

/**
 * Prepares Plotly's SVG for the page: without a size, a ground and attributes of its own, and with each colour of the
 * figure as a variable, e.g. `rgb(51, 34, 136)` as `var(--c332288)`.
 */
export function inlineSvg(svg: string, colors: Record<string, string>): string {
  const [, head = "", rest = ""] = /^(<svg[^>]*>)([\s\S]*)$/.exec(svg.trim()) ?? [];
  const viewBox = /viewBox="([^"]*)"/.exec(head)?.[1] ?? "";
  const colored = Object.keys(colors).reduce(
    (text, color) =>
      text
        .replaceAll(toRgb(color), `var(${variableOf(color)})`)
        .replace(new RegExp(`((?:fill|stroke)(?::\\s*|="))${color}\\b`, "gi"), `$1var(${variableOf(color)})`),
    rest.replace(/ (?:data-[a-z-]+|xml:space|class)="[^"]*"/g, ""),
  );
  const [, , width, height] = viewBox.split(" ");
  return `<svg viewBox="${viewBox}" width="${width}" height="${height}" focusable="false">${colored}`;
}

/** Names the CSS variable of a colour, e.g. "--c332288" for "#332288". */
export function variableOf(color: string): string {
  return `--c${color.slice(1)}`;
}

function toRgb(color: string): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return `rgb(${parts.join(", ")})`;
}
