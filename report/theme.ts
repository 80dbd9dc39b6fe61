import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { palette } from "@tillbook/charts";
import { findChoice, TillbookError } from "@tillbook/pipeline";
import { contrast, darkPaper, findNearest, lightPaper, mixUntil } from "./color.js";
import type { Figure } from "./figure.js";

/** What a company looks like, as its file in `report/themes/` says. */
interface ThemeFile {
  /** Of the company: on the cover, in the running header, as author. */
  name: string;
  /** An SVG or PNG file beside the theme's, shown instead of the name on the cover. */
  logo?: string;
  /** Colour of the name and the links, e.g. "#0b6e4f". */
  accent: string;
  /** Colours of the stores, in the order of their revenue, at most ten; without them the accent and our own. */
  charts?: string[];
}

/** A theme, ready to be used. */
export interface Theme {
  name: string;
  /** The logo as a data URL, which no script in it can leave; undefined where there is none. */
  logo: string | undefined;
  accent: string;
  /** The accent, lightened until it can be read on the dark page. */
  accentDark: string;
  /** Ten colours, in the order of those that they stand for. */
  charts: readonly string[];
}

/** Least contrast of text (WCAG 2.2, 1.4.3), and of an area that must be seen at all. */
const textContrast = 4.5;
const areaContrast = 1.5;
const mostLogoBytes = 500_000;

/**
 * Reads the theme that `REPORT_THEME` names.
 * @param folder  of the themes
 * @throws TillbookError SETTING_INVALID when there is none of the name, THEME_INVALID naming file, field and value
 */
export async function readTheme(name: string, folder: string): Promise<Theme> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  const file = findChoice("REPORT_THEME", name, Object.fromEntries(files.map((f) => [f.slice(0, -".json".length), f])));
  const text = await readFile(join(folder, file), "utf8");
  const refuse = (field: string, expected: string, got: unknown, hint = `mend report/themes/${file}`): TillbookError =>
    new TillbookError(
      "THEME_INVALID",
      `report/themes/${file}: ${field} must be ${expected}, got ${JSON.stringify(got)}`,
      hint,
    );
  const theme = parseTheme(text, refuse);
  const logo = theme.logo === undefined ? undefined : await readLogo(theme.logo, folder, refuse);
  const { accent, charts } = theme;
  return {
    name: theme.name,
    logo,
    accent,
    accentDark: mixUntil(accent, lightPaper, darkPaper, 7),
    charts: completeColors(charts ?? [accent]),
  };
}

/** Gives a figure the theme's colours instead of ours. */
export function colorFigure(figure: Figure, theme: Theme): Figure {
  const colors = new Map(Object.entries(listChartColors(theme)));
  const { meta, ...layout } = figure.layout;
  return { ...figure, data: recolor(figure.data, colors), layout: { ...recolor(layout, colors), meta } };
}

/** Lists the theme's colours of charts, by those of the notebooks that they stand for. */
export function listChartColors({ charts }: Theme): Record<string, string> {
  return Object.fromEntries(palette.map((color, i) => [color, charts[i]!]));
}

/** Changes each text that is one of the colours; names and texts that look like one are not. */
function recolor<T>(value: T, colors: ReadonlyMap<string, string>): T {
  if (typeof value === "string") return (colors.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((item) => recolor(item, colors)) as T;
  if (value === null || typeof value !== "object") return value;
  const isText = (key: string): boolean => ["name", "text", "customdata", "ticktext"].includes(key);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, isText(k) ? v : recolor(v, colors)])) as T;
}

type Refuse = (field: string, expected: string, got: unknown, hint?: string) => TillbookError;

function parseTheme(text: string, refuse: Refuse): ThemeFile {
  let theme: Record<string, unknown>;
  try {
    theme = JSON.parse(text);
  } catch (error) {
    throw refuse("it", "JSON", (error as Error).message);
  }
  if (theme === null || typeof theme !== "object" || Array.isArray(theme)) throw refuse("it", "an object", theme);
  const { name, logo, accent, charts, ...others } = theme;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refuse("its fields", "among name, logo, accent and charts", unknown);
  if (typeof name !== "string" || !/^\S(.{0,58}\S)?$/u.test(name))
    throw refuse("name", "a text of 1 to 60 characters", name);
  if (logo !== undefined && (typeof logo !== "string" || !/^[^/\\]+\.(svg|png)$/.test(logo))) {
    throw refuse("logo", "the name of an SVG or PNG file in report/themes", logo);
  }
  expectColor("accent", accent, textContrast, refuse);
  if (charts !== undefined) {
    if (!Array.isArray(charts) || charts.length === 0 || charts.length > palette.length) {
      throw refuse("charts", `a list of 1 to ${palette.length} colours`, charts);
    }
    for (const [i, color] of charts.entries()) expectColor(`charts[${i}]`, color, areaContrast, refuse);
    const twice = charts.find((color, i) => charts.indexOf(color) !== i);
    if (twice !== undefined) throw refuse("charts", "colours that differ", twice);
  }
  return theme as unknown as ThemeFile;
}

function expectColor(field: string, color: unknown, ratio: number, refuse: Refuse): void {
  if (typeof color !== "string" || !/^#[0-9a-f]{6}$/.test(color)) {
    throw refuse(field, 'a colour such as "#0b6e4f", in small letters', color);
  }
  const got = contrast(color, lightPaper);
  if (got >= ratio) return;
  const darker = mixUntil(color, "#000000", lightPaper, ratio);
  const expected = `a colour whose contrast to white, here ${got.toFixed(1)}, is at least ${ratio}`;
  throw refuse(field, expected, color, `take a darker one, e.g. ${darker}`);
}

async function readLogo(file: string, folder: string, refuse: Refuse): Promise<string> {
  const bytes = await readFile(join(folder, file)).catch(() => undefined);
  if (bytes === undefined) throw refuse("logo", "a file in report/themes", file);
  if (bytes.length > mostLogoBytes) throw refuse("logo", `a file of at most ${mostLogoBytes / 1000} kB`, file);
  const isPng = bytes.subarray(0, 8).equals(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"));
  const isSvg = /<svg[\s>]/.test(bytes.toString("utf8").slice(0, 5000));
  if (extname(file) === ".png" ? !isPng : !isSvg) throw refuse("logo", "what its ending says, SVG or PNG", file);
  return `data:image/${isPng ? "png" : "svg+xml"};base64,${bytes.toString("base64")}`;
}

/** Fills up to ten: with ours, without those that are nearest to the theme's. */
function completeColors(colors: readonly string[]): string[] {
  const rest: string[] = [...palette];
  for (const color of colors) rest.splice(rest.indexOf(findNearest(color, rest) ?? ""), 1);
  return [...colors, ...rest];
}
