import { formatCents, TillbookError } from "@tillbook/pipeline";
import { readStored } from "./content.js";
import type { CsvFile } from "./csv-files.js";
import { type ExportRow, invalid, partsOfCent, readParts, readTable } from "./dsfinvk-tables.js";
import type { LeftOut } from "./sales-file.js";
import { columnNames } from "./schema.js";
import type { TableWriter } from "./table-writer.js";
import { createStampReader } from "./timestamps.js";

// DSFinV-K: "Digitale Schnittstelle der Finanzverwaltung für Kassensysteme", versions 2.0 to 2.4, by the Bundeszentralamt für
// Steuern: the export that § 146a of the Abgabenordnung asks of every till in Germany.

/** What was read of a DSFinV-K. */
export interface JoinedExport {
  leftOut: LeftOut[];
  /** The closings of tills, and the sum of their sales; absent where the export has no sums to compare with. */
  closings?: { count: number; amount_cents: string };
  /** ISO 4217. */
  currency: string;
  notes: string[];
}

/** Business cases (GV_TYP, Anhang C) that are sales of goods and services, or change their price. */
const salesCases = new Set(
  [
    ...["Umsatz", "Pfand", "PfandRueckzahlung", "Rabatt", "Aufschlag"],
    ...["EinzweckgutscheinKauf", "EinzweckgutscheinEinloesung", "Anzahlungseinstellung", "Anzahlungsaufloesung"],
  ].map((name) => name.toLowerCase()),
);
/** Those that only move money, or debts. */
const otherCases = new Set(
  [
    ...[
      "Anfangsbestand",
      "Auszahlung",
      "DifferenzSollIst",
      "Einzahlung",
      "Forderungsaufloesung",
      "Forderungsentstehung",
    ],
    ...["Geldtransit", "Lohnzahlung", "MehrzweckgutscheinEinloesung", "MehrzweckgutscheinKauf", "Privateinlage"],
    ...["Privatentnahme", "TrinkgeldAG", "TrinkgeldAN", "ZuschussEcht", "ZuschussUnecht"],
  ].map((name) => name.toLowerCase()),
);
/** The one kind of receipt (BON_TYP) that counts; all others begin with AV, "anderer Vorgang". */
const receipt = "beleg";
const germanTime = "Europe/Berlin";
/** The rows and amounts of more lines do not fit into memory. */
const mostLines = 1_500_000;

/** Rows of a table, some hundreds at a time; none where the export has no such table. */
type Rows = AsyncIterable<ExportRow[]>;

interface Receipt {
  type: string;
  soldOn: string;
  soldAt: string;
  cashier: string;
  isCancelling: boolean;
  /** The numbers of its lines (POS_ZEILE), and the gross amount of each, in parts of a unit. */
  lines: string[];
  amounts: number[];
}

/** The receipts of each closing, by BON_ID. */
type Receipts = Map<string, Map<string, Receipt>>;

/** Sums of a closing, in parts of a unit, without those lines that a way of marking cancelled ones leaves out. */
interface Closing {
  name: string;
  /** Of all lines; without those of cancelling receipts; without cancelled lines; without both. */
  sums: [number, number, number, number];
  expected: number | undefined;
  /** Which of the sums is the one of `businesscases.csv`. */
  way: number;
  /** Written so far, in parts and in cents. */
  parts: number;
  cents: number;
}

/**
 * Joins the lines of a DSFinV-K with their amounts, receipts and places into a table of sales. The sum of each closing must be
 * the one that the till wrote, to the cent. A cancelled receipt is one with negative amounts, or one that does not count: the
 * sums say which.
 * @throws TillbookError CSV_INVALID with the closing and both sums where they differ, or where rows do not fit together
 */
