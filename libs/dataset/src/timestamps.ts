import { dropWeekday } from "./calendar-words.js";
import { createDateReader, type DateFormat, excelDays } from "./formats.js";
import { createTimeReader } from "./times.js";

/** A date, the time behind it, and its time zone as written, e.g. `Z` or `+01:00`. */
export interface Timestamp {
  date: string;
  time: string;
  zone?: string;
}

const half = "(?:\\s?[apAP](?:\\.?\\s?[mM]\\.?)?)";
const colons = `(?:(?:午前|午後|上午|下午|오전|오후)\\s?)?\\d{1,2}[:hH]\\d\\d(?::\\d\\d(?:[.,]\\d+|:\\d{3})?)?${half}?(?:\\s?(?:오전|오후))?`;
const points = `\\d{1,2}\\.\\d\\d(?:\\.\\d\\d(?:\\.\\d+)?)?${half}?`;
const digits = "\\d{4}(?:\\d\\d)?";
const zone = "Z|(?:GMT|UTC)?[+-]\\d{1,2}(?::?\\d\\d)?|[A-Z]{2,5}";
const glue = "(?:\\s*-\\s+|[\\s,_]+(?:(?:um|at|om|alle ore|alle|às|à|a las|o|kl\\.?)\\s+)?|T|-(?=\\d\\d\\.\\d\\d\\.))";
const stamp = new RegExp(
  `^(.*?[^\\s,_-])${glue}(?:(${colons})|(?<=[\\s_-])(${points})|(?<=^\\d{8}[\\sT_])(${digits}))(?:\\s?(?:Uhr|h))?(?:\\s?(${zone}))?(?:\\s?(?:\\(.*\\)|\\[.*\\]|[A-Z][a-z]+/\\w+))?$`,
);
/** Most timestamps, for speed. */
const plainStamp = /^(\d[\d./-]{5,9})[ T](\d{1,2}:\d\d(?::\d\d)?)$/;
/** A time in front of the date, and as C's `ctime` writes it between day and year. */
const timeFirst = new RegExp(`^(\\d{1,2}:\\d\\d(?::\\d\\d)?${half}?)[\\s,]+([^\\s:][^:]*)$`);
const timeBetween = /^(\p{L}.*\d) (\d{1,2}:\d\d(?::\d\d)?)(?: ([A-Z]{2,5}))? (\d{4})$/u;
const allDigits = /^((?:19|20)\d{6})(\d{4}(?:\d\d)?)$/;

/** Splits a date with a time at what is between them; undefined where there is no time. */
export function splitTimestamp(text: string): Timestamp | undefined {
  const [, plainDate, plainTime] = plainStamp.exec(text) ?? [];
  if (plainDate !== undefined && plainTime !== undefined) return { date: plainDate, time: plainTime };
  const trimmed = writeColons(text.trim());
  const [, date, colons, points, digits, zone] = stamp.exec(trimmed) ?? matchOthers(trimmed);
  const time = colons ?? points?.replace(/\./, ":").replace(/\.(?=\d\d)/, ":") ?? digits?.replace(/\d\d(?=\d)/g, "$&:");
  if (date === undefined || time === undefined) return undefined;
  return { date: dropWeekday(date), time, ...(zone !== undefined && { zone }) };
}

/** Puts the time of one column behind the date of another, which may have a time of its own. */
export function joinTimestamp(date: string, time: string): string {
  return `${splitTimestamp(date)?.date ?? date.trim()} ${time.trim()}`;
}

/** Takes apart the rarer forms, in the places of `stamp`; milliseconds since 1970 are in UTC. */
function matchOthers(text: string): (string | undefined)[] {
  const first = timeFirst.exec(text);
  if (first !== null) return [text, first[2], first[1]];
  const between = timeBetween.exec(text);
  if (between !== null) return [text, `${between[1]} ${between[4]}`, between[2], undefined, undefined, between[3]];
  const whole = allDigits.exec(text);
  if (whole !== null) return [text, whole[1], undefined, undefined, whole[2]];
  if (!/^1[0-9]{12}$/.test(text)) return [];
  const iso = new Date(Number(text)).toISOString();
  return [text, iso.slice(0, 10), iso.slice(11, 19), undefined, undefined, "Z"];
}

/** Writes 9時05分, 9시 5분 and 9 h 05 min as 9:05. */
function writeColons(text: string): string {
  if (/\d h \d/.test(text))
    return text.replace(/(\d) h (\d\d)(?: min(?: (\d\d) s)?)?/, (_, hour, minute, second) =>
      [hour, minute, ...(second === undefined ? [] : [second])].join(":"),
    );
  if (!/[時时시]/.test(text)) return text;
  return text
    .replace(/(\d)[時时시] ?(\d)(?=\D|$)/, "$1:0$2")
    .replace(/(\d)[時时시] ?/, "$1:")
    .replace(/(\d)[分분] ?(\d{1,2})[秒초]$/, (_, minute, second) => `${minute}:${second.padStart(2, "0")}`)
    .replace(/[分분]$/, "");
}

