/** What the number in a cell means. */
export type CellFormat = "number" | "date" | "time" | "datetime";

const secondsOfDay = 86_400;
const dayMs = 86_400_000;
/** Days from Excel's day 1 to its day 60, the 29 February 1900, which it has by mistake. */
const mistakenDay = 60;
/** Digits that Excel keeps of a number. */
const digits = 15;

/** Formats that are built in (ECMA-376, Part 1, 18.8.30), with those of East Asian versions. */
const builtIn: Record<number, CellFormat> = {
  ...Object.fromEntries([14, 15, 16, 17, ...range(27, 31), 34, 35, 36, ...range(50, 58)].map((id) => [id, "date"])),
  ...Object.fromEntries([18, 19, 20, 21, 32, 33, 45, 46, 47].map((id) => [id, "time"])),
  22: "datetime",
};

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Finds what numbers of a format mean: by its id, or by its code, such as `dd\.mm\.yyyy h:mm;@`. */
export function findCellFormat(id: number, code: string | undefined): CellFormat {
  if (code === undefined) return builtIn[id] ?? "number";
  // Texts in quotes or after a backslash, colours and locales are no letters of a date; [h] is a duration.
  const letters = (code.split(";")[0] ?? "")
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?!(h+|m+|s+)\])[^\]]*\]/gi, "")
    .replace(/general/gi, "")
    .toLowerCase();
  const hasTime = /[hs]/.test(letters);
  const hasDate = /[ydeg]/.test(letters.replace(/e[+-]/g, "")) || (/m/.test(letters) && !hasTime);
  if (hasDate) return hasTime ? "datetime" : "date";
  return hasTime ? "time" : "number";
}

/**
 * Formats the number in a cell: a date as `2026-03-01`, a time as `09:05:00`, both with a space between them, and any other number
 * with the 15 digits that Excel keeps. A number with three decimals gets a zero: `1.234` could be 1,234 elsewhere.
 */
export function formatNumber(value: number, format: CellFormat, isFrom1904: boolean): string {
  if (format === "number" || value < 0 || !Number.isFinite(value)) return formatDecimal(value);
  // Half a millisecond is what a number of days loses by its digits.
  const day = Math.floor(value + 0.0005 / secondsOfDay);
  const time = formatTime(Math.min(Math.max(Math.round((value - day) * secondsOfDay), 0), secondsOfDay - 1));
  // Below a day there is no date, as in a column of times that has the format of both.
  if (format === "time" || (format === "datetime" && value < 1)) return time;
  const date = formatDate(day, isFrom1904);
  return format === "date" ? date : `${date} ${time}`;
}

function formatDecimal(value: number): string {
  const text = String(Number(value.toPrecision(digits)));
  const plain = text.includes("e") ? expand(Number(text)) : text;
  return /\.\d{3}$/.test(plain) ? `${plain}0` : plain;
}

/** Writes a very large or small number without an exponent. */
function expand(value: number): string {
  if (Math.abs(value) >= 1) return Number.isFinite(value) ? BigInt(Math.round(value)).toString() : String(value);
  return value.toFixed(20).replace(/0+$/, "");
}

/** Formats a serial day: 1 is 1900-01-01, or 1904-01-02 where days are counted from 1904. */
function formatDate(day: number, isFrom1904: boolean): string {
  if (!isFrom1904 && day === 0) return "1900-01-00";
  if (!isFrom1904 && day === mistakenDay) return "1900-02-29";
  const first = isFrom1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day < mistakenDay ? 31 : 30);
  const date = new Date(first + day * dayMs);
  return Number.isNaN(date.getTime())
    ? String(day)
    : date.toISOString().slice(0, date.getUTCFullYear() > 9999 ? 13 : 10);
}

function formatTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
