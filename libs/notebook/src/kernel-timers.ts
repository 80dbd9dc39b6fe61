import { createRequire } from "node:module";

const require = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));

/** The functions by which TypeScript's watcher asks for time, in the system that tslab gives it. */
interface System {
  setTimeout: (callback: () => void, ms: number) => unknown;
  clearTimeout: (timer: unknown) => void;
}

/**
 * Gives TypeScript's watcher a timer of its own for imports that it didn't find. tslab has a single one, for the next
 * conversion, and throws when the watcher asks for both, as it does when files beside the checkout come and go: the kernel then
 * prints errors until JupyterLab loses it. To be called before tslab is loaded.
 */
export function separateTimers(): void {
  const file = require.resolve("@tslab/typescript-for-tslab");
  const typescript = require(file);
  require.cache[file]!.exports = {
    ...typescript,
    createWatchCompilerHost: (files: string[], options: object, system: System, ...rest: unknown[]) => {
      addTimers(system);
      return typescript.createWatchCompilerHost(files, options, system, ...rest);
    },
  };
}

function addTimers(system: System): void {
  const own = { setTimeout: system.setTimeout, clearTimeout: system.clearTimeout };
  const timers = new Set<unknown>();
  system.setTimeout = (callback, ms) => {
    if (callback.name !== "invalidateResolutionsOfFailedLookup") return own.setTimeout(callback, ms);
    const timer = setTimeout(() => {
      timers.delete(timer);
      callback();
    }, ms).unref();
    timers.add(timer);
    return timer;
  };
  system.clearTimeout = (timer) => {
    if (timers.delete(timer)) clearTimeout(timer as NodeJS.Timeout);
    else own.clearTimeout(timer);
  };
}