export async function joinExport(
  { name, parts = [] }: CsvFile,
  writer: TableWriter,
  signal?: AbortSignal,
): Promise<JoinedExport> {
  const find = (file: string): CsvFile | undefined =>
    parts.find((part) => part.name.toLowerCase().endsWith(`/${file}`));
  const read = async function* (file: string): AsyncGenerator<ExportRow[]> {
    const part = find(file);
    if (part === undefined) return;
    for await (const rows of readTable(part)) {
      signal?.throwIfAborted();
      yield rows;
    }
  };
  const decimal = await readDecimalMark(find("index.xml"));
  const receipts = await readReceipts(read("transactions.csv"));
  await readAmounts(read("lines_vat.csv"), receipts, decimal);
  const stores = await readStores(read("location.csv"));
  const isChecked = find("businesscases.csv") !== undefined;
  const closings = await sumClosings(read("lines.csv"), receipts, isChecked);
  if (isChecked) {
    await readExpected(read("businesscases.csv"), closings, decimal);
    for (const closing of closings.values()) findWay(name, closing);
  }
  const leftOut = new Map<string, { rows: number; parts: number }>();
  const leave = (reason: string, parts: number): void => {
    const sum = leftOut.get(reason) ?? { rows: 0, parts: 0 };
    leftOut.set(reason, { rows: sum.rows + 1, parts: sum.parts + parts });
  };
  let rounded = 0;
  await writer.write(columnNames);
  for await (const rows of read("lines.csv")) {
    for (const row of rows) {
      const closing = closings.get(keyOfClosing(row)) as Closing;
      const sale = findReceipt(receipts, row);
      const amount = findAmount(sale, row);
      const reason = findReason(row, sale, amount, closing.way);
      if (reason !== undefined || amount === undefined) {
        leave(reason ?? "", amount ?? 0);
        continue;
      }
      if (amount % partsOfCent !== 0) rounded++;
      closing.parts += amount;
      // Parts of a cent are carried on, so that the rounded lines have the sum of the closing.
      const cents = Math.round(closing.parts / partsOfCent) - closing.cents;
      closing.cents += cents;
      const store = stores.get(keyOfClosing(row)) || row.get("Z_KASSE_ID");
      const cells = [sale.soldOn, sale.soldAt, store, findArticle(row), formatCents(BigInt(cents)), sale.cashier];
      await writer.write([...cells, findNumber(row), row.get("MENGE").replace(",", "."), row.get("WARENGR")]);
    }
  }
  const sales = [...closings.values()].reduce((sum, { cents }) => sum + cents, 0);
  const sums = closings.size === 1 ? "the sum of 1 closing is" : `the sums of ${closings.size} closings are`;
  const notes = isChecked
    ? [`${name}: ${sums} as in businesscases.csv, to the cent: ${formatCents(BigInt(sales))}`]
    : [`${name}: no businesscases.csv, so the sums of the closings were not compared`];
  if (rounded > 0)
    notes.push(`${name}: ${rounded} lines have parts of a cent; rounded, their closings keep their sums`);
  return {
    leftOut: [...leftOut].map(([reason, { rows, parts }]) => ({
      reason,
      rows,
      amount_cents: String(Math.round(parts / partsOfCent)),
    })),
    ...(isChecked && { closings: { count: closings.size, amount_cents: String(sales) } }),
    currency: await readCurrency(name, read("cashregister.csv")),
    notes,
  };
}

/** Says why a line is no sale; undefined where it is one. */
function findReason(row: ExportRow, { type, isCancelling }: Receipt, amount: number | undefined, way: number) {
  if (type.toLowerCase() !== receipt) return `BON_TYP is ${type || "empty"}`;
  if (!isSalesCase(row)) return `GV_TYP is ${row.get("GV_TYP")}`;
  if (amount === undefined) return "no amount in lines_vat.csv";
  if (way & 1 && isCancelling) return "BON_STORNO is 1";
  return way & 2 && row.get("P_STORNO") === "1" ? "P_STORNO is 1" : undefined;
}

/** @throws TillbookError CSV_INVALID for a business case that the definition does not have */
function isSalesCase(row: ExportRow): boolean {
  const name = row.get("GV_TYP").toLowerCase();
  if (salesCases.has(name)) return true;
  if (otherCases.has(name)) return false;
  throw invalid(
    row.place,
    `expected a business case of DSFinV-K such as Umsatz in GV_TYP, got ${JSON.stringify(row.get("GV_TYP"))}`,
  );
}

