import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Failure, NotebookCode } from "./execute.js";

/**
 * Checks the types of notebooks as strictly as the rest of the project, before any kernel starts. The code cells of a
 * notebook count as one module, so each name is declared once.
 * @param folder  a folder of this call's own below the checkout `root`; made, and removed at the end
 * @returns the first error of each notebook that has one, by the notebook's name
 */
export async function checkTypes(
  notebooks: readonly NotebookCode[],
  root: string,
  folder: string,
): Promise<Map<string, Failure>> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    for (const { name, cells } of notebooks) {
      await writeFile(join(folder, `${name}.ts`), [...cells, "export {};"].join("\n"));
    }
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(makeConfig(root)));
    const output = await runCompiler(root, folder);
    return findTypeErrors(output, notebooks);
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
 * @returns the first error of each notebook that has one
 * @throws Error with the output when it names an error, but none of a notebook
 */
export function findTypeErrors(output: string, notebooks: readonly NotebookCode[]): Map<string, Failure> {
  const failures = new Map<string, Failure>();
  for (const [, file, row, message] of output.matchAll(/^([^/\\\n]+)\.ts\((\d+),\d+\): error TS\d+: (.*)$/gm)) {
    const notebook = notebooks.find(({ name }) => name === file);
    if (!notebook || failures.has(notebook.name)) continue;
    let line = Number(row);
    let cell = 0;
    for (; cell < notebook.cells.length - 1; cell++) {
      const length = notebook.cells[cell]!.split("\n").length;
      if (line <= length) break;
      line -= length;
    }
    failures.set(notebook.name, { cell, line, name: "TypeScript", message: message ?? "" });
  }
  if (failures.size === 0 && /\berror TS\d/.test(output)) throw new Error(`cannot check the notebooks: ${output}`);
  return failures;
}
