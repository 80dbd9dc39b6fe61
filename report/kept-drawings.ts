import { readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { sha256, writeFileAtomic } from "@tillbook/pipeline";

/** Keeps what a browser draws, by all that it was drawn from. */
export interface KeptDrawings {
  /**
   * Finds what was drawn before.
   * @param from  all that it depends on
   */
  find: (from: readonly string[]) => Promise<Buffer | undefined>;
  keep: (from: readonly string[], drawn: string | Uint8Array) => Promise<void>;
  /** Removes what wasn't used for two weeks. */
  removeUnused: () => Promise<void>;
}

const unusedMs = 14 * 24 * 60 * 60 * 1000;

/** Keeps drawings in a folder, as files named by the SHA-256 of what they were drawn from. */
export function keepDrawings(folder: string): KeptDrawings {
  const place = (from: readonly string[]): string => join(folder, sha256(JSON.stringify(from)));
  return {
    find: async (from) => {
      const file = place(from);
      try {
        const drawn = await readFile(file);
        const now = new Date();
        await utimes(file, now, now);
        return drawn;
      } catch {
        return undefined;
      }
    },
    keep: (from, drawn) => writeFileAtomic(place(from), drawn),
    removeUnused: async () => {
      for (const name of await readdir(folder).catch(() => [])) {
        const file = join(folder, name);
        if (Date.now() - (await stat(file)).mtimeMs > unusedMs) await rm(file);
      }
    },
  };
}

/** Keeps nothing. */
export const noDrawings: KeptDrawings = {
  find: async () => undefined,
  keep: async () => {},
  removeUnused: async () => {},
};
