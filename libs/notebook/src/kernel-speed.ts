import { createRequire } from "node:module";

const require = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));

/**
 * Lets tslab convert cells without reading the types of what they import, which takes it seconds for each notebook. For
 * the plot stage, which has checked the types of all cells before (check.ts), and more strictly than tslab does.
 * To be called before tslab is loaded.
 */
export function skipTypes(): void {
  resolveFromTypescript();
  const file = require.resolve("@tslab/typescript-for-tslab");
  const typescript = require(file);
  require.cache[file]!.exports = {
    ...typescript,
    createWatchCompilerHost: (files: string[], options: object, ...rest: unknown[]) =>
      typescript.createWatchCompilerHost(files, { ...options, types: [], noResolve: true }, ...rest),
    getPreEmitDiagnosticsOfFiles: (program: unknown, files: unknown) =>
      typescript.getPreEmitDiagnosticsOfFiles(program, files).filter(isSyntax),
  };
}

/** Lets cells require `./x.js` where `x.ts` is: tsx finds it only for a file that is TypeScript itself, as cells are. */
function resolveFromTypescript(): void {
  const nodeModule: { createRequire: typeof createRequire } = require("node:module");
  const original = nodeModule.createRequire;
  nodeModule.createRequire = (path) => original(String(path).replace(/\/src\.js$/, "/src.ts"));
}

/** Codes below 2000 are of the syntax; among them is 1308, by which tslab finds an await outside of functions. */
function isSyntax(diagnostic: { code: number }): boolean {
  return diagnostic.code < 2000;
}
