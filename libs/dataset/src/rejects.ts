import { existsSync } from "node:fs";
import { appendFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import { stringify } from "csv-stringify/sync";
import type { BadRow, BlockRead } from "./read-block.js";

/** How many bad rows are told when they stop an import. */
const mostTold = 20;
const hint =
  "mend them, then make import; SALES_REJECTS=keep make import takes the good rows, and writes the bad ones to build/rejects";

/** Gathers the bad rows of an import: told in an error, or written to files and counted. */
export class Rejects {
  /** Bad rows so far. */
  rows = 0;
  readonly #counts = new Map<string, number>();
  readonly #told: string[] = [];
  readonly #folder: string | undefined;

  /** Keeps the bad rows in `folder`; without one, they stop the import. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** How many bad rows of a block are needed with their text. */
  get mostBad(): number {
    return this.#folder === undefined ? mostTold : Number.POSITIVE_INFINITY;
  }

  /** Whether no more rows are to be imported. */
  get isStopped(): boolean {
    return this.rows > 0 && this.#folder === undefined;
  }

  /** Takes the bad rows of a block; gives back how many there are. */
  async add(file: string, { bad, badCounts }: BlockRead): Promise<number> {
    let rows = 0;
    for (const [expected, count] of Object.entries(badCounts)) {
      rows += count;
      this.#counts.set(expected, (this.#counts.get(expected) ?? 0) + count);
    }
    this.rows += rows;
    if (this.#folder !== undefined) await appendRejects(this.#folder, file, bad);
    else this.#told.push(...bad.slice(0, mostTold - this.#told.length).map((row) => describeBadRow(file, row)));
    return rows;
  }

  /** Makes the error that stops an import: the first bad rows, and how many of each kind there are. */
  makeError(): TillbookError {
    const [first = "", ...others] = this.#told;
    const kinds = [...this.#counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const counts = kinds.map(([expected, count]) => `${count} × ${expected}`).join("; ");
    const details = this.rows === 1 ? [] : [...others, `${this.rows} bad rows: ${counts}`];
    return new TillbookError("CSV_INVALID", first, hint, { details });
  }
}

function describeBadRow(file: string, row: BadRow): string {
  return `${file}:${row.line}: ${describeProblem(row)}`;
}

function describeProblem({ expected, got }: BadRow): string {
  return `${expected}, got ${got}`;
}

/**
 * Adds bad rows to a CSV file of their file's name in `folder`: where they are, what is wrong, and the row as it stands
 * there. A program that opens it must not take a row for a formula: such a row gets a `'` in front (OWASP, CSV Injection).
 */
async function appendRejects(folder: string, file: string, rows: readonly BadRow[]): Promise<void> {
  if (rows.length === 0) return;
  const path = join(folder, nameRejects(file));
  const head = existsSync(path) ? [] : [["file", "line", "reason", "row"]];
  const lines = rows.map((row) => [file, row.line, describeProblem(row), row.text]);
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, stringify([...head, ...lines], { escape_formulas: true }));
}

/** E.g. `2025/store-3.csv.gz` becomes `2025/store-3.csv`. */
function nameRejects(file: string): string {
  return `${file.replace(/(\.(csv|tsv|txt))?(\.gz)?$/i, "")}.csv`;
}
