import { existsSync } from "node:fs";
import { appendFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import { stringify } from "csv-stringify/sync";
import type { BlockRead, InvalidRow } from "./read-block.js";

/** How many invalid rows are listed when they stop an import. */
const mostListed = 20;
const hint =
  "fix them, then run `make import`; or run `SALES_REJECTS=keep make import` to import the valid rows and write the invalid ones to build/rejects";

/** Of all rows, how many break one rule at least where not they are wrong, but how the column is read. */
const wholeColumn = 0.9;

/** What in `columns.json` changes how a column is read, by the column that a problem names first. */
const settings: Readonly<Record<string, string>> = {
  sold_on: 'set how the dates are written in a columns.json beside the file, e.g. {"date": "DD.MM.YYYY"}',
  sold_at:
    'set how the times are written in a columns.json beside the file: {"time": "HH:MM"}, "HH.MM", "HHMM" or "Excel"',
  amount:
    'set how the amounts are written in a columns.json beside the file: "decimal", "currency", "unit" or "rounding"',
};

function settingOf(expected = ""): string | undefined {
  return /decimals/.test(expected)
    ? 'to round them, set {"rounding": "half-up"} in a columns.json beside the file'
    : settings[expected.split(" ")[0] ?? ""];
}

/** Collects the invalid rows of an import: for its error, or in files. */
export class Rejects {
  /** Invalid rows so far. */
  rows = 0;
  readonly #counts = new Map<string, number>();
  readonly #listed: string[] = [];
  /** All rows so far. */
  #allRows = 0;
  readonly #folder: string | undefined;

  /** Writes the invalid rows to `folder`; without one, they stop the import. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** How many invalid rows of a block are needed with their text. */
  get mostInvalid(): number {
    return this.#folder === undefined ? mostListed : Number.POSITIVE_INFINITY;
  }

  /** Whether no more rows are to be imported. */
  get isStopped(): boolean {
    return this.rows > 0 && this.#folder === undefined;
  }

  /** Adds the invalid rows of a block; returns how many there are. */
  async add(file: string, { invalid, invalidCounts, rows: validRows }: BlockRead): Promise<number> {
    let rows = 0;
    for (const [expected, count] of Object.entries(invalidCounts)) {
      rows += count;
      this.#counts.set(expected, (this.#counts.get(expected) ?? 0) + count);
    }
    this.rows += rows;
    this.#allRows += validRows + rows;
    if (this.#folder !== undefined) await appendRejects(this.#folder, file, invalid);
    else
      this.#listed.push(
        ...invalid.slice(0, mostListed - this.#listed.length).map((row) => formatInvalidRow(file, row)),
      );
    return rows;
  }

  /** Adds a block that an earlier import read. */
  async addRead(file: string, { invalid, hashes }: Pick<BlockRead, "invalid" | "hashes">): Promise<void> {
    this.#allRows += hashes.length;
    if (this.#folder !== undefined) await appendRejects(this.#folder, file, invalid);
  }

  /** Makes the error that stops an import: the first invalid rows, and the count of each kind. */
  makeError(): TillbookError {
    const [first = "", ...others] = this.#listed;
    const kinds = [...this.#counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const [most, count = 0] = kinds[0] ?? [];
    const setting = settingOf(most);
    if (setting !== undefined && count >= wholeColumn * this.#allRows && this.rows > 1) {
      const problem = `${first}; so it is in ${count} of ${this.#allRows} rows`;
      return new TillbookError("CSV_INVALID", problem, `${setting}; see docs/your-own-data.md`);
    }
    const counts = kinds.map(([expected, count]) => `${count} × ${splitStep(expected).problem}`).join("; ");
    const details = this.rows === 1 ? [] : [...others, `${this.rows} invalid rows: ${counts}`];
    const [, column] =
      [...this.#counts.keys()].map((expected) => /^(store|article) must not be empty$/.exec(expected)).find(Boolean) ??
      [];
    const more =
      column === undefined
        ? ""
        : `; or say what an empty one is in a columns.json beside the file: {"empty":{"${column}":"unknown"}}`;
    const steps = kinds.flatMap(([expected]) => splitStep(expected).step ?? []);
    const next = steps.length === kinds.length ? steps.join("; and ") : [hint + more, ...steps].join("; ");
    return new TillbookError("CSV_INVALID", first, next, { details });
  }
}

function formatInvalidRow(file: string, row: InvalidRow): string {
  return `${file}:${row.line}: ${describeProblem(row)}`;
}

function describeProblem({ expected, got }: InvalidRow): string {
  return `${splitStep(expected).problem}, got ${got}`;
}

/** Splits what was expected from the step that mends it, e.g. `Status must be that of a sale: write {…}`. */
function splitStep(expected: string): { problem: string; step?: string } {
  const at = expected.indexOf(": write ");
  return at === -1 ? { problem: expected } : { problem: expected.slice(0, at), step: expected.slice(at + 2) };
}

/**
 * Appends invalid rows to a CSV file in `folder`, named like theirs: the line, the reason, and the row as it is there. A
 * spreadsheet must not run a row as a formula, so such a row gets a leading `'` (OWASP, CSV Injection).
 */
async function appendRejects(folder: string, file: string, rows: readonly InvalidRow[]): Promise<void> {
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
