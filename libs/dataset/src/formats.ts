// The formats of dates, times and amounts in files, and the one format of each that MySQL gets.

/** E.g. `DD.MM.YYYY`: YYYY or YY, MM and DD in any order; between separators, a value may lack its leading zero. */
export type DateFormat = string;
export type DecimalMark = "." | ",";

/** The formats that are detected, the preferred ones first; others have to be named in `columns.json`. */
export const dateFormats = [
  "YYYY-MM-DD",
  "DD.MM.YYYY",
  "DD/MM/YYYY",
  "MM/DD/YYYY",
  "DD-MM-YYYY",
  "MM-DD-YYYY",
  "YYYY/MM/DD",
  "YYYYMMDD",
] as const;

/** Makes the function that turns a date of the format into ISO 8601; undefined for a text of another format. */
export function createDateReader(format: DateFormat): (text: string) => string | undefined {
  // As strict as ISO 8601: both digits.
  if (format === "YYYY-MM-DD") return (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined);
  const short = /[^YMD]/.test(format) ? "\\d{1,2}" : "\\d\\d";
  const pattern = format
    .replace(/[^YMD]/g, "\\$&")
    .replace("YYYY", "(?<year>\\d{4})")
    .replace("YY", "(?<year>\\d\\d)")
    .replace("MM", `(?<month>${short})`)
    .replace("DD", `(?<day>${short})`);
  const regex = new RegExp(`^${pattern}$`);
  return (text) => {
    const { year = "", month = "", day = "" } = regex.exec(text)?.groups ?? {};
    if (year === "") return undefined;
    return `${year.length === 2 ? "20" : ""}${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  };
}

/** Whether a text is a format of dates. */
export function isDateFormat(text: string): boolean {
  return (
    /^[YMD./\- ]+$/.test(text) && /^(YYYY|YY)MMDD$/.test(`${text.match(/Y+/g)}${text.match(/M+/g)}${text.match(/D+/g)}`)
  );
}

/** Writes 31 January 2025 in a format, since its day can't be taken for a month. */
export function formatExample(format: DateFormat): string {
  return format.replace("YYYY", "2025").replace("YY", "25").replace("MM", "01").replace("DD", "31");
}

/** Turns a time of day, with or without AM or PM, into HH:MM or HH:MM:SS; undefined for a text of another format. */
export function readTime(text: string): string | undefined {
  const [, hour = "", rest = "", half] = /^(\d{1,2})(:[0-5]\d(?::[0-5]\d)?)(?:\.0+)? ?([AaPp][Mm])?$/.exec(text) ?? [];
  if (hour === "") return undefined;
  if (half === undefined) return hour.padStart(2, "0") + rest;
  if (Number(hour) < 1 || Number(hour) > 12) return undefined;
  return String((Number(hour) % 12) + (/p/i.test(half) ? 12 : 0)).padStart(2, "0") + rest;
}

/** Splits a date with a time at the spaces or the T between them; undefined where there is no time. */
export function splitTimestamp(text: string): { date: string; time: string } | undefined {
  const [, date = "", time = ""] = /^(\S+?)(?: +|T)(\d{1,2}:.*)$/.exec(text) ?? [];
  return date === "" ? undefined : { date, time };
}

/** Thousands separators that are never decimal marks. */
const groupMarks = "[ '’\u00a0\u2009\u202f]";

/**
 * Makes the function that turns an amount into digits with a point, e.g. `1.234,5` into `1234.5`; undefined for a text of
 * another format. The minus and the euro sign may come first or last.
 */
export function createAmountReader(mark: DecimalMark): (text: string) => string | undefined {
  const other = mark === "." ? "," : "\\.";
  const group = `(?:${groupMarks}|${other})`;
  const regex = new RegExp(
    `^(?:€ ?)?([-+−]?)(?:€ ?)?(\\d+|\\d{1,3}(?:${group}\\d{3})+)(?:\\${mark}(\\d+))?(-?)(?:[ \u00a0]?(?:€|EUR))?$`,
  );
  return (text) => {
    const [, sign = "", whole = "", part, signBehind] = regex.exec(text) ?? [];
    if (whole === "" || (sign !== "" && signBehind !== "")) return undefined;
    // One amount has one kind of thousands separator.
    if (new Set(whole.replace(/\d/g, "")).size > 1) return undefined;
    const isNegative = sign === "-" || sign === "−" || signBehind === "-";
    return `${isNegative ? "-" : ""}${whole.replace(/\D/g, "")}${part === undefined ? "" : `.${part}`}`;
  };
}

/** Finds the only decimal mark that an amount can have; `either` for one like `1.234`, undefined where it shows none. */
export function findDecimalMark(text: string): DecimalMark | "either" | undefined {
  const [point, comma] = [createAmountReaderOnce("."), createAmountReaderOnce(",")].map((read) => read(text));
  const isMoney = (amount: string | undefined): boolean => amount !== undefined && !/\.\d{3}/.test(amount);
  if (!/[.,]/.test(text)) return undefined;
  // With a decimal point, 12.505 has too many decimals; with a decimal comma, it is 12505.
  if (point !== undefined && comma !== undefined && point !== comma) return "either";
  if (isMoney(point) !== isMoney(comma)) return isMoney(point) ? "." : ",";
  return undefined;
}

const readers = new Map<DecimalMark, (text: string) => string | undefined>();

function createAmountReaderOnce(mark: DecimalMark): (text: string) => string | undefined {
  const reader = readers.get(mark) ?? createAmountReader(mark);
  readers.set(mark, reader);
  return reader;
}
