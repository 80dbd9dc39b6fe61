import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import iconv from "iconv-lite";
import { openBlockReaders } from "./block-readers.js";
import { closeFindings, findDialect } from "./dialect.js";
import { readFile } from "./read-file.js";

/** A sale, as it must come back. */
interface Sale {
  year: number;
  month: number;
  day: number;
  time: string;
  store: string;
  article: string;
  cents: number;
  cashier: string;
}

/** How a table is written. */
interface Form {
  delimiter: string;
  date: "YYYY-MM-DD" | "DD.MM.YYYY" | "DD/MM/YYYY" | "MM/DD/YYYY" | "D.M.YYYY";
  decimal: "." | ",";
  hasThousands: boolean;
  isStamp: boolean;
  encoding: "utf8" | "utf-16le" | "utf-16be" | "windows-1252";
  hasMark: boolean;
  lineEnd: string;
  hasLastLineEnd: boolean;
  isQuoted: boolean;
  isPacked: boolean;
  columns: string[];
}

const folder = await mkdtemp(join(tmpdir(), "tillbook-dialects-"));
after(() => rm(folder, { recursive: true }));

/** Letters that Windows-1252 has too, and what tempts a parser. */
const letters = fc.constantFrom(
  ..."aZäöüßéÑ0123456789",
  " ",
  ",",
  ";",
  "\t",
  "|",
  '"',
  "'",
  "\n",
  "\r\n",
  ".",
  "=",
  "<",
);
const name = fc
  .array(letters, { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join("").trim())
  // Excel's ="0012" is read as 0012.
  .filter((text) => text !== "" && !/^="[^"]+"$/.test(text));
const sale: fc.Arbitrary<Sale> = fc.record({
  year: fc.integer({ min: 1990, max: 2030 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
  time: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map(two).join(":")),
  store: name,
  article: name,
  cents: fc.integer({ min: -99_999_999, max: 999_999_999 }),
  cashier: name,
});
const form: fc.Arbitrary<Form> = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  date: fc.constantFrom("YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "D.M.YYYY"),
  decimal: fc.constantFrom(".", ","),
  hasThousands: fc.boolean(),
  isStamp: fc.boolean(),
  encoding: fc.constantFrom("utf8", "utf-16le", "utf-16be", "windows-1252"),
  hasMark: fc.boolean(),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  hasLastLineEnd: fc.boolean(),
  isQuoted: fc.boolean(),
  isPacked: fc.boolean(),
  columns: fc.shuffledSubarray(["sold_on", "sold_at", "store", "article", "amount", "cashier", "Kasse"], {
    minLength: 7,
  }),
});

/** A row by which each form can be told: a day above 12, cents, and a letter beyond ASCII. */
const telling: Sale = {
  year: 2026,
  month: 3,
  day: 31,
  time: "09:05",
  store: "Köln",
  article: "4 – 5 €",
  cents: 1250,
  cashier: "7",
};

test("random tables written in random forms come back row for row", async () => {
  const runs = Number(process.env["PROPERTY_RUNS"] || 300);
  let count = 0;
  const property = fc.asyncProperty(fc.array(sale, { maxLength: 20 }), form, async (sales, written) => {
    const path = join(folder, `${count++}.csv`);
    const table = [telling, ...sales];
    await writeFile(path, write(table, written));
    const columns = written.columns.filter(
      (column) => column !== "Kasse" && !(written.isStamp && column === "sold_at"),
    );
    const order = columns.flatMap((column) =>
      written.isStamp && column === "sold_on" ? ["sold_on", "sold_at"] : [column],
    );
    assert.deepEqual(
      await read(path, written),
      table.map((row) => order.map((column) => String(canonical(row)[column]))),
    );
  });
  await fc.assert(property, { numRuns: runs, seed: 42, endOnFailure: false });
});

function canonical(row: Sale): Record<string, string> {
  const sign = row.cents < 0 ? "-" : "";
  const digits = String(Math.abs(row.cents)).padStart(3, "0");
  return {
    ...row,
    sold_on: `${row.year}-${two(row.month)}-${two(row.day)}`,
    sold_at: row.time,
    amount: `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`,
    cents: String(row.cents),
  } as unknown as Record<string, string>;
}

function write(sales: readonly Sale[], form: Form): Buffer {
  const columns = form.columns.filter((column) => !(form.isStamp && column === "sold_at"));
  const rows = sales.map((sale) => {
    const date = form.date
      .replace("YYYY", String(sale.year))
      .replace("MM", two(sale.month))
      .replace("DD", two(sale.day))
      .replace(/\bM\b/, String(sale.month))
      .replace(/\bD\b/, String(sale.day));
    const [whole = "", part = ""] = canonical(sale)["amount"]?.split(".") ?? [];
    const mark = form.decimal === "." ? "," : ".";
    const grouped = form.hasThousands ? whole.replace(/\B(?=(\d{3})+$)/g, mark) : whole;
    const values: Record<string, string> = {
      ...canonical(sale),
      sold_on: form.isStamp ? `${date} ${sale.time}` : date,
      amount: `${grouped}${form.decimal}${part}`,
      Bon: "4711",
    };
    return columns.map((column) => values[column] ?? "");
  });
  const text = stringify([columns, ...rows], {
    delimiter: form.delimiter,
    quoted: form.isQuoted,
    record_delimiter: form.lineEnd,
    // csv-stringify quotes what holds its own line end only
    quoted_match: /[\r\n]/,
    eof: form.hasLastLineEnd,
  });
  const bytes = iconv.encode(text, form.encoding, {
    addBOM: form.hasMark && form.encoding !== "windows-1252",
  });
  return form.isPacked ? gzipSync(bytes) : bytes;
}

/** Reads a file as import does, and takes apart what MySQL would be given. */
async function read(path: string, { encoding }: Form): Promise<string[][]> {
  // Random letters are no words, by which an encoding could be guessed.
  const spec = encoding === "windows-1252" ? { encoding } : {};
  const [dialect] = closeFindings([await findDialect({ name: "t.csv", path }, spec)]);
  assert.ok(dialect);
  let text = "";
  const readers = openBlockReaders(0);
  for await (const block of readFile({ path, dialect }, { readers, mostInvalid: 20, onBytes: () => {} })) {
    assert.deepEqual(block.invalid, []);
    text += Buffer.from(block.bytes).toString();
  }
  return splitRows(text);
}

/** Splits as LOAD DATA does: commas, LF, whole fields in quotes, doubled within. */
function splitRows(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
