import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { embedFonts } from "./fonts.js";

/** The texts that go into every page, as read from the packages that the lockfile pins. */
export interface Assets {
  css: string;
  client: string;
  plotly: string;
  plotlyVersion: string;
  fontCss: string;
}

/**
 * Reads style, script, fonts and Plotly.
 * @param folder  this package's
 * @param bundle  a file of plotly.js/dist
 * @param text  what the page says, which decides on the alphabets of the fonts
 * @param language  of the numbers and dates that Plotly itself writes
 */
export async function readAssets(folder: string, bundle: string, text: string, language: string): Promise<Assets> {
  const from = join(folder, "package.json");
  const require = createRequire(from);
  const dist = join(dirname(require.resolve("plotly.js/package.json")), "dist");
  const [css, client, plotly, locale, fontCss] = await Promise.all([
    readFile(join(folder, "report.css"), "utf8"),
    readFile(join(folder, "client.js"), "utf8"),
    readFile(join(dist, bundle), "utf8"),
    readPlotlyLocale(dist, language),
    embedFonts(text, from),
  ]);
  const { version } = require("plotly.js/package.json") as { version: string };
  return { css, client, plotly: plotly + locale, plotlyVersion: version, fontCss };
}

/** Reads what makes Plotly write dates and numbers in a language; English needs nothing. */
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

/** Makes the page's own script, and Plotly, which that runs later; line ends are those that a browser sees. */
export function makeScripts({ plotly, client }: Assets): { client: Script; plotly: Script } {
  return { client: makeScript(`${client}\ntillbook.start();\n`), plotly: makeScript(plotly) };
}

function makeScript(script: string): Script {
  const text = script.replace(/\r\n?/g, "\n");
  if (/<\/script|<!--/i.test(text)) throw new Error("expected a script without </script or <!-- in it");
  return { text, hash: createHash("sha256").update(text).digest("base64") };
}
