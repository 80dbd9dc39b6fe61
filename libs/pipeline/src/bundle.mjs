import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, realpathSync, statSync, utimesSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";

// Runs a stage from one file of JavaScript instead of some hundred files of TypeScript, which takes a third of the time. JavaScript,
// since it is loaded before TypeScript can be.

const root = realpathSync(fileURLToPath(new URL("../../..", import.meta.url)));
const stages = join(root, ".cache", "stages");

/** What a process may begin with: stages, the command line, and threads of stages. */
const isEntry = (file) => /\.stage\.ts$|-thread\.ts$|^cli[/\\](run|watch)\.ts$/.test(file);
const isSource = (name) => /\.(ts|mjs|json)$/.test(name) && !/\.test\.ts$|\.d\.ts$/.test(name);
const skipped = new Set(["node_modules", "fixtures", "expected", "jupyter", "notebooks"]);

/**
 * Lets this process and its threads begin with a bundle, where it begins with a source that has one. A bundle is made anew for
 * each state of the sources, told by their sizes and times.
 * @returns whether it does; otherwise the sources are to be run
 */
export async function useBundle() {
  try {
    if (!isMainThread) return redirect(getEnvironmentData("tillbook-bundle"));
    const main = process.argv[1] === undefined ? "" : relative(root, realpathSync(process.argv[1]));
    // a debugger shows the sources
    if (!isEntry(main) || process.execArgv.some((argument) => argument.startsWith("--inspect"))) return false;
    const bundle = await findBundle(main);
    setEnvironmentData("tillbook-bundle", bundle);
    return redirect(bundle);
  } catch {
    // e.g. a source with a syntax error, which is told when it is run, or a folder that can't be written
    return false;
  }
}

async function findBundle(main) {
  const sources = listSources(root);
  if (!sources.some(({ file }) => file === main)) throw new Error("not in the folder of a project");
  const bundle = join(stages, hashSources(sources));
  if (existsSync(bundle)) {
    const now = new Date();
    utimesSync(bundle, now, now);
    return bundle;
  }
  mkdirSync(stages, { recursive: true });
  const { makeBundle } = await import("./make-bundle.mjs");
  await makeBundle(root, sources.map(({ file }) => file).filter(isEntry), bundle);
  if (bundle !== join(stages, hashSources(listSources(root))))
    throw new Error("sources changed while they were bundled");
  return bundle;
}

function listSources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isFolderOfSources(entry.name, folder) ? listSources(path) : [];
    if (!isSource(entry.name)) return [];
    const { size, mtimeMs, ctimeMs } = statSync(path);
    return { file: relative(root, path), mark: `${size} ${mtimeMs} ${ctimeMs}` };
  });
}

/** At the top, those of nx's projects and of the command line; the others may be the user's, and large. */
function isFolderOfSources(name, parent) {
  if (skipped.has(name)) return false;
  return parent !== root || name === "libs" || name === "cli" || existsSync(join(root, name, "project.json"));
}

function hashSources(sources) {
  const hash = createHash("sha256").update(`${root}\n${process.versions.modules}\n`);
  for (const { file, mark } of sources) hash.update(`${file} ${mark}\n`);
  return hash.digest("hex").slice(0, 32);
}

function redirect(bundle) {
  if (bundle === undefined) return false;
  // .cache may be a link
  const [home, sources] = [`${pathToFileURL(realpathSync(bundle))}/`, `${pathToFileURL(root)}/`];
  registerHooks({
    resolve(specifier, context, next) {
      const isPackage = /^[^./]/.test(specifier) && context.parentURL?.startsWith(home);
      const found = next(specifier, isPackage ? { ...context, parentURL: `${sources}package.json` } : context);
      if (!found.url.startsWith(sources)) return found;
      const file = fileURLToPath(found.url).slice(root.length + 1);
      return isEntry(file) ? { ...found, url: home + file.replace(/\.ts$/, ".mjs"), format: "module" } : found;
    },
  });
  return true;
}
