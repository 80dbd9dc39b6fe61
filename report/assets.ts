import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundlePlotly } from "./bundle-plotly.js";
import { embedFonts } from "./fonts.js";

/** Style, scripts and fonts of every page. */
export interface Assets {
  css: string;
  client: string;
  /** What opens the page of a store or a month. */
  drill: string;
  plotly: string;
  plotlyVersion: string;
  fontCss: string;
}

/**
 * Reads style, script, fonts and Plotly.
 * @param folder  of this package
 * @param types  of traces that Plotly has to draw
 * @param text  all texts of the page: fonts are embedded for the alphabets that occur in them
 * @param language  of the numbers and dates that Plotly formats itself
 */
export async function readAssets(
  folder: string,
  types: readonly string[],
  text: string,
  language: string,
): Promise<Assets> {
  const from = join(folder, "package.json");
  const require = createRequire(from);
  const dist = join(dirname(require.resolve("plotly.js/package.json")), "dist");
  const [css, client, drill, plotly, locale, fontCss] = await Promise.all([
    readFile(join(folder, "report.css"), "utf8"),
    readFile(join(folder, "client.js"), "utf8"),
    readFile(join(folder, "drill.js"), "utf8"),
    bundlePlotly(folder, types),
    readPlotlyLocale(dist, language),
    embedFonts(text, from),
  ]);
  const { version } = require("plotly.js/package.json") as { version: string };
  return { css, client, drill, plotly: plotly + locale, plotlyVersion: version, fontCss };
}

/** Reads Plotly's own locale, which sets itself; English is built in. */
async function readPlotlyLocale(dist: string, language: string): Promise<string> {
  const file = join(dist, `plotly-locale-${language}.js`);
  if (!existsSync(file)) return "";
  return `\n${await readFile(file, "utf8")}\nPlotly.setPlotConfig(${JSON.stringify({ locale: language })});\n`;
}

/** A script of the page. */
export interface Script {
  text: string;
  /** Base64 of its SHA-256, for the content security policy. */
  hash: string;
}

/** Makes the page's own script and Plotly, which that script runs later. Line ends are normalised as a browser does, so that the hashes match. */
export function makeScripts({ plotly, client, drill }: Assets): { client: Script; plotly: Script } {
  return { client: makeScript(`${client}\n${drill}\ntillbook.start();\n`), plotly: makeScript(plotly) };
}

/** Makes a script of a page. */
export function makeScript(script: string): Script {
  const text = script.replace(/\r\n?/g, "\n");
  if (/<\/script|<!--/i.test(text)) throw new Error("expected a script without </script or <!-- in it");
  return { text, hash: createHash("sha256").update(text).digest("base64") };
}
