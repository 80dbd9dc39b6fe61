import { TillbookError } from "@tillbook/pipeline";
import { accumulate, createRandom } from "./random.js";

/** One day on which the stores are open. */
export interface OpenDay {
  /** ISO date. */
  date: string;
  /** How much is sold on it, compared with other days; a whole number above 0. */
  weight: number;
  /** Running total of what is sold by the end of each open hour, from `opensAt` on. */
  hourEnds: Float64Array;
}

/** The first open hour of each day. */
export const opensAt = 7;

/** Weights of the hours from 7 on: a peak at noon and a higher one after work. */
const workdayHours = accumulate([35, 55, 60, 70, 95, 135, 110, 75, 85, 110, 155, 165, 115, 65, 35]);
/** On Saturdays people shop from late morning on. */
const saturdayHours = accumulate([30, 60, 100, 130, 145, 140, 120, 105, 100, 100, 100, 90, 70, 45, 30]);
/** Sunday to Saturday, as `Date` counts; closed on Sundays. */
const weekdays = [0, 100, 94, 98, 112, 156, 172];
/** January to December: a quiet summer, and a December unlike the rest. */
const months = [95, 92, 100, 103, 101, 98, 88, 86, 97, 100, 108, 148];

/**
 * Lists the open days among `days` days from `start` (ISO date) on, in order, each with random luck (stream 0).
 * @throws TillbookError SETTING_INVALID when all days are Sundays
 */
export function listOpenDays({ start, days, seed }: { start: string; days: number; seed: number }): OpenDay[] {
  const random = createRandom(seed, 0);
  const first = Date.parse(start);
  const open: OpenDay[] = [];
  for (let day = 0; day < days; day++) {
    const date = new Date(first + day * 86_400_000);
    const luck = 85 + (random() % 31);
    const weight = (weekdays[date.getUTCDay()] ?? 0) * (months[date.getUTCMonth()] ?? 0) * luck;
    const hourEnds = date.getUTCDay() === 6 ? saturdayHours : workdayHours;
    if (weight > 0) open.push({ date: date.toISOString().slice(0, 10), weight, hourEnds });
  }
  if (open.length > 0) return open;
  throw new TillbookError(
    "SETTING_INVALID",
    `SALES_DAYS must include more than Sundays, when the stores are closed, got ${days} from ${start} on`,
    "set SALES_DAYS to 2 or more, or SALES_START to another day",
  );
}
