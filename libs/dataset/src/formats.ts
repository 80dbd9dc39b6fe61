// The formats of dates in files, and the one format that MySQL gets.
import { monthWord, readMonth } from "./calendar-words.js";

/**
 * E.g. `DD.MM.YYYY`: YYYY or YY, MM (or MMM for a word) and DD in any order; between separators, a value may lack its leading zero.
 * `Excel` stands for the serial days of spreadsheets.
 */
export type DateFormat = string;
export type DecimalMark = "." | ",";

/** Thousands separators that are never decimal marks. */
export const groupMarks = "[ '’_\u00a0\u2009\u202f]";

/** Serial days of spreadsheets (day 1 is 1 January 1900, and 29 February 1900 counts). */
export const excelDays = "Excel";

/** The formats that are detected, the preferred ones first; others have to be named in `columns.json`. */
export const dateFormats = [
  "YYYY-MM-DD",
  "DD.MM.YYYY",
  "DD/MM/YYYY",
  "MM/DD/YYYY",
  "DD-MM-YYYY",
  "MM-DD-YYYY",
  "YYYY/MM/DD",
  "YYYY.MM.DD",
  "DD MM YYYY",
  "MM DD YYYY",
  "YYYY MM DD",
  "YYYYMMDD",
  "DDMMYYYY",
  "MMDDYYYY",
  "DD MMM YYYY",
  "MMM DD YYYY",
  "YYYY MMM DD",
  "DD.MM.YY",
  "YY.MM.DD",
  "DD/MM/YY",
  "MM/DD/YY",
  "YY/MM/DD",
  "DD-MM-YY",
  "MM-DD-YY",
  "YY-MM-DD",
  "DD MMM YY",
  "YYYY年MM月DD日",
  "YYYY년MM월DD일",
  excelDays,
] as const;

/** Makes the function that turns a date of the format into ISO 8601; undefined for a text of another format. */
export function createDateReader(format: DateFormat): (text: string) => string | undefined {
  if (format === excelDays)
    return (text) => (/^\d{5}([.,]\d+)?$/.test(text) ? readSerial(parseInt(text, 10)) : undefined);
  const hasWord = format.includes("MMM");
  const isSeparated = /[^YMD]/.test(format);
  const short = isSeparated ? "\\d{1,2}" : "\\d\\d";
  // Spreadsheets drop the first zero of 01032026.
  const first = isSeparated || format.startsWith("Y") ? "" : "?";
  const pattern = format
    .replace(/[^YMD]+/g, (separator) =>
      hasWord ? "(?:[ .,/-]|de |del |of )*" : ` ?${separator.replaceAll(".", "\\.")} ?`,
    )
    .replace("YYYY", "(?<year>\\d{4})")
    .replace("YY", "(?<year>\\d\\d)")
    .replace("MMM", `(?<word>${monthWord})`)
    .replace("MM", `(?<month>${short})`)
    .replace("DD", `(?<day>${short})${hasWord ? "(?:st|nd|rd|th|er|º|ª)?" : ""}`)
    .replace("\\d\\d)", first === "" ? "\\d\\d)" : "\\d\\d?)");
  const regex = new RegExp(`^${pattern}[.,]?$`, "u");
  return (text) => {
    const { year = "", month = "", word = "", day = "" } = regex.exec(text)?.groups ?? {};
    if (year === "") return undefined;
    const number = word === "" ? month.padStart(2, "0") : readMonth(word);
    return number && `${year.length === 2 ? "20" : ""}${year}-${number}-${day.padStart(2, "0")}`;
  };
}

/** Turns a serial day into ISO 8601; undefined outside of 1990 to 2099, where a number is something else. */
function readSerial(day: number): string | undefined {
  if (day < 32_874 || day > 73_050) return undefined;
  return new Date(Date.UTC(1899, 11, 30) + day * 86_400_000).toISOString().slice(0, 10);
}

/** Whether a text is a format of dates. */
export function isDateFormat(text: string): boolean {
  const parts = `${text.match(/Y+/g)}${text.match(/M+/g)}${text.match(/D+/g)}`;
  return text === excelDays || (/^[YMD./\- 年月日년월일]+$/.test(text) && /^(YYYY|YY)MMM?DD$/.test(parts));
}

/**
 * Turns how people write formats, also in German (TT.MM.JJJJ), French and Spanish (JJ/MM/AAAA), Dutch and Polish, into ours; other
 * texts stay as they are.
 */
export function normalizeDateFormat(text: string): string {
  if (/^excel$/i.test(text.trim())) return excelDays;
  const upper = text.trim().toUpperCase();
  const english = upper.includes("A")
    ? upper.replaceAll("J", "D").replaceAll("A", "Y")
    : upper.replaceAll("T", "D").replace(/[JR]/g, "Y");
  return isDateFormat(english) ? english : text;
}

/** Writes 31 January 2025 in a format, since its day can't be taken for a month. */
export function formatExample(format: DateFormat): string {
  if (format === excelDays) return "45688";
  return format
    .replace("YYYY", "2025")
    .replace("YY", "25")
    .replace("MMM", "Jan")
    .replace("MM", "01")
    .replace("DD", "31");
}
