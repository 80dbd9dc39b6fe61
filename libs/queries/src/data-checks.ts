import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { TillbookError } from "@tillbook/pipeline";

/** A check of one's own: a `.sql` file that selects the rows that should not be there. */
export interface DataCheck {
  /** Name of the file, e.g. `empty_months`. */
  name: string;
  /** What follows from a row: a line in the log and in the report, or the end of the run. */
  severity: "warn" | "stop";
  /** What holds where no row is found, as a sentence for readers of the report. */
  expect: string;
  /** The same in other languages, e.g. by "de", where the header has them. */
  expectIn?: Record<string, string>;
  /** The whole file; SQL reads the header as comments. */
  text: string;
}

/** Reads all checks of a folder, sorted by name; none where there is no such folder. */
export async function readDataChecks(folder: string): Promise<DataCheck[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const files = names.filter((file) => file.endsWith(".sql")).sort();
  return Promise.all(
    files.map(async (file) => parseDataCheck(basename(file, ".sql"), await readFile(join(folder, file), "utf8"))),
  );
}

/**
 * Parses a check with its header: `-- severity:`, `-- expect:`, and perhaps `-- expect de:`, for a report in that language.
 * @throws TillbookError SQL_FILE_INVALID naming the file and the line that is missing or invalid
 */
export function parseDataCheck(name: string, text: string): DataCheck {
  const read = (key: string): string | undefined => new RegExp(`^-- ${key}: *(\\S.*)$`, "m").exec(text)?.[1]?.trim();
  const [severity, expect] = [read("severity"), read("expect")];
  if (severity !== "warn" && severity !== "stop")
    throw invalid(name, `a header line "-- severity: warn" or "-- severity: stop", got ${severity ?? "none"}`);
  if (expect === undefined) throw invalid(name, 'a header line "-- expect: …" that says what holds, got none');
  const others = Array.from(
    text.matchAll(/^-- expect ([a-z]{2,3}): *(\S.*)$/gm),
    ([, language = "", sentence = ""]) => [language, sentence.trim()],
  );
  return { name, severity, expect, ...(others.length > 0 && { expectIn: Object.fromEntries(others) }), text };
}

/** Gives the columns of a row that a check found, in their order, with their values as text. */
export function listValues(row: Readonly<Record<string, unknown>>): [column: string, value: string][] {
  return Object.entries(row).map(([column, value]) => [column, String(value)]);
}

function invalid(name: string, expected: string): TillbookError {
  return new TillbookError("SQL_FILE_INVALID", `checks/${name}.sql: expected ${expected}`, "see docs/sql.md");
}
