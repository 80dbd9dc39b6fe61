import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { findRoot } from "@tillbook/pipeline";
import { findRunning } from "./kernel-run.js";

const require = createRequire(import.meta.url);

/** Modules that were loaded by `require`, as those of cells are. */
interface LoadedModule {
  parent?: LoadedModule | null;
  children: LoadedModule[];
}

/** A place where names are defined, and what they were. */
type Snapshot = [place: object, names: Map<PropertyKey, PropertyDescriptor>];

/**
 * Remembers how the kernel is before its first cell.
 * @returns takes the kernel back to that, and adds variables to its environment: what cells changed of the global object, of
 * built-in functions and their prototypes, and of the process; listeners, and timers that a cell let run on; modules of the
 * checkout, which the next cells load anew. What cells changed in packages, in Node's modules, in `Buffer` and in functions of
 * `process` stays. It throws where something can't be taken back.
 */
export function rememberStart(): (environment: Readonly<Record<string, string>>) => void {
  const root = findRoot();
  const folder = process.cwd();
  const start = { ...process.env };
  const listeners = new Map(process.eventNames().map((event) => [event, new Set(process.rawListeners(event))]));
  const { JupyterHandlerImpl } = require("tslab/dist/jupyter.js");
  const places = [globalThis, ...listBuiltIns(), console, JupyterHandlerImpl.prototype];
  const snapshots = places.map((place): Snapshot => [place, readNames(place)]);
  const stopTimers = watchTimers();
  return (environment) => {
    stopTimers();
    for (const event of process.eventNames()) {
      for (const listener of process.rawListeners(event)) {
        if (!listeners.get(event)?.has(listener)) process.removeListener(event, listener as () => void);
      }
    }
    for (const snapshot of snapshots) restoreNames(snapshot);
    restoreDisplay();
    forgetModules(root);
    for (const name of Object.keys(process.env)) if (!(name in start)) delete process.env[name];
    Object.assign(process.env, start, environment);
    process.chdir(folder);
    process.exitCode = undefined;
  };
}

/** Lists what the global object names, and their prototypes: what a cell may patch. */
function listBuiltIns(): object[] {
  const own = Object.values(Object.getOwnPropertyDescriptors(globalThis)).map(({ value }) => value);
  const functions = own.filter((value) => typeof value === "function");
  const spaces = [JSON, Math, Reflect, Intl, Atomics];
  return [...functions, ...functions.map(({ prototype }) => prototype), ...spaces].filter(
    (value) => value !== undefined && value !== null,
  );
}

function readNames(place: object): Map<PropertyKey, PropertyDescriptor> {
  return new Map(
    Reflect.ownKeys(place).map((name) => [name, Reflect.getOwnPropertyDescriptor(place, name) as PropertyDescriptor]),
  );
}

const keys = ["value", "get", "set", "writable", "enumerable", "configurable"] as const;

function restoreNames([place, names]: Snapshot): void {
  for (const name of Reflect.ownKeys(place)) {
    if (!names.has(name) && !Reflect.deleteProperty(place, name))
      throw new Error(`expected to take back ${String(name)}, which a cell defined for good`);
  }
  for (const [name, before] of names) {
    const now = Reflect.getOwnPropertyDescriptor(place, name);
    const isSame = now && keys.every((key) => now[key] === before[key]);
    if (!isSame && !Reflect.defineProperty(place, name, before))
      throw new Error(`expected to take back ${String(name)}, which a cell changed for good`);
  }
}

/** Takes away what record-outputs.ts put before tslab's own function, which is another for each cell. */
function restoreDisplay(): void {
  const kernel = require("tslab/dist/jupyter.js");
  Object.defineProperty(kernel, "lastWriteDisplayData", {
    configurable: true,
    enumerable: true,
    writable: true,
    value: null,
  });
}

/** Forgets the modules of the checkout, and that others have loaded them. */
function forgetModules(root: string): void {
  const { _cache: cache }: { _cache: Record<string, LoadedModule> } = require("node:module");
  const packages = `${sep}node_modules${sep}`;
  for (const [file, module] of Object.entries(cache)) {
    if (!file.startsWith(join(root, sep)) || file.includes(packages)) continue;
    delete cache[file];
    if (module.parent) module.parent.children = [];
  }
}

/** Watches timers that cells let run on (`unref`), which nothing waits for; returns what stops them. */
function watchTimers(): () => void {
  const left = new Set<NodeJS.Timeout>();
  const prototype = Object.getPrototypeOf(setTimeout(() => {}, 0)) as NodeJS.Timeout;
  const { unref } = prototype;
  prototype.unref = function (this: NodeJS.Timeout): NodeJS.Timeout {
    if (findRunning() !== undefined && /\bcell-\d+\.js:/.test(new Error().stack ?? "")) left.add(this);
    return unref.call(this);
  };
  return () => {
    for (const timer of left) clearTimeout(timer);
    left.clear();
  };
}
