import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { TillbookError } from "@tillbook/pipeline";
import { type CellModule, makeModule } from "./cell-module.js";
import type { NotebookCode } from "./execute.js";
import type { Failure } from "./kernels.js";

/**
 * Checks the types of notebooks as strictly as the rest of the project, before any kernel starts.
 * @param folder  a folder of this call's own below the checkout `root`; made, and removed at the end
 * @returns all errors of each notebook that has any, by the notebook's name; its types are checked when its syntax is right
 */
export async function checkTypes(
  notebooks: readonly NotebookCode[],
  root: string,
  folder: string,
): Promise<Map<string, Failure[]>> {
  const modules = notebooks.map(({ name, cells }) => ({ name, ...makeModule(cells) }));
  const broken = new Map(
    modules.filter(({ failures }) => failures.length > 0).map(({ name, failures }) => [name, failures]),
  );
  const whole = modules.filter(({ name }) => !broken.has(name));
  if (whole.length === 0) return broken;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    for (const { name, text } of whole) await writeFile(join(folder, `${name}.ts`), text);
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(makeConfig(root)));
    const output = await runCompiler(root, folder);
    return new Map([...broken, ...findTypeErrors(output, whole)]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `rootDirs` lets `./tables.js` be found as if the modules were in `notebooks/`. */
function makeConfig(root: string): unknown {
  return {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      rootDirs: [".", join(root, "notebooks")],
      typeRoots: [join(root, "node_modules/@types")],
      noUnusedLocals: false,
      noUnusedParameters: false,
      // as in the kernel, where the import of a type needs no `type`
      verbatimModuleSyntax: false,
    },
    include: ["*.ts"],
    exclude: [],
  };
}

async function runCompiler(root: string, folder: string): Promise<string> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const child = spawn(process.execPath, [compiler, "--project", folder, "--pretty", "false"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
  return output;
}

/**
 * Traces what the compiler prints, e.g. `2-monthly-sales.ts(4,7): error TS2322: Type …`, to cells and their lines.
 * @returns all errors of each notebook that has any, in the order of its lines
 * @throws TillbookError NOTEBOOK_INVALID naming what the notebooks import, when only that has errors
 */
export function findTypeErrors(output: string, modules: readonly NamedModule[]): Map<string, Failure[]> {
  const failures = new Map<string, Failure[]>();
  for (const [, file, row, message = ""] of output.matchAll(/^([^/\\\n]+)\.ts\((\d+),\d+\): error TS\d+: (.*)$/gm)) {
    const module = modules.find(({ name }) => name === file);
    const place = module?.places[Number(row) - 1] ?? module?.places.at(-1);
    if (!module || !place) continue;
    const failure = { ...place, name: "TypeScript", message, ...findHint(message) };
    failures.set(module.name, [...(failures.get(module.name) ?? []), failure]);
  }
  if (failures.size === 0 && /\berror TS\d/.test(output)) throw describeImported(output);
  for (const found of failures.values()) found.sort((a, b) => a.cell - b.cell || a.line! - b.line!);
  return failures;
}

function describeImported(output: string): TillbookError {
  const lines = output.split("\n").filter((line) => /\berror TS\d/.test(line));
  const [first = "", ...details] = lines.map((line) => {
    return line.replace(/^(?:\.\.\/)*(.*?)\((\d+),\d+\): error TS\d+/, "$1 line $2");
  });
  const hint = "fix it, then see that nothing is left: node node_modules/typescript/bin/tsc -p .";
  return new TillbookError("NOTEBOOK_INVALID", `notebooks import wrong types: ${first}`, hint, { details });
}

/** A notebook's module, by the notebook's name. */
export type NamedModule = Pick<CellModule, "places"> & { name: string };

/** Tells how to get what a cell imports. */
function findHint(message: string): { hint?: string } {
  const missing = /^Cannot find module '([^']+)'/.exec(message)?.[1];
  if (missing === undefined) return {};
  const isFile = missing.startsWith(".");
  const hint = isFile
    ? `correct the path, seen from notebooks/`
    : `npm install --save-exact --workspace notebooks ${missing}`;
  return { hint };
}
