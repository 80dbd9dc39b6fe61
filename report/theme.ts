import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { type Figure, palette } from "@tillbook/charts";
import { findChoice, TillbookError } from "@tillbook/pipeline";
import { nearest } from "culori";
import { tellApart } from "./color-vision.js";
import { darkPaper, lightPaper, mixUntil } from "./contrast.js";
import { mapColors } from "./figure-colors.js";
import { parseTheme, type ThemeFile } from "./theme-file.js";

/** A theme, as the code uses it. */
export interface Theme {
  name: string;
  /** Data URL of the logo; scripts in it don't run. */
  logo: string | undefined;
  accent: string;
  /** The accent, lightened until it can be read on the dark page. */
  accentDark: string;
  /** Six colours, in the order of the palette that they replace. */
  charts: readonly string[];
}

/** Contrast of the accent to the dark page (WCAG 2.2, 1.4.6). */
const darkTextContrast = 7;
const mostLogoBytes = 500_000;

/**
 * Reads the theme that `REPORT_THEME` names.
 * @param folder  of the themes
 * @throws TillbookError SETTING_INVALID when no theme has the name, THEME_INVALID naming file, field and value
 */
export async function readTheme(name: string, folder: string): Promise<Theme> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  const file = findChoice("REPORT_THEME", name, Object.fromEntries(files.map((f) => [f.slice(0, -".json".length), f])));
  const { accent, charts, ...theme } = await readThemeFile(file, folder);
  return {
    ...theme,
    accent,
    accentDark: mixUntil(accent, lightPaper, darkPaper, darkTextContrast),
    charts: completeColors(charts ?? [accent]),
  };
}

/** Reads a theme's file, and its logo as a data URL. */
async function readThemeFile(file: string, folder: string): Promise<ThemeFile & Pick<Theme, "logo">> {
  try {
    const theme = parseTheme(await readFile(join(folder, file), "utf8"));
    return { ...theme, logo: theme.logo && (await readLogo(theme.logo, folder)) };
  } catch (error) {
    const message = `report/themes/${file}: ${(error as Error).message}`;
    const hint = `fix report/themes/${file}, then run \`make report\``;
    throw new TillbookError("THEME_INVALID", message, hint, { cause: error });
  }
}

/** Replaces the palette's colours in a figure by the theme's. */
export function colorFigure(figure: Figure, theme: Theme): Figure {
  const colors = listChartColors(theme);
  return mapColors(figure, (color) => colors[color] ?? color);
}

/** Lists the theme's colours of charts by the colour of the palette that each replaces. */
export function listChartColors({ charts }: Theme): Record<string, string> {
  return Object.fromEntries(palette.map((color, i) => [color, charts[i]!]));
}

async function readLogo(file: string, folder: string): Promise<string> {
  const refuse = (expected: string): Error => new Error(`logo must be ${expected}, got "${file}"`);
  const bytes = await readFile(join(folder, file)).catch(() => undefined);
  if (bytes === undefined) throw refuse("a file in report/themes");
  if (bytes.length > mostLogoBytes) throw refuse(`a file of at most ${mostLogoBytes / 1000} kB`);
  const isPng = bytes.subarray(0, 8).equals(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"));
  const isSvg = /<svg[\s>]/.test(bytes.toString("utf8").slice(0, 5000));
  if (extname(file) === ".png" ? !isPng : !isSvg) throw refuse("what its ending says, SVG or PNG");
  return `data:image/${isPng ? "png" : "svg+xml"};base64,${bytes.toString("base64")}`;
}

/** Completes the theme's colours to six by the palette's, without those that are least apart from the theme's. */
function completeColors(colors: readonly string[]): string[] {
  const rest: string[] = [...palette];
  for (const color of colors) {
    const [closest] = nearest(rest, tellApart)(color, 1);
    rest.splice(rest.indexOf(closest!), 1);
  }
  return [...colors, ...rest];
}
