import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
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
 */
export async function readAssets(folder: string, bundle: string, text: string): Promise<Assets> {
  const from = join(folder, "package.json");
  const require = createRequire(from);
  const [css, client, plotly, fontCss] = await Promise.all([
    readFile(join(folder, "report.css"), "utf8"),
    readFile(join(folder, "client.js"), "utf8"),
    readFile(require.resolve(`plotly.js/dist/${bundle}`), "utf8"),
    embedFonts(text, from),
  ]);
  const { version } = require("plotly.js/package.json") as { version: string };
  return { css, client, plotly, plotlyVersion: version, fontCss };
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