/** Whether a time is that of a date without one. */
export function isMidnight(time: string): boolean {
  return /^0?0[:.]00([:.]00([.,:]0+)?)?$/.test(time);
}

/** Whether a time zone as written is that of Greenwich, so that the clock of a shop elsewhere showed another time. */
export function isUtc(zone: string | undefined): boolean {
  return zone !== undefined && /^(Z|UTC|GMT)?([+-]00?(:?00)?)?$/.test(zone);
}

const zoneBehind = new RegExp(`\\d(?:${half})?\\s?(Z|UTC|GMT|(?:GMT|UTC)?[+-]\\d\\d?(?::?\\d\\d)?)$`);

/** Finds the time zone behind a time of day. */
export function findZone(time: string): string | undefined {
  return time.includes(":") ? zoneBehind.exec(time)?.[1] : undefined;
}

/** How a column of dates with times is written. */
export interface StampForm {
  date: DateFormat;
  /** IANA name of the shop's time zone, to which stamps that name a zone are converted. */
  timezone?: string | undefined;
}

/**
 * Makes the function that reads a date with its time: local in the shop, as ISO 8601. Without a time zone in the form the clock
 * is taken as it is written, but one of UTC is undefined, since no shop's clock may have shown it.
 */
export function createStampReader(form: StampForm): StampReader {
  const reader = readers.get(form) ?? rememberLast(createStampReaderOf(form));
  readers.set(form, reader);
  return reader;
}

type StampReader = (text: string) => { date: string; time: string } | undefined;

/** One reader of each form, so that the columns of the day and the time parse a text once. */
const readers = new WeakMap<StampForm, StampReader>();

function rememberLast(read: StampReader): StampReader {
  let last: [text: string, stamp: ReturnType<StampReader>] = ["", undefined];
  return (text) => {
    if (text !== last[0]) last = [text, read(text)];
    return last[1];
  };
}

/** How many dates, and how many times, are cached. */
const mostCached = 100_000;

function cache(read: (text: string) => string | undefined): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = read(text);
    if (known.size < mostCached) known.set(text, value);
    return value;
  };
}

function createStampReaderOf(form: StampForm): StampReader {
  const readDate = cache(createDateReader(form.date));
  const readTime = cache(createTimeReader("HH:MM"));
  const readDayPart = createTimeReader("Excel");
  const convert = form.timezone === undefined ? undefined : createConverter(form.timezone);
  return (text) => {
    if (form.date === excelDays) {
      const [date, time] = [readDate(text), readDayPart(`0.${/[.,](\d+)$/.exec(text)?.[1] ?? "0"}`)];
      return date && time ? { date, time } : undefined;
    }
    const split = splitTimestamp(text);
    const [date, time] = [readDate(split?.date ?? ""), readTime(split?.time ?? "")];
    if (date === undefined || time === undefined) return undefined;
    const offset = findOffset(split?.zone);
    if (offset === undefined || (convert === undefined && offset !== 0)) return { date, time };
    return convert?.(date, time, offset);
  };
}

/** The minutes by which a zone is ahead of UTC; undefined for none, and for letters that name a local one. */
function findOffset(zone: string | undefined): number | undefined {
  if (isUtc(zone)) return 0;
  const [, sign, hours, minutes = "0"] = /([+-])(\d{1,2})(?::?(\d\d))?$/.exec(zone ?? "") ?? [];
  if (sign === undefined) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const quarterMs = 900_000;

/** Makes the function that turns a clock with its offset into that of a time zone. Offsets change at quarters of an hour at most. */
function createConverter(timezone: string) {
  const format = new Intl.DateTimeFormat("sv", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  const known = new Map<number, number>();
  const findShift = (at: number): number => {
    const quarter = Math.floor(at / quarterMs);
    let shift = known.get(quarter);
    if (shift === undefined) {
      shift = Date.parse(`${format.format(quarter * quarterMs).replace(" ", "T")}Z`) - quarter * quarterMs;
      known.set(quarter, shift);
    }
    return shift;
  };
  return (date: string, time: string, offset: number): { date: string; time: string } | undefined => {
    const at = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`) - offset * 60_000;
    if (Number.isNaN(at)) return undefined;
    const local = new Date(at + findShift(at)).toISOString();
    return { date: local.slice(0, 10), time: local.slice(11, 19) };
  };
}