function findArticle(row: ExportRow): string {
  const names = ["ARTIKELTEXT", "GV_NAME", "WARENGR", "ART_NR", "GV_TYP"].map((column) => row.get(column));
  return names.find((name) => name !== "") as string;
}

/** Names the receipt of a line: its number is unique within a closing of a till. */
function findNumber(row: ExportRow): string {
  return `${row.get("Z_KASSE_ID")} ${row.get("Z_NR")} ${row.get("BON_ID")}`.slice(-100).trim();
}

async function readReceipts(tables: Rows): Promise<Receipts> {
  const receipts: Receipts = new Map();
  const toLocal = createStampReader({ date: "YYYY-MM-DD", timezone: germanTime });
  // Equal texts become one: each of its own would keep its whole row in memory.
  const texts = new Map<string, string>();
  const share = (text: string): string => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  for await (const rows of tables) {
    for (const row of rows) {
      const text = row.get("BON_START") || row.get("BON_ENDE");
      const local = toLocal(text);
      if (local === undefined) {
        const got = JSON.stringify(text);
        throw invalid(row.place, `expected a time such as 2026-03-01T09:05:00 in BON_START, got ${got}`);
      }
      const ofClosing = receipts.get(keyOfClosing(row)) ?? new Map<string, Receipt>();
      receipts.set(keyOfClosing(row), ofClosing);
      const id = row.get("BON_ID");
      if (ofClosing.has(id)) throw invalid(row.place, `expected each receipt once, got ${JSON.stringify(id)} twice`);
      ofClosing.set(id, {
        type: share(row.get("BON_TYP")),
        soldOn: share(local.date),
        soldAt: share(local.time),
        cashier: share(row.get("BEDIENER_NAME") || row.get("BEDIENER_ID")),
        isCancelling: row.get("BON_STORNO") === "1",
        lines: [],
        amounts: [],
      });
    }
  }
  return receipts;
}

/** Sums the gross amounts of each line over its rates of tax. Amounts of unknown receipts count for nothing: their lines do. */
async function readAmounts(tables: Rows, receipts: Receipts, decimal: string): Promise<void> {
  const numbers = new Map<string, string>();
  let count = 0;
  for await (const rows of tables) {
    for (const row of rows) {
      const read = (column: string): number => readParts(row.get(column), row.place, decimal);
      const gross = row.get("POS_BRUTTO") === "" ? read("POS_NETTO") + read("POS_UST") : read("POS_BRUTTO");
      const sale = receipts.get(keyOfClosing(row))?.get(row.get("BON_ID"));
      if (sale === undefined) continue;
      const number = row.get("POS_ZEILE");
      const at = sale.lines.lastIndexOf(number);
      if (at !== -1) sale.amounts[at] = (sale.amounts[at] ?? 0) + gross;
      else {
        const known = numbers.get(number) ?? number;
        numbers.set(known, known);
        sale.lines.push(known);
        sale.amounts.push(gross);
        if (++count > mostLines) throw failTooLong(row.place);
      }
    }
  }
}

