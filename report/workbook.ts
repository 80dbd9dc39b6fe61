import { type Messages, nameDay, nameMonth, numberMonth } from "@tillbook/charts";
import type { ShownTable } from "@tillbook/provenance";
import writeExcelFile, { type Cell, type Sheet } from "write-excel-file/node";
import { readShownNumber } from "./shown-numbers.js";

/** Characters of a sheet's name that Excel refuses, and how long it may be. */
const refused = /[\\/?*[\]:]/g;
const longestName = 31;

/**
 * Makes a workbook of a report's tables and lists of key figures: a sheet each, with numbers and dates that a spreadsheet calculates with,
 * and one that says where they are from. The same tables give the same bytes.
 * @param origin  names and values of the last sheet
 */
export async function makeWorkbook(
  tables: readonly ShownTable[],
  origin: readonly (readonly [name: string, value: string])[],
  messages: Messages,
): Promise<Buffer> {
  const taken = new Set<string>();
  const days = listDays(tables, messages);
  const sheets = tables.map((table): Sheet<never> => {
    const rows = table.columns.some((label) => label !== "" && label !== "value" && label !== "note")
      ? [table.columns.map(makeHead), ...table.rows.map((row) => row.map((text) => readCell(text, days, messages)))]
      : table.rows.map((row) => row.map((text) => readCell(text, days, messages)));
    const title = table.name.startsWith("key-figures-") ? table.title : `${table.title} ${table.name}`;
    return { sheet: nameSheet(title, taken), data: rows, columns: fitColumns(table), stickyRowsCount: 1 };
  });
  const about = origin.map(([name, value]): Cell[] => [{ value: name, fontWeight: "bold" }, asText(value)]);
  const last: Sheet<never> = {
    sheet: nameSheet(messages.report.origin, taken),
    data: about,
    columns: [{ width: 28 }, { width: 70 }],
  };
  return fixTimes(await writeExcelFile([...sheets, last]).toBuffer());
}

function makeHead(label: string): Cell {
  return label === "" ? null : { value: label, type: String, fontWeight: "bold", wrap: true };
}

function asText(text: string): Cell {
  return { value: text, type: String };
}

/** Reads a shown text as a number or a day; an empty one is no cell, and whatever is neither stays a text, which no spreadsheet runs. */
export function readCell(text: string, days: ReadonlyMap<string, Day>, messages: Messages): Cell {
  if (text === "") return null;
  const day = days.get(text);
  if (day) return { value: new Date(day.date), type: Date, format: day.hasDay ? "yyyy-mm-dd" : "mmm yyyy" };
  const number = readShownNumber(text, messages);
  const { percent, currency } = messages.numbers;
  const { after = "", before = "" } = number ?? {};
  const unit = percent("").trim();
  const isPercent = after.trim() === unit && before === "";
  const isMoney =
    [before, after].some((part) => part.trim() === currency.symbol) &&
    [before, after].some((part) => part.trim() === "");
  // "€3.5k" is rounded, "7:00–8:00" is none
  if (number === undefined || !(isPercent || isMoney || (before === "" && after === ""))) return asText(text);
  // a code such as "007" is a name
  if (/^0\d/.test(text)) return asText(text);
  const value = Number(`${number.digits}e-${number.decimals + (isPercent ? 2 : 0)}`);
  const places = number.decimals > 0 ? `.${"0".repeat(number.decimals)}` : "";
  return { value, type: Number, format: isPercent ? `0${places}%` : `#,##0${places}` };
}

interface Day {
  /** ISO. */
  date: string;
  /** Or only a month. */
  hasDay: boolean;
}

/** Names the months and days of the years that the tables name, as the language does. */
function listDays(tables: readonly ShownTable[], messages: Messages): ReadonlyMap<string, Day> {
  const years = new Set(
    tables.flatMap(({ rows }) => rows.flat().flatMap((text) => text.match(/\b(?:19|20)\d\d\b/g) ?? [])),
  );
  const days = new Map<string, Day>();
  const plain = (text: string): string => text.replace(/\s+/g, " ");
  for (const year of years) {
    for (
      let date = new Date(`${year}-01-01`);
      date.getUTCFullYear() === Number(year);
      date = new Date(date.getTime() + 86_400_000)
    ) {
      const iso = date.toISOString().slice(0, 10);
      days.set(plain(nameDay(iso, messages)), { date: iso, hasDay: true }).set(iso, { date: iso, hasDay: true });
      if (iso.endsWith("-01"))
        days.set(plain(nameMonth(numberMonth({ year: Number(year), month: date.getUTCMonth() + 1 }), messages)), {
          date: iso,
          hasDay: false,
        });
    }
  }
  return days;
}

function fitColumns({ columns, rows }: ShownTable): { width: number }[] {
  return columns.map((label, c) => {
    const longest = Math.max(...rows.map((row) => (row[c] ?? "").length), Math.min(label.length, 16));
    return { width: Math.min(Math.max(longest + 2, 8), 60) };
  });
}

/** Makes a name of a sheet that Excel accepts and none has yet. */
function nameSheet(title: string, taken: Set<string>): string {
  const base = title.replace(refused, " ").replace(/\s+/g, " ").replace(/^'|'$/g, "").trim() || "-";
  let name = base.slice(0, longestName).trim();
  for (let n = 2; taken.has(name.toLowerCase()); n++) {
    const end = ` ${n}`;
    name = `${base.slice(0, longestName - end.length).trim()}${end}`;
  }
  taken.add(name.toLowerCase());
  return name;
}

/** Dates the entries of a zip file (APPNOTE 6.3, 4.3.7 and 4.3.12) at its oldest date, 1 January 1980, instead of now. */
export function fixTimes(zip: Buffer): Buffer {
  const fixed = Buffer.from(zip);
  const end = fixed.lastIndexOf("PK\x05\x06", undefined, "latin1");
  let at = fixed.readUInt32LE(end + 16);
  const date = 0x0021;
  for (let entry = fixed.readUInt16LE(end + 10); entry > 0; entry--) {
    const local = fixed.readUInt32LE(at + 42);
    for (const place of [at + 12, local + 10]) {
      fixed.writeUInt16LE(0, place);
      fixed.writeUInt16LE(date, place + 2);
    }
    at += 46 + fixed.readUInt16LE(at + 28) + fixed.readUInt16LE(at + 30) + fixed.readUInt16LE(at + 32);
  }
  return fixed;
}
