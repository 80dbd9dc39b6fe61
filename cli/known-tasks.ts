import { dirname, extname } from "node:path";
import type { Rebuilt } from "./edited-files.js";

/** Names the tasks that nx has said depend on a file, e.g. `report:html`, each behind those that it depends on. */
export interface KnownTasks {
  /** Finds what depends on any of some files; undefined where nx is to be asked. */
  find: (files: readonly string[]) => readonly string[] | undefined;
  /** Learns from nx what depends on some files. */
  learn: (files: readonly string[], tasks: readonly string[]) => void;
  /** Forgets what edits of some files may have changed. */
  forget: (edited: Rebuilt) => void;
}

/** Starts with nothing known. */
export function knowTasks(): KnownTasks {
  const known = new Map<string, readonly string[]>();
  return {
    find: (files) => {
      const lists = files.map((file) => known.get(nameKind(file)));
      const [first, ...others] = lists;
      return others.every((list) => list?.join() === first?.join()) ? first : undefined;
    },
    learn: (files, tasks) => {
      const [kind, ...others] = new Set(files.map(nameKind));
      if (kind !== undefined && others.length === 0) known.set(kind, tasks);
    },
    forget: (edited) => {
      if (edited !== "all" && !edited.some(isSource)) return;
      // what a source imports decides what depends on others, not on itself
      const [only] = edited !== "all" && edited.length === 1 ? edited : [];
      for (const kind of [...known.keys()]) if (kind !== only || kind.endsWith(".json")) known.delete(kind);
    },
  };
}

/** Whether a process that runs already may have loaded a file, or nx have read it for its graph. */
export function isSource(file: string): boolean {
  return /\.([cm]?[jt]s|json|py)$/.test(file);
}

/** Notebooks of a folder have the same tasks, as have its styles; of other files, each may have its own. */
function nameKind(file: string): string {
  return /\.(ipynb|css)$/.test(file) ? `${dirname(file)}/*${extname(file)}` : file;
}
