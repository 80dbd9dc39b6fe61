import { createRequire } from "node:module";
import { type BuildOptions, build, buildSync } from "esbuild";

/**
 * Bundles Plotly with no more than the types of traces that the figures have: bars alone 1.1 MB, all that the report can draw
 * 1.8 MB, the bundles of its package 5.2 MB (https://github.com/plotly/plotly.js/blob/master/CUSTOM_BUNDLE.md).
 * @param folder  of this package
 * @param types  of traces, e.g. "bar"; "scatter" is always there
 */
export async function bundlePlotly(folder: string, types: readonly string[]): Promise<string> {
  const options = makeOptions(folder, types);
  const key = options.banner!["js"]!;
  if (kept?.key !== key) {
    const { outputFiles } = await build({ ...options, write: false });
    kept = { key, text: outputFiles[0]!.text };
  }
  return kept.text;
}

/** The latest bundle: one report after the other has the same types. */
let kept: { key: string; text: string } | undefined;

/** Lists the packages that a bundle has code of, by name. */
export function listBundledPackages(folder: string, types: readonly string[]): string[] {
  const { metafile } = buildSync({ ...makeOptions(folder, types), write: false, metafile: true });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const names = files.map((file) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*\.m?js$/.exec(file)?.[1] ?? "");
  return [...new Set(names)].filter((name) => name !== "").sort();
}

function makeOptions(folder: string, types: readonly string[]): BuildOptions {
  const { version } = createRequire(`${folder}/package.json`)("plotly.js/package.json") as { version: string };
  const modules = [...new Set(types)].filter((type) => type !== "scatter").sort();
  const traces = modules.map((type) => `require("plotly.js/lib/${type}")`).join();
  return {
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
  };
}
