import type { Days } from "@tillbook/pipeline";

/**
 * Finds the day of Easter Sunday in the Gregorian calendar, an ISO date, by the anonymous algorithm of 1876 (Meeus, Astronomical
 * Algorithms, 2nd edition, chapter 8).
 */
export function findEaster(year: number): string {
  const [cycle, century, rest] = [year % 19, Math.floor(year / 100), year % 100];
  const [leapCenturies, b] = [Math.floor(century / 4), century % 4];
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * cycle + century - leapCenturies - moonShift + 15) % 30;
  const weekday = (32 + 2 * b + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7;
  const late = Math.floor((cycle + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  return new Date(Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1)).toISOString().slice(0, 10);
}

/** Lists the Easter Sundays of some days, both ends included. */
export function listEasters({ first, last }: Days): string[] {
  const [from, to] = [first, last].map((day) => Number(day.slice(0, 4))) as [number, number];
  const years = Array.from({ length: to - from + 1 }, (_, i) => findEaster(from + i));
  return years.filter((day) => day >= first && day <= last);
}
