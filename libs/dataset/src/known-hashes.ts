import { readFile } from "node:fs/promises";
import { findFileMark, writeFileAtomic } from "@tillbook/pipeline";

/** What was found of a file's content, and its mark then. */
interface Known {
  mark: string;
  sha256: string;
  sizeBytes: number;
}

/** The file's content; one of another version counts as none. */
interface Content {
  version: 1;
  files: Record<string, Known>;
}

/** Hashes of files that were read before, so that those to which nobody has written are not read again. */
export class KnownHashes {
  #before: Record<string, Known>;
  #now: Record<string, Known> = {};

  private constructor(before: Record<string, Known>) {
    this.#before = before;
  }

  /** Opens those that were kept in `file`; none where that is missing, damaged or of another version. */
  static async open(file: string): Promise<KnownHashes> {
    try {
      const content: Partial<Content> | null = JSON.parse(await readFile(file, "utf8"));
      return new KnownHashes(content?.version === 1 ? (content.files ?? {}) : {});
    } catch (error) {
      if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return new KnownHashes({});
    }
  }

  /**
   * Gives what `read` finds in a file, or what it found before if nobody has written to the file since.
   * @param part  tells several parts of a file apart, such as the files in a zip file
   */
  async find(path: string, part: string, read: () => Promise<Omit<Known, "mark">>): Promise<Omit<Known, "mark">> {
    const key = JSON.stringify([path, part]);
    const mark = await findFileMark(path).catch(() => undefined);
    const known = this.#before[key];
    if (known !== undefined && known.mark === mark) {
      this.#now[key] = known;
      return { sha256: known.sha256, sizeBytes: known.sizeBytes };
    }
    const found = await read();
    if (mark !== undefined && (await findFileMark(path)) === mark) this.#now[key] = { mark, ...found };
    return found;
  }

  /** Keeps the hashes of the files that were asked for, and no others. */
  async keep(file: string): Promise<void> {
    const content: Content = { version: 1, files: this.#now };
    await writeFileAtomic(file, JSON.stringify(content), { mode: 0o600 });
  }
}