function failTooLong(place: string): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${place}: expected at most ${mostLines} lines in one export, got more`,
    "export shorter periods, each into a folder of its own, and set SALES_CSV to the folder of these",
  );
}

/** @throws TillbookError CSV_INVALID where the receipt of a line is missing */
function findReceipt(receipts: Receipts, row: ExportRow): Receipt {
  const sale = receipts.get(keyOfClosing(row))?.get(row.get("BON_ID"));
  if (sale !== undefined) return sale;
  throw invalid(row.place, `expected receipt ${JSON.stringify(row.get("BON_ID"))} in transactions.csv, got none`);
}

function findAmount({ lines, amounts }: Receipt, row: ExportRow): number | undefined {
  return amounts[lines.indexOf(row.get("POS_ZEILE"))];
}

/** Finds the name of each closing's place. Places of one name at different addresses get their address. */
async function readStores(tables: Rows): Promise<Map<string, string>> {
  const places = new Map<string, { name: string; address: string }>();
  const addresses = new Map<string, Set<string>>();
  for await (const rows of tables) {
    for (const row of rows) {
      const name = row.get("LOC_NAME");
      const address = [row.get("LOC_STRASSE"), row.get("LOC_ORT")].filter((part) => part !== "").join(", ");
      places.set(keyOfClosing(row), { name, address });
      addresses.set(name, (addresses.get(name) ?? new Set()).add(address));
    }
  }
  const isShared = (name: string): boolean => (addresses.get(name)?.size ?? 0) > 1;
  return new Map(
    [...places].map(([key, { name, address }]) => [
      key,
      (isShared(name) && address !== "" ? `${name}, ${address}` : name).slice(0, 100).trim(),
    ]),
  );
}

async function sumClosings(tables: Rows, receipts: Receipts, isChecked: boolean): Promise<Map<string, Closing>> {
  const closings = new Map<string, Closing>();
  // Where there are sums to compare with, they would tell.
  const seen = new Set<string>();
  for await (const rows of tables) {
    for (const row of rows) {
      const sale = findReceipt(receipts, row);
      const closing = findClosing(closings, row);
      const amount = findAmount(sale, row);
      for (const way of [0, 1, 2, 3]) {
        if (findReason(row, sale, amount, way) === undefined)
          closing.sums[way] = (closing.sums[way] ?? 0) + (amount ?? 0);
      }
      if (isChecked) continue;
      const number = row.get("POS_ZEILE");
      const line = [keyOfClosing(row), row.get("BON_ID"), number].join("\0");
      if (seen.has(line)) throw invalid(row.place, `expected each line once, got line ${number} twice`);
      seen.add(line);
    }
  }
  return closings;
}

function findClosing(closings: Map<string, Closing>, row: ExportRow): Closing {
  const key = keyOfClosing(row);
  const name = `${row.get("Z_NR")} of till ${row.get("Z_KASSE_ID")} (${row.get("Z_ERSTELLUNG")})`;
  const closing = closings.get(key) ?? { name, sums: [0, 0, 0, 0], expected: undefined, way: 0, parts: 0, cents: 0 };
  closings.set(key, closing);
  return closing;
}

async function readExpected(tables: Rows, closings: Map<string, Closing>, decimal: string): Promise<void> {
  for await (const rows of tables) {
    for (const row of rows) {
      const closing = findClosing(closings, row);
      const sum = isSalesCase(row) ? readParts(row.get("Z_UMS_BRUTTO"), row.place, decimal) : 0;
      closing.expected = (closing.expected ?? 0) + sum;
    }
  }
}

/** Decides which lines of a closing count. @throws TillbookError CSV_INVALID where no sum is the one of the till */
function findWay(name: string, closing: Closing): void {
  const toCents = (parts: number): number => Math.round(parts / partsOfCent);
  const expected = toCents(closing.expected ?? 0);
  closing.way = closing.sums.findIndex((sum) => toCents(sum) === expected);
  if (closing.way !== -1) return;
  const [till, lines] = [expected, toCents(closing.sums[0])].map((cents) => formatCents(BigInt(cents)));
  throw new TillbookError(
    "CSV_INVALID",
    `${name}: closing ${closing.name}: expected ${till} as in businesscases.csv, got ${lines} from its lines`,
    "export it again from the till, with whole closings, then run `make import`",
  );
}

async function readDecimalMark(index: CsvFile | undefined): Promise<string> {
  let text = "";
  if (index !== undefined) for await (const bytes of readStored(index)) text += bytes.toString("latin1");
  return /<DecimalSymbol>\s*([.,])\s*</.exec(text)?.[1] ?? ",";
}

async function readCurrency(name: string, tables: Rows): Promise<string> {
  const currencies = new Set<string>();
  for await (const rows of tables)
    for (const row of rows) currencies.add(row.get("KASSE_BASISWAEH_CODE").toUpperCase() || "EUR");
  if (currencies.size > 1)
    throw invalid(name, `expected one currency in cashregister.csv, got ${[...currencies].join(", ")}`);
  return [...currencies][0] ?? "EUR";
}

function keyOfClosing(row: ExportRow): string {
  return `${row.get("Z_KASSE_ID")}\0${row.get("Z_NR")}`;
}
