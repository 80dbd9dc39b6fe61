import { formatCents, TillbookError } from "@tillbook/pipeline";
import { readStored } from "./content.js";
import type { CsvFile } from "./csv-files.js";
import { type ExportRow, partsOfCent, readParts, readTable } from "./dsfinvk-tables.js";
import { createLocalTime } from "./local-time.js";
import type { LeftOut } from "./sales-file.js";
import { columnNames } from "./schema.js";
import type { TableWriter } from "./table-writer.js";

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
const mostLines = 3_000_000;

interface Receipt {
  type: string;
  soldOn: string;
  soldAt: string;
  cashier: string;
  isCancelling: boolean;
}

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
  timeZone = germanTime,
): Promise<JoinedExport> {
  const find = (file: string): CsvFile | undefined =>
    parts.find((part) => part.name.toLowerCase().endsWith(`/${file}`));
  const read = (file: string): AsyncIterable<ExportRow> | Iterable<ExportRow> => {
    const part = find(file);
    return part === undefined ? [] : readTable(part);
  };
  const decimal = await readDecimalMark(find("index.xml"));
  const receipts = await readReceipts(read("transactions.csv"), timeZone);
  const amounts = await readAmounts(read("lines_vat.csv"), decimal);
  const stores = await readStores(read("location.csv"));
  const isChecked = find("businesscases.csv") !== undefined;
  const closings = await sumClosings(read("lines.csv"), receipts, amounts, isChecked);
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
  for await (const row of read("lines.csv")) {
    const key = keyOfReceipt(row);
    const sale = receipts.get(key) as Receipt;
    const amount = amounts.get(`${key}\0${row.get("POS_ZEILE")}`);
    const reason = findReason(row, sale, amount, (closings.get(keyOfClosing(row)) as Closing).way);
    if (reason !== undefined || amount === undefined) {
      leave(reason ?? "no amount in lines_vat.csv", amount ?? 0);
      continue;
    }
    const closing = closings.get(keyOfClosing(row)) as Closing;
    if (amount % partsOfCent !== 0) rounded++;
    closing.parts += amount;
    // Parts of a cent are carried on, so that the rounded lines have the sum of the closing.
    const cents = Math.round(closing.parts / partsOfCent) - closing.cents;
    closing.cents += cents;
    const store = stores.get(keyOfClosing(row)) || row.get("Z_KASSE_ID");
    await writer.write([sale.soldOn, sale.soldAt, store, findArticle(row), formatCents(BigInt(cents)), sale.cashier]);
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

async function readReceipts(rows: AsyncIterable<ExportRow> | Iterable<ExportRow>, timeZone: string) {
  const receipts = new Map<string, Receipt>();
  const toLocal = createLocalTime(timeZone);
  const cashiers = new Map<string, string>();
  for await (const row of rows) {
    const text = row.get("BON_START") || row.get("BON_ENDE");
    const [soldOn, soldAt] = toLocal(text) ?? [];
    if (soldOn === undefined || soldAt === undefined)
      throw invalid(row.place, `expected a time such as 2026-03-01T09:05:00 in BON_START, got ${JSON.stringify(text)}`);
    const cashier = row.get("BEDIENER_NAME") || row.get("BEDIENER_ID");
    // One text for each name: each of its own would keep its whole row in memory.
    const own = cashiers.get(cashier) ?? cashier;
    cashiers.set(own, own);
    const isCancelling = row.get("BON_STORNO") === "1";
    receipts.set(keyOfReceipt(row), { type: row.get("BON_TYP"), soldOn, soldAt, cashier: own, isCancelling });
  }
  return receipts;
}

/** Sums the gross amounts of each line over its rates of tax, in parts of a unit. */
async function readAmounts(rows: AsyncIterable<ExportRow> | Iterable<ExportRow>, decimal: string) {
  const amounts = new Map<string, number>();
  for await (const row of rows) {
    const key = `${keyOfReceipt(row)}\0${row.get("POS_ZEILE")}`;
    const read = (column: string): number => readParts(row.get(column), row.place, decimal);
    const gross = row.get("POS_BRUTTO") === "" ? read("POS_NETTO") + read("POS_UST") : read("POS_BRUTTO");
    amounts.set(key, (amounts.get(key) ?? 0) + gross);
    if (amounts.size > mostLines)
      throw invalid(row.place, `expected at most ${mostLines} lines in one export, got more`);
  }
  return amounts;
}

/** Finds the name of each closing's place. Places of one name at different addresses get their address. */
async function readStores(rows: AsyncIterable<ExportRow> | Iterable<ExportRow>): Promise<Map<string, string>> {
  const places = new Map<string, { name: string; address: string }>();
  const addresses = new Map<string, Set<string>>();
  for await (const row of rows) {
    const name = row.get("LOC_NAME");
    const address = [row.get("LOC_STRASSE"), row.get("LOC_ORT")].filter((part) => part !== "").join(", ");
    places.set(keyOfClosing(row), { name, address });
    addresses.set(name, (addresses.get(name) ?? new Set()).add(address));
  }
  const isShared = (name: string): boolean => (addresses.get(name)?.size ?? 0) > 1;
  return new Map(
    [...places].map(([key, { name, address }]) => [
      key,
      (isShared(name) && address !== "" ? `${name}, ${address}` : name).slice(0, 100).trim(),
    ]),
  );
}

async function sumClosings(
  rows: AsyncIterable<ExportRow> | Iterable<ExportRow>,
  receipts: ReadonlyMap<string, Receipt>,
  amounts: ReadonlyMap<string, number>,
  isChecked: boolean,
): Promise<Map<string, Closing>> {
  const closings = new Map<string, Closing>();
  // Where there are sums, they would tell; it takes as much memory as the amounts.
  const seen = new Set<string>();
  for await (const row of rows) {
    const key = keyOfReceipt(row);
    const sale = receipts.get(key);
    if (sale === undefined)
      throw invalid(row.place, `expected receipt ${JSON.stringify(row.get("BON_ID"))} in transactions.csv, got none`);
    const line = `${key}\0${row.get("POS_ZEILE")}`;
    if (seen.has(line)) throw invalid(row.place, `expected each line once, got line ${row.get("POS_ZEILE")} twice`);
    if (!isChecked) seen.add(line);
    const closing = findClosing(closings, row);
    const amount = amounts.get(line) ?? 0;
    for (const way of [0, 1, 2, 3]) {
      if (findReason(row, sale, amount, way) === undefined) closing.sums[way] = (closing.sums[way] ?? 0) + amount;
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

async function readExpected(
  rows: AsyncIterable<ExportRow> | Iterable<ExportRow>,
  closings: Map<string, Closing>,
  decimal: string,
): Promise<void> {
  for await (const row of rows) {
    const closing = findClosing(closings, row);
    const sum = isSalesCase(row) ? readParts(row.get("Z_UMS_BRUTTO"), row.place, decimal) : 0;
    closing.expected = (closing.expected ?? 0) + sum;
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

async function readCurrency(name: string, rows: AsyncIterable<ExportRow> | Iterable<ExportRow>): Promise<string> {
  const currencies = new Set<string>();
  for await (const row of rows) currencies.add(row.get("KASSE_BASISWAEH_CODE").toUpperCase() || "EUR");
  if (currencies.size > 1)
    throw invalid(name, `expected one currency in cashregister.csv, got ${[...currencies].join(", ")}`);
  return [...currencies][0] ?? "EUR";
}

function keyOfClosing(row: ExportRow): string {
  return `${row.get("Z_KASSE_ID")}\0${row.get("Z_NR")}`;
}

function keyOfReceipt(row: ExportRow): string {
  return `${keyOfClosing(row)}\0${row.get("BON_ID")}`;
}

function invalid(place: string, problem: string): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${place}: ${problem}`,
    "export it again from the till, then run `make import`",
  );
}
