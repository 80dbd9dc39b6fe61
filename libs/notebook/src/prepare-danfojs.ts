import { createRequire } from "node:module";
import { makeExact } from "./exact-danfojs.js";

type Resolve = (request: string, parent?: { filename?: string | null }, ...rest: unknown[]) => string;
type Load = (request: string, ...rest: unknown[]) => unknown;

const require = createRequire(import.meta.url);
const patched = Symbol.for("tillbook.danfojs");

/**
 * Lets danfojs calculate in 64 bits wherever it is loaded from now on, e.g. by a cell. It gets `tensors.ts` in place of TensorFlow
 * and `statistics.ts` in place of mathjs, so neither is loaded, nor are their banners printed; xlsx is loaded when a workbook is used.
 */
export function prepareDanfojs(): void {
  const nodeModule: { _resolveFilename: Resolve; _load: Load; [patched]?: true } = require("node:module");
  if (nodeModule[patched]) return;
  nodeModule[patched] = true;
  const replacements: Record<string, string> = {
    "@tensorflow/tfjs-node": require.resolve("./tensors.js"),
    mathjs: require.resolve("./statistics.js"),
    xlsx: require.resolve("./lazy-xlsx.cjs"),
  };
  const { _resolveFilename: resolve, _load: load } = nodeModule;
  nodeModule._resolveFilename = function (request, parent, ...rest) {
    const isOfDanfojs = /[\\/]danfojs-node[\\/]/.test(parent?.filename ?? "");
    return (isOfDanfojs ? replacements[request] : undefined) ?? resolve.call(this, request, parent, ...rest);
  };
  nodeModule._load = function (request, ...rest) {
    if (request !== "danfojs-node") return load.call(this, request, ...rest);
    // first, since Node prints that packages use what is outdated unless only packages are on the stack
    nodeModule._load = load;
    const loaded = load.call(this, request, ...rest);
    const errors = load.call(this, "danfojs-node/dist/danfojs-base/shared/errors.js", ...rest);
    makeExact(loaded as Parameters<typeof makeExact>[0], (errors as { default: object }).default);
    return loaded;
  };
}
