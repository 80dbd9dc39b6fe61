import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));

/** What of the language's library tslab's TypeScript lacks, and can read as the check of types has it. */
const libraries = ["es2024.collection", "es2024.object", "es2024.promise", "es2024.string"];

/** TypeScript's option `moduleResolution: "bundler"`. */
const bundler = 100;

interface Builder {
  getAllDependencies: (file: unknown) => readonly string[];
}

interface Host {
  createProgram: (...rest: unknown[]) => Builder;
}

/**
 * Lets tslab read cells as the check of types does (check-types.ts): as modules, in which `await` may stand outside of functions,
 * with the same strictness, the language's own decorators, and packages found by their `exports`. tslab itself takes `await (x)`
 * for a call of a function named await. To be called before tslab is loaded.
 * @param isTyped  whether types are checked; without that only their syntax counts
 */
export function readCellsAsModules(isTyped: boolean): void {
  const file = require.resolve("@tslab/typescript-for-tslab");
  const typescript = require(file);
  const options = {
    disableTopLevelAwait: false,
    experimentalDecorators: false,
    ...(isTyped && { moduleResolution: bundler, strict: true, noUncheckedIndexedAccess: true, types: ["node"] }),
  };
  require.cache[file]!.exports = {
    ...typescript,
    createWatchCompilerHost: (files: string[], own: object, ...rest: unknown[]) => {
      const roots = isTyped ? [...files, ...findLibraries()] : files;
      return checkOwnFiles(typescript.createWatchCompilerHost(roots, { ...own, ...options }, ...rest));
    },
    getPreEmitDiagnosticsOfFiles: (program: unknown, files: unknown) =>
      typescript.getPreEmitDiagnosticsOfFiles(program, files).filter(isOfCell),
  };
}

/** Types of what a cell imports are left to `make check`, whose compiler is newer; of that only the syntax counts here. */
function isOfCell({ file, code }: { file?: { fileName: string }; code: number }): boolean {
  return code < 2000 || file?.fileName.endsWith("/__tslab__.ts") === true;
}

function findLibraries(): string[] {
  const compiler = createRequire(createRequire(import.meta.url).resolve("typescript/package.json"));
  const folder = dirname(compiler.resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`));
  const own = join(import.meta.dirname, "../jupyter/es2023.d.ts");
  return [own, ...libraries.map((name) => join(folder, "lib", `lib.${name}.d.ts`))];
}

/** Keeps tslab from checking and converting again all sources of packages that a cell imports: it uses only files beside the cell. */
function checkOwnFiles(host: Host): Host {
  const { createProgram } = host;
  host.createProgram = (...rest) => {
    const builder = createProgram(...rest);
    const { getAllDependencies } = builder;
    const folder = `${process.cwd()}/`;
    builder.getAllDependencies = (file) =>
      getAllDependencies.call(builder, file).filter((path) => path.startsWith(folder));
    return builder;
  };
  return host;
}
