/** What stays open between the runs of a process, e.g. a browser. */
export interface Kept {
  isOpen: () => boolean;
  close: () => Promise<void>;
}

/** Things that stay open, by name. */
export interface KeptOpen {
  /** Gives what is open by a name, or else opens it; who asks meanwhile waits for that. Rejects as `open` does, and opens anew at the next call. */
  keep: <T extends Kept>(name: string, open: () => Promise<T>) => Promise<T>;
  /** Closes all, also what is still being opened. */
  close: () => Promise<void>;
}

/** Starts with nothing open. */
export function keepOpen(): KeptOpen {
  const opening = new Map<string, Promise<Kept>>();
  return {
    keep: <T extends Kept>(name: string, open: () => Promise<T>): Promise<T> => {
      const before = opening.get(name);
      const opened = (async () => {
        const there = await before?.catch(() => undefined);
        return there?.isOpen() ? (there as T) : open();
      })();
      opening.set(name, opened);
      return opened;
    },
    close: async () => {
      const all = await Promise.allSettled(opening.values());
      for (const result of all) if (result.status === "fulfilled") await result.value.close();
    },
  };
}
