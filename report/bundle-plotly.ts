import { createRequire } from "node:module";
import { build } from "esbuild";

/**
 * Bundles Plotly with no more than the types of traces that the figures have: bars alone 1.1 MB, all that the report can draw
 * 1.8 MB, the bundles of its package 5.2 MB (https://github.com/plotly/plotly.js/blob/master/CUSTOM_BUNDLE.md).
 * @param folder  of this package
 * @param types  of traces, e.g. "bar"; "scatter" is always there
 */
export async function bundlePlotly(folder: string, types: readonly string[]): Promise<string> {
  const { version } = createRequire(`${folder}/package.json`)("plotly.js/package.json") as { version: string };
  const modules = [...new Set(types)].filter((type) => type !== "scatter").sort();
  const traces = modules.map((type) => `require("plotly.js/lib/${type}")`).join();
  const { outputFiles } = await build({
    stdin: {
      contents: `const plotly = require("plotly.js/lib/core"); plotly.register([${traces}]); module.exports = plotly;`,
      resolveDir: folder,
    },
    banner: {
      js: `/* plotly.js v${version} (${["scatter", ...modules].join()}), Copyright Plotly, Inc., MIT License */`,
    },
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "Plotly",
    target: "es2022",
    define: { global: "window" },
    // of maps
    loader: { ".css": "empty" },
    legalComments: "eof",
    logLevel: "silent",
    write: false,
  });
  return outputFiles[0]!.text;
}
