import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

const pieceCharacters = 1 << 18;

/** Writes a table as CSV in UTF-8, row by row, and hashes it. */
export class TableWriter {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #text = "";
  #line = 1;
  sizeBytes = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<TableWriter> {
    return new TableWriter(await open(path, "wx", 0o600));
  }

  /** Writes a row into the next line, or into one further down; the lines between them stay blank. */
  async write(cells: readonly string[], line = this.#line): Promise<void> {
    if (line > this.#line) this.#text += "\n".repeat(line - this.#line);
    this.#text += formatRow(cells);
    this.#line = Math.max(line, this.#line) + 1;
    if (this.#text.length > pieceCharacters) await this.#flush();
  }

  /** Writes what is left; returns the hash. */
  async end(): Promise<string> {
    await this.#flush();
    return this.#hash.digest("hex");
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#text);
    this.#text = "";
    this.#hash.update(bytes);
    this.sizeBytes += bytes.length;
    await this.#file.writeFile(bytes);
  }
}

/** Formats a row as a line of CSV. */
export function formatRow(cells: readonly string[]): string {
  return `${cells.map(quoteCell).join(",")}\n`;
}

/** A line break in a cell becomes a space, so that the lines of the text are the rows of the table. */
function quoteCell(cell: string): string {
  const text = cell.replace(/[\r\n]+/g, " ");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
