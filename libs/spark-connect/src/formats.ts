const perSecond = 1_000_000_000n;
const perDay = 86_400n * perSecond;

/** Formats `unscaled / 10^scale` with all of its decimals, e.g. (12345n, 2) → `123.45`. */
export function formatDecimal(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Formats days since 1970-01-01, e.g. `2026-03-31`. */
export function formatDate(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, -"T00:00:00.000Z".length);
}

/** Formats nanoseconds since midnight, e.g. `08:30:00` or `08:30:00.250000`. */
export function formatTime(nanos: bigint): string {
  const seconds = Number(nanos / perSecond);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return clock.map((part) => String(part).padStart(2, "0")).join(":") + formatFraction(nanos % perSecond);
}

/** Formats nanoseconds since 1970-01-01T00:00 as ISO date and time without a zone, e.g. `2026-03-31T08:30:00.250000`. */
export function formatTimestamp(nanos: bigint): string {
  const time = ((nanos % perDay) + perDay) % perDay;
  return `${formatDate(Number((nanos - time) / perDay))}T${formatTime(time)}`;
}

/** The parts of an interval; each has its own sign. */
export interface Interval {
  months: number;
  days: number;
  nanos: bigint;
}

/** Formats an interval as ISO 8601 does, e.g. `P1Y2M3DT4H5M6.500000S`; nothing at all is `PT0S`. */
export function formatInterval({ months, days, nanos }: Interval): string {
  const minutes = nanos / (60n * perSecond);
  const date = formatPart(Math.trunc(months / 12), "Y") + formatPart(months % 12, "M") + formatPart(days, "D");
  const time =
    formatPart(minutes / 60n, "H") + formatPart(minutes % 60n, "M") + formatSeconds(nanos % (60n * perSecond));
  if (date + time === "") return "PT0S";
  return `P${date}${time && `T${time}`}`;
}

function formatPart(value: number | bigint, unit: string): string {
  return Number(value) === 0 ? "" : `${value}${unit}`;
}

function formatSeconds(nanos: bigint): string {
  if (nanos === 0n) return "";
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? "-" : ""}${size / perSecond}${formatFraction(size % perSecond)}S`;
}

/** A fraction of a second has 6 digits, 9 where microseconds don't hold it, and is left out when it is 0. */
function formatFraction(nanos: bigint): string {
  if (nanos === 0n) return "";
  const digits = String(nanos).padStart(9, "0");
  return `.${digits.endsWith("000") ? digits.slice(0, 6) : digits}`;
}
