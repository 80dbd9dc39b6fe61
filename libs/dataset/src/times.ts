// The formats of times of day in files, and the one format that MySQL gets.

/**
 * How a column of times is written: with colons, with points (9.05), as digits alone (0905, and 905 or 5 where zeros were dropped;
 * with seconds, or hours alone), or as a part of a day, as in spreadsheets.
 */
export const timeFormats = ["HH:MM", "HH.MM", "HHMM", "HHMMSS", "HH", "Excel"] as const;
export type TimeFormat = (typeof timeFormats)[number];

/** AM or PM, which may stand before the clock or behind it. */
const half = "[apAP](?:\\.?\\s?[mM]\\.?)?|午前|午後|上午|下午|오전|오후";
const clock = new RegExp(
  `^(${half})?\\s?(\\d{1,2}) ?[:hH] ?(\\d\\d)(?::(\\d\\d)(?:[.,]\\d+|:\\d{3})?)?(?: ?(?:m|min|h|Uhr))?\\s?(${half})?$`,
);
const hourWithHalf = new RegExp(`^\\d{1,2}(?=\\s?(?:${half})$)`);

/** Makes the function that turns a time of day of the format into HH:MM or HH:MM:SS; undefined for a text of another format. */
export function createTimeReader(format: TimeFormat): (text: string) => string | undefined {
  return (text) => {
    const time = dropDay(text);
    if (format === "Excel" && /^[01]?([.,]\d+)?$/.test(time) && time !== "") return readDayPart(time);
    if (format === "HH.MM" && /^\d{1,2}\.\d\d(\.\d\d)?( Uhr)?$/.test(time)) return readClock(time.replaceAll(".", ":"));
    if (format === "HHMM" && /^\d{1,4}$/.test(time)) return readDigits(time.padStart(4, "0"));
    if (format === "HHMMSS" && /^\d{1,6}$/.test(time)) return readDigits(time.padStart(6, "0"));
    if (format === "HH" && /^\d{1,2}$/.test(time)) return readDigits(`${time.padStart(2, "0")}00`);
    return readClock(time);
  };
}

/** Leaves out a day in front of the time: that of spreadsheets' zero, or the day that has a column of its own. */
function dropDay(text: string): string {
  return text.trim().replace(/^\d{1,4}[-./](?:\d{1,2}|\p{L}{3,4})[-./]\d{1,4}[ T]+(?=\d)/u, "");
}

/** Reads a clock with colons. 24:00 and a leap second are the last second before. */
function readClock(text: string): string | undefined {
  const [, before, hour = "", minute = "", second, behind] =
    clock.exec(text.replace(/\s+/g, " ").replace(hourWithHalf, "$&:00")) ?? readDuration(text);
  if (hour === "" || Number(hour) > 24 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  const halfDay = before ?? behind;
  if (halfDay === undefined && hour === "24")
    return Number(minute) + Number(second ?? 0) === 0 ? "23:59:59" : undefined;
  if (halfDay !== undefined && (Number(hour) < 1 || Number(hour) > 12)) return undefined;
  const isLate = halfDay !== undefined && /^(p|午後|下午|오후)/i.test(halfDay);
  const hours = halfDay === undefined ? hour : String((Number(hour) % 12) + (isLate ? 12 : 0));
  const time = `${hours.padStart(2, "0")}:${minute}`;
  return second === undefined ? time : `${time}:${second === "60" ? "59" : second}`;
}

/** ISO 8601's duration since midnight, as `PT9H5M`; in the places of `clock`. */
function readDuration(text: string): (string | undefined)[] {
  const [all, hour = "0", minute = "0", second] = /^PT(?=\d)(\d{1,2}H)?(\d{1,2}M)?(\d{1,2}S)?$/.exec(text) ?? [];
  if (all === undefined) return [];
  const [hours, minutes, seconds] = [hour, minute, second].map((part) => part?.replace(/\D/, "").padStart(2, "0"));
  return [all, undefined, hours, minutes, seconds, undefined];
}

function readDigits(digits: string): string | undefined {
  return readClock(digits.replace(/\d\d(?=\d)/g, "$&:"));
}

/** Reads a part of a day, rounded to a second. */
function readDayPart(text: string): string | undefined {
  const part = Number(text.replace(",", "."));
  if (part >= 1) return undefined;
  const seconds = Math.min(Math.round(part * 86_400), 86_399);
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

/** Finds the formats that a time may have, by its length and digits; empty for none. */
export function findTimeFormats(text: string): TimeFormat[] {
  if (createTimeReader("HH:MM")(text) !== undefined) return ["HH:MM"];
  const others: TimeFormat[] = ["HH.MM", "HHMM", "HHMMSS", "HH", "Excel"];
  return others.filter((format) => createTimeReader(format)(text) !== undefined);
}
