/** Keeps what it stands between on one line. */
export const nbsp = "\u00a0";

/** Groups the digits of a whole number by three, e.g. "1,234,567" with ",". */
export function groupDigits(whole: number | bigint, separator: string): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, separator);
}
