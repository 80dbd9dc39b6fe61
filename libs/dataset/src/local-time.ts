/** An hour's offset is that of all its minutes: every zone changes at a full hour of UTC, or at half of it. */
const halfHourMs = 1_800_000;

/**
 * Makes the function that turns a time of ISO 8601 into a local date and time, e.g. `2026-03-01T08:05:00Z` into
 * `["2026-03-01", "09:05:00"]` in Europe/Berlin. A time without an offset is local already. Undefined for another text.
 */
export function createLocalTime(timeZone: string): (text: string) => [date: string, time: string] | undefined {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  const offsets = new Map<number, number>();
  const findOffsetMs = (time: number): number => {
    const at = Math.floor(time / halfHourMs) * halfHourMs;
    const offset = offsets.get(at) ?? Date.parse(`${format.format(at).replace(" ", "T")}Z`) - at;
    offsets.set(at, offset);
    return offset;
  };
  return (text) => {
    const [, date = "", time = "", seconds = ":00", offset = ""] =
      /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s?(Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
    if (date === "") return undefined;
    if (offset === "") return [date, time + seconds];
    const utc = Date.parse(`${date}T${time}${seconds}${offset.replace(/^(.\d\d)(\d\d)$/, "$1:$2")}`);
    if (Number.isNaN(utc)) return undefined;
    const local = new Date(utc + findOffsetMs(utc)).toISOString();
    return [local.slice(0, 10), local.slice(11, 19)];
  };
}
