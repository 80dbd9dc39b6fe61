import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TillbookError } from "@tillbook/pipeline";
import { watch } from "chokidar";

/** The edits in a checkout. */
export interface Edits {
  /**
   * Resolves to the files edited since the last call, relative to the root and sorted, as soon as there are some.
   * @throws TillbookError WATCH_FAILED when the system reports no more edits; the reason of `signal` when it aborts
   */
  next: (signal: AbortSignal) => Promise<string[]>;
  close: () => Promise<void>;
}

/** Edits are over after this time without one, in ms: an editor may write several files, or one twice. */
const quietMs = 80;
/** While git writes the files of another branch it holds this lock; a git that was killed leaves it behind. */
const gitLock = ".git/index.lock";
const longestLockMs = 10_000;

/** What is built or fetched, and what editors leave beside a file while they save it. */
const noSource =
  /^\.git\/|(^|\/)(\.(?!env$)[^/]*|node_modules|build|static|dist|__pycache__|[^/]*(~|\.part|\.tmp)|4913)$/;

/** Git adds a line to it at each commit and each switch of the branch. */
export const historyFile = ".git/logs/HEAD";

/** Watches the sources below `root`; resolves when an edit from then on is noticed. */
export async function watchEdits(root: string): Promise<Edits> {
  const ignored = (path: string): boolean => {
    const file = relative(root, path);
    return noSource.test(file) && !`${historyFile}/`.startsWith(`${file}/`);
  };
  const watcher = watch(root, { cwd: root, ignoreInitial: true, ignored });
  const files = new Set<string>();
  const note = (file: string): void => void files.add(file);
  watcher.on("add", note).on("change", note).on("unlink", note);
  // listens before `once` does, which rejects with the error as it is
  const broken = new Promise<never>((_, reject) => {
    watcher.on("error", (error) => reject(explain(error as Error)));
  });
  broken.catch(() => {}); // `next` throws it
  try {
    await Promise.race([once(watcher, "ready"), broken]);
  } catch (error) {
    await watcher.close();
    throw error;
  }
  return {
    next: async (signal) => {
      while (files.size === 0) await Promise.race([once(watcher, "all", { signal }), broken]);
      const started = performance.now();
      const isSwitching = (): boolean => existsSync(join(root, gitLock)) && performance.now() - started < longestLockMs;
      for (let isOver = false; !isOver; ) {
        const known = isSwitching() ? undefined : files.size;
        await sleep(quietMs, undefined, { signal });
        isOver = files.size === known;
      }
      const edited = [...files].sort();
      files.clear();
      return edited;
    },
    close: () => watcher.close(),
  };
}

function explain(error: Error): TillbookError {
  return new TillbookError(
    "WATCH_FAILED",
    `cannot watch the sources: ${error.message}`,
    "end other programs that watch files, or raise the system's limit fs.inotify.max_user_watches",
    { cause: error },
  );
}
