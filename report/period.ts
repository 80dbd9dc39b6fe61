import type { Messages } from "@tillbook/charts";
import { isSynthetic, type Manifests } from "./origin-section.js";

/** The days that the report is about, both included, ISO dates. */
export interface Period {
  first: string;
  last: string;
}

/** Finds the days of the sales: as imported, or else as generated where those were imported; else undefined. */
export function findPeriod(manifests: Manifests): Period | undefined {
  for (const manifest of [manifests.import, manifests.aggregate]) {
    const [first, last] = [manifest?.["first_day"], manifest?.["last_day"]];
    if (isDay(first) && isDay(last)) return { first, last };
  }
  if (!isSynthetic(manifests)) return undefined;
  const { start, days } = (manifests.generate?.["settings"] ?? {}) as { start?: unknown; days?: unknown };
  if (!isDay(start) || typeof days !== "number") return undefined;
  const last = new Date(Date.parse(`${start}T00:00:00Z`) + (days - 1) * 86_400_000);
  return { first: start, last: last.toISOString().slice(0, 10) };
}

/** Messages for a period: "January to December 2025" for whole months, else "3 January to 9 February 2025". */
export function formatPeriod({ first, last }: Period, { calendar }: Messages): string {
  const isWhole = first.endsWith("-01") && isLastOfMonth(last);
  const name = (date: string, isYearSaid = true): string => {
    const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
    const said = isYearSaid ? year : undefined;
    return isWhole ? calendar.month(said, month) : calendar.day(said, month, day);
  };
  const to = name(last);
  return name(first) === to ? to : calendar.span(name(first, first.slice(0, 4) !== last.slice(0, 4)), to);
}

function isLastOfMonth(day: string): boolean {
  return new Date(Date.parse(day) + 86_400_000).toISOString().endsWith("-01T00:00:00.000Z");
}

function isDay(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
}
