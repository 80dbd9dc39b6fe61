import tinycolor from "tinycolor2";

/**
 * Makes plain values of what JSON lacks but Plotly takes: typed arrays, whole bigints, dates (as their UTC time), and colours by
 * name or function as "#332288" or "rgba(51, 34, 136, 0.5)", for which the page has a dark one. Whatever isn't exact stays as it
 * is, to be refused; other objects too.
 */
export function makePlain(value: unknown, isColor = false): unknown {
  if (typeof value === "bigint") return isExact(value) ? Number(value) : value;
  if (typeof value === "string") return isColor ? nameColor(value) : value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? value : formatTime(value);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return makePlain([...(value as Uint8Array)], isColor);
  // not map(), which would keep holes
  if (Array.isArray(value)) return Array.from(value, (item) => makePlain(item, isColor));
  if (value === null || typeof value !== "object" || value.constructor?.name !== "Object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === "meta" ? item : makePlain(item, /color/.test(key))]),
  );
}

function isExact(value: bigint): boolean {
  return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value));
}

/** Formats a time as Plotly reads it, e.g. "2026-03-01 17:30:00"; a day without its time. */
function formatTime(date: Date): string {
  return date
    .toISOString()
    .replace("T", " ")
    .replace(/(?:\.000)?Z$/, "")
    .replace(/ 00:00:00$/, "");
}

function nameColor(text: string): string {
  const color = tinycolor(text);
  if (!color.isValid() || /^#[0-9a-f]{6}$/i.test(text)) return text;
  return color.getAlpha() === 1 ? color.toHexString() : color.toRgbString();
}
