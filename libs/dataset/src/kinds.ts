import { countDecimals, parseCents } from "@tillbook/pipeline";
import { type AmountForm, createAmountReader, describeUnit } from "./amounts.js";
import { dropWeekday } from "./calendar-words.js";
import { createDateReader, type DecimalMark, formatExample } from "./formats.js";
import { createTimeReader, type TimeFormat, timeFormats } from "./times.js";
import { createStampReader, isMidnight, type StampForm, splitTimestamp } from "./timestamps.js";

/** How a file writes values, as far as it decides how they are read. */
interface Form extends StampForm, AmountForm {
  time?: TimeFormat;
}

/** Turns what a file has into the form that `check` accepts. */
export interface ValueReader {
  /** Undefined for a text of another form. */
  read: (text: string) => string | undefined;
  /** What a text must be that `read` refuses, as the end of "<column> must …". */
  form: string;
}

/** What the values of a column are: how they are stored, read, checked and compared. */
export interface Kind {
  /** MySQL type. */
  type: string;
  /** Names what is wrong with a text, as the end of "<column> must …"; undefined for a valid one. */
  check: (text: string) => string | undefined;
  /** Absent where any text is read as it is. */
  createReader?: (form: Form) => ValueReader;
  /** Turns valid texts of one meaning into one text, e.g. 7.5 and 7.50; absent where each text has a meaning of its own. */
  normalize?: (text: string) => string;
}

/** The kinds of columns. */
export const kinds = {
  date: {
    type: "date",
    check: checkDate,
    createReader: (form) => ({ read: createDayReader(form), form: `be a date such as ${formatExample(form.date)}` }),
  },
  time: {
    type: "time",
    check: checkTime,
    createReader: ({ time = timeFormats[0] }) => ({
      read: createTimeReader(time),
      form: time === timeFormats[0] ? timeForm : `be a time of day as ${time}`,
    }),
    // "9:05" becomes "09:05:00".
    normalize: (text) => text.padStart(text.length <= 5 ? 5 : 8, "0").padEnd(8, ":00"),
  },
  name: { type: "varchar(100)", check: checkName },
  quantity: {
    type: "decimal(12,3)",
    check: checkQuantity,
    createReader: ({ decimal }) => ({
      read: createQuantityReader(decimal),
      form: `be a number such as 1 or 0${decimal}250`,
    }),
    normalize: (text) => Number(text).toFixed(3),
  },
  money: {
    type: "decimal(12,2)",
    check: checkAmount,
    createReader: (form) => ({ read: createAmountReader(form), form: describeAmount(form) }),
    normalize: (text) => String(parseCents(text)),
  },
} as const satisfies Record<string, Kind>;

/** Reads a date, and of one with a time the date. */
function createDayReader(form: Form): (text: string) => string | undefined {
  const [readDate, readStamp] = [createDateReader(form.date), createStampReader(form)];
  return (text) => {
    const trimmed = text.trim();
    const day = readDate(dropWeekday(trimmed));
    if (day !== undefined) return day;
    const stamp = splitTimestamp(trimmed);
    // The midnight of a date in UTC is no time, and so is not moved to the day before.
    return stamp !== undefined && isMidnight(stamp.time) ? readDate(stamp.date) : readStamp(trimmed)?.date;
  };
}

/** Reads a quantity as an amount without a currency. */
function createQuantityReader(decimal: DecimalMark): (text: string) => string | undefined {
  const read = createAmountReader({ decimal });
  return (text) => (/[\p{L}\p{Sc}]/u.test(text) ? undefined : read(text));
}

function describeAmount({ decimal, currency, unit }: AmountForm): string {
  const scale = describeUnit(unit);
  const example = `${unit === 0.01 ? "1250" : `12${decimal}50`}${scale === undefined ? "" : `, in ${scale}`}`;
  return `be a number such as ${example}${currency === undefined ? "" : `, in ${currency}`}`;
}

const timeForm = "be a time of day such as 09:05 or 09:05:59";

function checkDate(text: string): string | undefined {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === "") return "be a date such as 2025-01-31";
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && year >= "1000";
  return isReal ? undefined : "be a real date, 1000-01-01 or later";
}

function checkTime(text: string): string | undefined {
  return /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text) ? undefined : timeForm;
}

function checkAmount(text: string): string | undefined {
  if (/^-?\d{1,10}(\.\d{1,2})?$/.test(text)) return undefined;
  if (!/^-?\d+(\.\d+)?$/.test(text)) return "be a number such as 12.50";
  return /\.\d{3}/.test(text) ? "have at most 2 decimals" : "have at most 10 digits before the point";
}

function checkQuantity(text: string): string | undefined {
  return /^-?\d{1,9}(\.\d{1,3})?$/.test(text) ? undefined : "have at most 9 digits before the point and 3 behind it";
}

/**
 * Adapts the reader of amounts to a currency that has no decimals, or three: it then gives three, since that is how many tell
 * thousandths from cents.
 */
export function fitCurrency<R extends ValueReader & Pick<Kind, "check">>(reader: R, currency: string): R {
  const decimals = countDecimals(currency);
  const { read, check } = reader;
  if (decimals === 0) {
    const expected = `have no decimals, as ${currency} has none`;
    return { ...reader, check: (text) => (/\.0*[1-9]/.test(text) ? expected : check(text)) };
  }
  if (decimals !== 3) return reader;
  return {
    ...reader,
    read: (text) => read(text)?.replace(/(\.\d*)?$/, (part) => (part || ".").padEnd(4, "0")),
    check: (text) => (/\.\d{4}/.test(text) ? "have at most 3 decimals" : check(text.replace(/(\.\d\d)\d$/, "$1"))),
  };
}

/** Control characters other than tab and line breaks: no report can show them. */
const controls = /(?![\t\n\r])\p{Cc}/u;

/** A space at the end would make two names equal for MySQL that differ for Spark. */
function checkName(text: string): string | undefined {
  if (text === "") return "not be empty";
  if (controls.test(text)) return "have no control characters";
  if (text !== text.trim()) return "not begin or end with a space";
  return text.length > 100 && [...text].length > 100 ? "have at most 100 characters" : undefined;
}
