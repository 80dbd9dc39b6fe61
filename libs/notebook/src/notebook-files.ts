import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import type { NamedNotebook } from "./check.js";
import { type Notebook, parseNotebook } from "./notebook.js";

/** What a folder of committed notebooks has. */
export interface NotebookFolder {
  notebooks: NamedNotebook[];
  /** Files that are left out, since JupyterLab names new notebooks and copies like this, e.g. "Untitled.ipynb". */
  scratch: string[];
  /** Why other files can't be read, one for each. */
  problems: TillbookError[];
}

/** Reads the notebooks of a folder, in the order of their names. */
export async function readNotebooks(folder: string): Promise<NotebookFolder> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort();
  const found: NotebookFolder = { notebooks: [], scratch: files.filter(isScratch), problems: [] };
  for (const file of files.filter((name) => !isScratch(name))) {
    try {
      const notebook = parseNotebook(`notebooks/${file}`, await readFile(join(folder, file)));
      checkKernel(`notebooks/${file}`, notebook);
      found.notebooks.push({ name: file.slice(0, -".ipynb".length), notebook });
    } catch (error) {
      if (!(error instanceof TillbookError)) throw error;
      found.problems.push(error);
    }
  }
  return found;
}

/** Tells whether a notebook has the name that JupyterLab gives to a new one or to a copy, so that it belongs to no report. */
export function isScratch(file: string): boolean {
  return /^Untitled\d*\.ipynb$|-Copy\d+\.ipynb$/.test(file);
}

/** Tells of the notebooks that are left out, and how to keep one; nothing when there is none. */
export function describeScratch(scratch: readonly string[]): string[] {
  if (scratch.length === 0) return [];
  return [
    `left out as scratch: ${scratch.join(", ")}; rename one in JupyterLab, e.g. to 7-question.ipynb, to have it in the report`,
  ];
}

/** @throws TillbookError NOTEBOOK_INVALID when the notebook is for another kernel than the one that runs it, or for none */
function checkKernel(file: string, { metadata }: Notebook): void {
  const { kernelspec } = metadata as { kernelspec?: { name?: string; display_name?: string } };
  if (kernelspec?.name === "tslab") return;
  const got = kernelspec ? (kernelspec.display_name ?? kernelspec.name) : "none";
  throw new TillbookError(
    "NOTEBOOK_INVALID",
    `${file}: expected the kernel TypeScript (tslab), got ${got}`,
    "make jupyter, open it, choose Kernel > Change Kernel... > TypeScript, and save it",
  );
}
