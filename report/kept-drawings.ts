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

/** Of a SHA-256 in hex. */
const hashLength = 64;

const unusedMs = 14 * 24 * 60 * 60 * 1000;

/**
 * Keeps drawings in a folder, as files named by the SHA-256 of what they were drawn from; each begins with that of its content, so that
 * a damaged one is drawn again. Where the folder can't be written, nothing is kept.
 */
export function keepDrawings(folder: string): KeptDrawings {
  const place = (from: readonly string[]): string => join(folder, sha256(JSON.stringify(from)));
  return {
    find: async (from) => {
      const file = place(from);
      const kept = await readFile(file).catch(() => Buffer.alloc(0));
      const drawn = kept.subarray(hashLength);
      if (kept.toString("latin1", 0, hashLength) !== sha256(drawn)) return undefined;
      const now = new Date();
      await utimes(file, now, now).catch(() => {});
      return drawn;
    },
    keep: async (from, drawn) => {
      const content = Buffer.concat([Buffer.from(sha256(drawn)), Buffer.from(drawn)]);
      await writeFileAtomic(place(from), content).catch(() => {});
    },
    removeUnused: async () => {
      for (const name of await readdir(folder).catch(() => [])) {
        const file = join(folder, name);
        const used = await stat(file).catch(() => undefined);
        if (used && Date.now() - used.mtimeMs > unusedMs) await rm(file, { force: true }).catch(() => {});
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
